//! What there is to explain, on one screen.

use super::Explained;
use super::is_advice;
use super::now::now;
use super::words;
use crate::decide::Standing;
use crate::outcome::Outcome;
use crate::report::host;
use crate::report::look::Look;
use crate::report::text;

/// Where texts begin: behind the longest label.
const MARGIN: usize = 13;

/// How long a line is at most where no terminal says it, unless a word of it is longer.
const WIDTH: usize = 100;

type Line = (&'static str, String);

/// What the module is, what is done with it, what else could be done, and what would have to be known. `written`: whether it
/// is done, or only planned.
pub fn report(name: &str, explained: &Explained, written: bool, look: Look) -> String {
    let outcome = explained.outcome;
    let facts = outcome.facts();
    let mut lines = vec![("now", now(facts)), ("seen", format!("it {}", facts.evidence))];
    let said = text::sentence(outcome, written, true);
    lines.extend(said.because.iter().map(|why| ("because", why.clone())));
    if let Outcome::Fixed(fixed) = outcome {
        lines.extend(host::advice(fixed).into_iter().map(|line| ("host", line)));
    }
    lines.extend(outcome.warnings().map(|warning| ("warning", warning.to_string())));
    let notes = outcome.reasons().notes.iter().filter(|note| !is_advice(note));
    lines.extend(notes.map(|note| ("note", note.to_string())));
    if let Outcome::Fixed(fixed) = outcome {
        lines.extend(text::lost(fixed).map(|line| ("lost", line)));
    }
    lines.extend(instead(explained));
    lines.extend(explained.more.iter().map(|line| ("to change", line.clone())));
    if look.all {
        lines.extend(text::details(outcome));
    }
    let mut last = "";
    for (label, _) in &mut lines {
        let this = *label;
        // What holds for several lines stands before the first.
        *label = if this == last { "" } else { this };
        last = this;
    }
    let look = Look { width: look.width.or(Some(WIDTH)), ..look };
    text::labelled(lines, MARGIN).shown(Some(said.title(&format!("wasm-initfix: {name}"))), look)
}

/// The answers that are not taken.
fn instead(explained: &Explained) -> Vec<Line> {
    let standings = || explained.answers.iter().map(|(_, standing)| standing);
    if standings().all(|standing| matches!(standing, Standing::Same(_))) {
        return Vec::new();
    }
    let said = explained.said();
    let is_said =
        |standing: &Standing| matches!(standing, Standing::Stays { reason, .. } if said.contains(&reason.to_string()));
    if standings().all(is_said) {
        return vec![("instead", "nothing else, for the same reason".to_owned())];
    }
    let facts = explained.outcome.facts();
    let mut lines: Vec<(String, String)> = Vec::new();
    for (choice, standing) in &explained.answers {
        let Some(text) = words::standing(*choice, standing, &said, facts) else { continue };
        let name = words::name(*choice);
        match lines.last_mut() {
            // What holds for several is said once.
            Some((names, last)) if *last == text => *names = format!("{names}, {name}"),
            _ => lines.push((name.to_owned(), text)),
        }
    }
    lines.into_iter().map(|(names, text)| ("instead", format!("{names}: {text}"))).collect()
}
