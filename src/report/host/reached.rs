//! What a host reaches without a call.

use crate::inspect::Direction;
use crate::outcome::Fixed;

/// What of the result can change, and is exported or the host's own: "memory, tables or globals". None if all is the module's alone.
pub(super) fn reached(fixed: &Fixed) -> Option<String> {
    let sees = |direction: Direction| !matches!(direction, Direction::None | Direction::Private);
    let memory =
        sees(fixed.fix.direction).then_some(if fixed.facts.memories.len() > 1 { "memories" } else { "memory" });
    let table = (sees_table(fixed)).then_some(if fixed.facts.tables.len() > 1 { "tables" } else { "table" });
    let globals = fixed.facts.globals.is_reached.then_some("globals");
    let kinds: Vec<&str> = memory.into_iter().chain(table).chain(globals).collect();
    match kinds.as_slice() {
        [] => None,
        [one] => Some((*one).to_owned()),
        [before @ .., last] => Some(format!("{} or {last}", before.join(", "))),
    }
}

fn sees_table(fixed: &Fixed) -> bool {
    let mut changed = fixed.facts.tables.clone();
    for fix in &fixed.fix.table {
        if let Some(table) = changed.get_mut(fix.table as usize) {
            *table = fix.change.made(table.clone());
        }
    }
    changed.iter().any(|table| !matches!(table.direction(), Direction::None | Direction::Private))
}
