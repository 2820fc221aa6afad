//! An outcome in a few lines of plain words.

use std::fmt::Display;

use anstyle::AnsiColor;
use anstyle::Style;

use super::changes::changes;
use super::host;
use super::lines::Lines;
use super::lines::Title;
use super::look::Look;
use crate::decide::InitCall;
use crate::decide::InitTarget;
use crate::decide::MayStart;
use crate::decide::Reason;
use crate::outcome::Fixed;
use crate::outcome::Outcome;
use crate::shown::on_one_line;

/// Where texts begin: behind the longest label.
const MARGIN: usize = 12;

/// What was done, what was found, why it was done, and what the host has to do now. `written`: whether there is an output, or
/// only a plan.
pub fn report(name: &str, outcome: &Outcome, written: bool, verbose: bool) -> String {
    report_as(name, outcome, written, Look { all: verbose, ..Look::default() })
}

/// The same, for a terminal.
pub fn report_as(name: &str, outcome: &Outcome, written: bool, look: Look) -> String {
    let said = sentence(outcome, written, look.all);
    let mut lines = vec![("found", format!("it {}", outcome.facts().evidence))];
    lines.extend(said.because.iter().map(|why| ("because", why.clone())));
    if let Outcome::Fixed(fixed) = outcome {
        lines.extend(host::advice(fixed).into_iter().map(|line| ("host", line)));
    }
    lines.extend(outcome.warnings().map(|warning| ("warning", warning.to_string())));
    lines.extend(outcome.reasons().notes.iter().map(|note| ("note", note.to_string())));
    if let Outcome::Fixed(fixed) = outcome {
        lines.extend(lost(fixed).map(|line| ("lost", line)));
    }
    if look.all {
        lines.extend(details(outcome));
    }
    labelled(lines, MARGIN).shown(Some(said.title(&format!("wasm-initfix: {name}"))), look)
}

/// What a report begins with.
pub(super) struct Sentence {
    label: &'static str,
    text: String,
    /// The reason, if the sentence does not tell it.
    pub(super) because: Option<String>,
}

impl Sentence {
    /// As the title of a report on this.
    pub(super) fn title<'t>(&'t self, name: &'t str) -> Title<'t> {
        Title { name, said: Some((self.label, colour(self.label), &self.text)) }
    }
}

/// What was done, or why nothing was. `all`: with the functions on the way to an import.
pub(super) fn sentence(outcome: &Outcome, written: bool, all: bool) -> Sentence {
    let reason = &outcome.reasons().reason;
    match (outcome, reason) {
        (Outcome::Fixed(fixed), reason) => {
            let is_start = fixed.fix.init.as_ref().is_some_and(|init| matches!(init.target, InitTarget::Start { .. }));
            let early = match reason {
                Reason::Start(why) if !is_start => not_in_start(why),
                Reason::Call(InitCall::ByAnySince(why)) => not_in_start(why),
                _ => "",
            };
            Sentence {
                label: if written { "fixed" } else { "would fix" },
                text: changes(fixed, written),
                because: Some(format!("{early}{}", shown(reason, all))),
            }
        }
        (Outcome::Unchanged { .. }, Reason::Call(InitCall::AsBefore(why, name))) => Sentence {
            label: "unchanged",
            text: format!("it stays with the host to call `{name}`"),
            because: Some(format!("{}{}", not_in_start(why), shown(why, all))),
        },
        (Outcome::Unchanged { .. }, reason) => Sentence { label: "unchanged", text: shown(reason, all), because: None },
    }
}

/// What goes before a reason that keeps constructors out of the start section, and is no reason for what is done instead. One policy
/// looks at the memory alone: that something would be too early is not known then.
fn not_in_start(why: &MayStart) -> &'static str {
    match why {
        MayStart::ExportedMemory | MayStart::WasiLater => {
            "--policy=memory keeps the constructors out of the start section: "
        }
        _ => "the start section may be too early: ",
    }
}

fn shown(reason: &impl Display, all: bool) -> String {
    if all { reason.to_string() } else { format!("{reason:#}") }
}

/// A report on something else than a fix: what was done, behind its label, and lines below it.
#[cfg(feature = "cli")]
pub(crate) fn report_of(
    name: &str,
    (label, text): (&'static str, &str),
    lines: Vec<(&'static str, String)>,
    look: Look,
) -> String {
    let said = Sentence { label, text: text.to_owned(), because: None };
    labelled(lines, MARGIN).shown(Some(said.title(&format!("wasm-initfix: {name}"))), look)
}

/// A line more of a report.
#[cfg(feature = "cli")]
pub(crate) fn line(label: &'static str, text: &str, look: Look) -> String {
    labelled(vec![(label, text.to_owned())], MARGIN).shown(None, look)
}

/// Lines of a report, with texts that begin at the margin.
pub(super) fn labelled(lines: Vec<(&'static str, String)>, margin: usize) -> Lines {
    let mut shown = Lines::new(margin);
    for (label, text) in lines {
        shown.label(label, colour(label), &text);
    }
    shown
}

/// How a label looks on a terminal.
fn colour(label: &str) -> Style {
    match label {
        "fixed" | "would fix" | "written" | "checked" => AnsiColor::Green.on_default(),
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

/// The sections that did not survive, one line for each reason: debug information alone is half a dozen sections.
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
    let kind = format!("{}, memory {}", facts.convention.keyword(), facts.memory.keyword());
    let mut details = vec![("kind", kind)];
    if !facts.producers.is_empty() {
        details.push(("made by", facts.producers.join(", ")));
    }
    if let Outcome::Fixed(fixed) = outcome {
        details.extend(fixed.plan.lines().map(|edit| ("edit", edit)));
        details.push(("rewriter", fixed.rewriter.keyword().to_owned()));
    }
    details
}
