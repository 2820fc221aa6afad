//! An outcome in one line.

use crate::decide::InitFix;
use crate::decide::InitTarget;
use crate::inspect::Facts;
use crate::inspect::Renames;
use crate::outcome::Fixed;
use crate::outcome::Outcome;

/// What changed, from what to what, if anything did.
pub fn brief(outcome: &Outcome) -> Option<String> {
    let Outcome::Fixed(fixed) = outcome else {
        return None;
    };
    let init = fixed.fix.init.as_ref().map(|fix| init(&fixed.facts, fix));
    let memory = (!fixed.fix.memory.is_empty())
        .then(|| format!("memory: {} → {}", fixed.facts.memory.keyword(), fixed.fix.direction.keyword()));
    let table = table(fixed);
    let names = names(&fixed.fix.renames);
    Some(init.into_iter().chain(memory).chain(table).chain(names).collect::<Vec<_>>().join("; "))
}

/// How many imports and exports have other names.
fn names(renames: &Renames) -> Option<String> {
    let count = |count: usize, what: &str| {
        let s = if count == 1 { "" } else { "s" };
        (count > 0).then(|| format!("{count} {what}{s}"))
    };
    let renamed = [count(renames.imports.len(), "import"), count(renames.exports.len(), "export")];
    (!renames.is_empty())
        .then(|| format!("other names: {}", renamed.into_iter().flatten().collect::<Vec<_>>().join(", ")))
}

/// What a host could reach of the table that changes, and what it can now.
fn table(fixed: &Fixed) -> Option<String> {
    let index = fixed.fix.table.first()?.table;
    let before = fixed.facts.tables.get(index as usize)?;
    let after = fixed.fix.table.iter().fold(before.clone(), |table, fix| fix.change.made(table));
    Some(format!("table: {} → {}", before.direction().keyword(), after.direction().keyword()))
}

fn init(facts: &Facts, fix: &InitFix) -> String {
    let after = match &fix.target {
        InitTarget::Start { .. } => "start section".to_owned(),
        InitTarget::Export { name } => format!("`{name}`, once"),
        InitTarget::Lazy { .. } => "first call, once".to_owned(),
    };
    format!("constructors: {} → {after}", facts.convention.caller())
}
