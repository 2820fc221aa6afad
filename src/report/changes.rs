//! What a fix changes, in one sentence or several.

use crate::decide::InitFix;
use crate::decide::InitTarget;
use crate::decide::MemoryChange;
use crate::decide::MemoryFix;
use crate::decide::Source;
use crate::decide::TableChange;
use crate::decide::TableFix;
use crate::inspect::Facts;
use crate::inspect::Renames;
use crate::outcome::Fixed;
use crate::shown::pages;

/// What changes, or would, without the reason: first what runs when, since people look for that.
pub(super) fn changes(fixed: &Fixed, written: bool) -> String {
    let init = fixed.fix.init.as_ref();
    let main = init.and_then(|init| init.main.as_ref());
    let main = main.map(|main| format!("the module exports the program's `main` as `{}`", main.name));
    let memory = fixed.fix.memory.iter().map(|fix| memory(&fixed.facts, fix));
    let table = fixed.fix.table.iter().map(|fix| table(&fixed.facts, fix));
    let names = names(&fixed.fix.renames);
    let init = init.map(|init| runs(init, written));
    init.into_iter().chain(main).chain(memory).chain(table).chain(names).collect::<Vec<_>>().join("; ")
}

/// What runs once, and when.
fn runs(init: &InitFix, written: bool) -> String {
    let what = match (&init.source, written) {
        (Source::Started(_), true) => "what the start section ran now runs once",
        (Source::Started(_), false) => "what the start section runs would run once",
        (Source::Exported(_) | Source::Wrapped(_) | Source::Program(_), true) => "the constructors now run once",
        (Source::Exported(_) | Source::Wrapped(_) | Source::Program(_), false) => "the constructors would run once",
    };
    match &init.target {
        InitTarget::Start { after: None, .. } => format!("{what}, in the start section"),
        InitTarget::Start { after: Some(_), .. } => format!("{what}, in the start section, after what it runs already"),
        InitTarget::Export { name } => format!("{what}, when the host first calls `{name}`"),
        InitTarget::Lazy { name, guarded, .. } => {
            let guarded = match guarded.as_slice() {
                [one] => format!("`{one}`"),
                several => format!("one of {} exports", several.len()),
            };
            let name = name.iter().map(|name| format!("`{name}`"));
            let calls: Vec<String> = name.chain([guarded]).collect();
            format!("{what}, when the host first calls {}", calls.join(" or "))
        }
    }
}

/// Other names of imports and exports: a single one, or how many.
fn names(renames: &Renames) -> impl Iterator<Item = String> {
    let imports = match renames.imports.as_slice() {
        [] => None,
        [one] => {
            let ((module, name), (to_module, to_name)) = (&one.from, &one.to);
            Some(format!("import `{module}.{name}` is `{to_module}.{to_name}` now"))
        }
        several => Some(format!("{} imports have new names", several.len())),
    };
    let exports = match renames.exports.as_slice() {
        [] => None,
        [one] => Some(format!("export `{}` is `{}` now", one.from, one.to)),
        several => Some(format!("{} exports have new names", several.len())),
    };
    imports.into_iter().chain(exports)
}

fn memory(facts: &Facts, fix: &MemoryFix) -> String {
    let numbered = (facts.memories.len() > 1).then(|| format!("memory {}", fix.memory));
    let its = numbered.as_deref().unwrap_or("its memory");
    let the = numbered.as_deref().unwrap_or("the memory");
    match &fix.change {
        MemoryChange::Import { module, name } => format!("the module imports {its} from `{module}.{name}`"),
        MemoryChange::Rename { module, name } => {
            let memory = facts.memories.get(fix.memory as usize);
            let before = memory.and_then(|memory| memory.import.as_ref());
            format!("the module imports {its} from `{module}.{name}`{}", no_longer(before))
        }
        MemoryChange::Define { minimum } => format!("the module defines {its} itself, of {}", pages(*minimum)),
        MemoryChange::Limit { minimum, maximum } => {
            let most = maximum.map_or_else(|| "no maximum".to_owned(), |maximum| format!("at most {maximum}"));
            format!("{the} has {}, {most}", pages(*minimum))
        }
        MemoryChange::Export { name } => format!("the module exports {its} as `{name}`"),
        MemoryChange::Zero { .. } => format!("the start section first fills the gaps in {the} with zeros"),
        MemoryChange::Once { .. } => format!("the first instance alone writes the data of {the}"),
        MemoryChange::Hide { name } => format!("the module no longer exports {its} as `{name}`"),
    }
}

fn table(facts: &Facts, fix: &TableFix) -> String {
    let numbered = (facts.tables.len() > 1).then(|| format!("table {}", fix.table));
    let its = numbered.as_deref().unwrap_or("its table");
    match &fix.change {
        TableChange::Import { module, name } => format!("the module imports {its} from `{module}.{name}`"),
        TableChange::Rename { module, name } => {
            let before = facts.tables.get(fix.table as usize).and_then(|table| table.import.as_ref());
            format!("the module imports {its} from `{module}.{name}`{}", no_longer(before))
        }
        TableChange::Define { minimum: 1 } => format!("the module defines {its} itself, of 1 element"),
        TableChange::Define { minimum } => format!("the module defines {its} itself, of {minimum} elements"),
        TableChange::Export { name } => format!("the module exports {its} as `{name}`"),
        TableChange::Hide { names } => format!("the module no longer exports {its} as `{}`", names.join("`, `")),
    }
}

/// Goes on from where something is imported from.
fn no_longer(before: Option<&(String, String)>) -> String {
    before.map_or_else(String::new, |(module, name)| format!(", no longer from `{module}.{name}`"))
}
