//! Imports that call the module back through a table, during start.

use crate::decide::note::Advice;
use crate::decide::note::ThroughTable;
use crate::inspect::Basis;
use crate::inspect::Direction;
use crate::inspect::Effect;
use crate::inspect::Facts;
use crate::inspect::ReachedImport;
use crate::options::Options;
use crate::options::TableChoice;

/// What lets an import call functions of the module while the start section runs, if it knows them by the table alone: the host
/// gives the table.
pub(in crate::decide) fn give_table(
    facts: &Facts,
    options: &Options,
    import: &ReachedImport,
    memory: Direction,
) -> Option<Advice> {
    // What is known of other imports that call back says how: generated JS takes the table from the exports.
    let is_users = import.effect == Effect::Reenters && import.basis == Basis::Assumed && facts.loader().is_none();
    if !is_users || options.table.owner != TableChoice::Keep || facts.compact_imports {
        return None;
    }
    let first = facts.tables.iter().position(|table| table.import.is_none())?;
    let table = facts.tables.get(first).filter(|table| table.is_written && !table.is_filled)?;
    let is_of_functions = table.element.is_func_ref();
    let which = (facts.tables.len() > 1).then_some(first as u32);
    is_of_functions.then(|| {
        Advice::GiveTable(ThroughTable {
            module: import.module.clone(),
            name: import.name.clone(),
            table: which,
            memory: memory == Direction::Exported,
        })
    })
}
