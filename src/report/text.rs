//! An outcome in a few lines of plain words.

use anstyle::AnsiColor;
use anstyle::Style;

use super::host;
use super::lines::Lines;
use super::look::Look;
use crate::decide::InitTarget;
use crate::decide::MemoryChange;
use crate::decide::MemoryFix;
use crate::decide::Source;
use crate::decide::TableChange;
use crate::decide::TableFix;
use crate::inspect::Facts;
use crate::inspect::Renames;
use crate::outcome::Fixed;
use crate::outcome::Outcome;
use crate::shown::on_one_line;
use crate::shown::pages;

/// What was found, what was done and why, and what the host has to do now. `written`: whether there is an output, or
/// only a plan.
pub fn report(name: &str, outcome: &Outcome, written: bool, verbose: bool) -> String {
    report_as(name, outcome, written, Look { all: verbose, ..Look::default() })
}

/// The same, for a terminal.
pub fn report_as(name: &str, outcome: &Outcome, written: bool, look: Look) -> String {
    let mut lines = vec![("found", found(outcome.facts()))];
    match outcome {
        Outcome::Unchanged { reasons, .. } => lines.push(("unchanged", reasons.reason.to_string())),
        Outcome::Fixed(fixed) => {
            let did = if written { "fixed" } else { "would fix" };
            lines.push((did, done(fixed)));
            lines.extend(host::advice(fixed).into_iter().map(|line| ("host", line)));
        }
    }
    lines.extend(outcome.warnings().map(|warning| ("warning", warning.to_string())));
    lines.extend(outcome.reasons().notes.iter().map(|note| ("note", note.to_string())));
    if let Outcome::Fixed(fixed) = outcome {
        lines.extend(lost(fixed).map(|line| ("lost", line)));
    }
    if look.all {
        lines.extend(details(outcome));
    }
    let title = format!("wasm-initfix: {name}");
    labelled(lines, Some(&title), look)
}

/// A line more of a report.
#[cfg(feature = "cli")]
pub(crate) fn line(label: &'static str, text: &str, look: Look) -> String {
    labelled(vec![(label, text.to_owned())], None, look)
}

/// Lines of a report, below its title if that is given.
pub(super) fn labelled(lines: Vec<(&'static str, String)>, title: Option<&str>, look: Look) -> String {
    /// Where texts begin: behind the longest label.
    const MARGIN: usize = 13;
    let mut shown = Lines::new(MARGIN);
    for (label, text) in lines {
        shown.label(label, colour(label), &text);
    }
    shown.shown(title.map(|title| (title, Style::new().bold())), look)
}

/// How a label looks on a terminal.
fn colour(label: &str) -> Style {
    match label {
        "fixed" | "would fix" | "checked" => AnsiColor::Green.on_default(),
        "warning" | "lost" => AnsiColor::Yellow.on_default(),
        _ => Style::new(),
    }
}

/// What is wrong with the module, or will be, and what it lost.
pub fn warnings(outcome: &Outcome) -> impl Iterator<Item = String> {
    let fixed = match outcome {
        Outcome::Fixed(fixed) => Some(fixed),
        Outcome::Unchanged { .. } => None,
    };
    let lost = fixed.into_iter().flat_map(|fixed| lost(fixed)).map(|lost| format!("lost {lost}"));
    outcome.warnings().map(|warning| warning.to_string()).chain(lost)
}

/// The plan, one edit to a line, or that there is none.
pub fn plan(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Unchanged { .. } => "nothing to do\n".to_owned(),
        Outcome::Fixed(fixed) => fixed.plan.lines().map(|line| format!("{}\n", on_one_line(&line))).collect(),
    }
}

fn found(facts: &Facts) -> String {
    format!("{}: {}; memory {}", facts.convention.keyword(), facts.evidence, facts.memory.keyword())
}

fn done(fixed: &Fixed) -> String {
    format!("{} ({})", changes(fixed), fixed.fix.reasons.reason)
}

/// What changes, without the reason.
pub(super) fn changes(fixed: &Fixed) -> String {
    let memory = fixed.fix.memory.iter().map(|fix| memory(&fixed.facts, fix));
    let table = fixed.fix.table.iter().map(|fix| table(&fixed.facts, fix));
    let init = fixed.fix.init.as_ref().map(|init| {
        let what = match &init.source {
            Source::Started(_) => "what the start section ran",
            Source::Exported(_) | Source::Wrapped(_) | Source::Program(_) => "the constructors",
        };
        match &init.target {
            InitTarget::Start { after: None, .. } => format!("the start section runs {what}"),
            InitTarget::Start { after: Some(_), .. } => {
                format!("the start section runs {what}, after what it ran before")
            }
            InitTarget::Export { name } => format!("`{name}` runs {what}, once"),
            InitTarget::Lazy { name, guarded, .. } => {
                let exports = if guarded.len() == 1 { "export makes" } else { "exports make" };
                match name {
                    Some(name) => {
                        format!("`{name}` runs {what}, once, and {} {exports} sure that it has", guarded.len())
                    }
                    None => format!("{what} run once, and {} {exports} sure that they have", guarded.len()),
                }
            }
        }
    });
    let main = fixed.fix.init.as_ref().and_then(|init| init.main.as_ref());
    let main = main.map(|main| format!("the program's `main` is exported as `{}`", main.name));
    let names = names(&fixed.fix.renames);
    memory.chain(table).chain(init).chain(main).chain(names).collect::<Vec<String>>().join("; ")
}

/// Other names of imports and exports: a single one, or how many.
fn names(renames: &Renames) -> impl Iterator<Item = String> {
    let imports = match renames.imports.as_slice() {
        [] => None,
        [one] => {
            let ((module, name), (to_module, to_name)) = (&one.from, &one.to);
            Some(format!("import `{module}.{name}` is `{to_module}.{to_name}` now"))
        }
        several => Some(format!("{} imports have other names", several.len())),
    };
    let exports = match renames.exports.as_slice() {
        [] => None,
        [one] => Some(format!("export `{}` is `{}` now", one.from, one.to)),
        several => Some(format!("{} exports have other names", several.len())),
    };
    imports.into_iter().chain(exports)
}

fn memory(facts: &Facts, fix: &MemoryFix) -> String {
    let which = if facts.memories.len() > 1 { format!("memory {}", fix.memory) } else { "memory".to_owned() };
    match &fix.change {
        MemoryChange::Import { module, name } => format!("{which} is imported from `{module}.{name}`"),
        MemoryChange::Rename { module, name } => format!("{which} is imported from `{module}.{name}` now"),
        MemoryChange::Define { minimum } => format!("{which} is the module's own, of {}", pages(*minimum)),
        MemoryChange::Limit { minimum, maximum } => {
            let most = maximum.map_or_else(|| "no maximum".to_owned(), |maximum| format!("{maximum} at most"));
            format!("{which} has {}, {most}", pages(*minimum))
        }
        MemoryChange::Export { name } => format!("{which} is exported as `{name}`"),
        MemoryChange::Zero { .. } => format!("the start section first fills the gaps in {which} with zeros"),
        MemoryChange::Once { .. } => {
            let which = if facts.memories.len() > 1 { which } else { "the memory".to_owned() };
            format!("the first instance alone writes the data of {which}")
        }
        MemoryChange::Hide { name } => format!("{which} is no longer exported as `{name}`"),
    }
}

fn table(facts: &Facts, fix: &TableFix) -> String {
    let which = if facts.tables.len() > 1 { format!("table {}", fix.table) } else { "the table".to_owned() };
    match &fix.change {
        TableChange::Import { module, name } => format!("{which} is imported from `{module}.{name}`"),
        TableChange::Rename { module, name } => format!("{which} is imported from `{module}.{name}` now"),
        TableChange::Define { minimum: 1 } => format!("{which} is the module's own, of 1 element"),
        TableChange::Define { minimum } => format!("{which} is the module's own, of {minimum} elements"),
        TableChange::Export { name } => format!("{which} is exported as `{name}`"),
        TableChange::Hide { names } => format!("{which} is no longer exported as `{}`", names.join("`, `")),
    }
}

/// One line for each reason: debug information alone is half a dozen sections.
/// The sections that did not survive, by the reason why.
pub(crate) fn lost(fixed: &Fixed) -> impl Iterator<Item = String> {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for lost in &fixed.lost {
        match reasons.iter_mut().find(|(why, _)| *why == lost.why) {
            Some((_, sections)) => sections.push(&lost.section),
            None => reasons.push((lost.why, vec![&lost.section])),
        }
    }
    reasons
        .into_iter()
        .map(|(why, sections)| format!("{} ({why})", sections.join(", ")))
        .collect::<Vec<_>>()
        .into_iter()
}

pub(super) fn details(outcome: &Outcome) -> Vec<(&'static str, String)> {
    let facts = outcome.facts();
    let mut details = Vec::new();
    if !facts.producers.is_empty() {
        details.push(("made by", facts.producers.join(", ")));
    }
    if let Outcome::Fixed(fixed) = outcome {
        details.extend(fixed.plan.lines().map(|edit| ("edit", edit)));
        details.push(("rewriter", fixed.rewriter.keyword().to_owned()));
    }
    details
}
