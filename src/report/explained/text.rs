//! What there is to explain, on one screen.

use std::fmt::Write;

use super::Explained;
use super::is_advice;
use super::now::now;
use super::words;
use crate::decide::Standing;
use crate::outcome::Outcome;
use crate::report::fold::fold;
use crate::report::host;
use crate::report::text;
use crate::shown::on_one_line;

/// How long a line is at most, unless a word of it is longer.
const WIDTH: usize = 100;

/// Where text begins.
const MARGIN: usize = 13;

type Line = (&'static str, String);

/// What the module is, what is done with it, what else could be done, and what would have to be known. `written`: whether it
/// is done, or only planned.
pub fn report(name: &str, explained: &Explained, written: bool, verbose: bool) -> String {
    let outcome = explained.outcome;
    let facts = outcome.facts();
    let mut lines = vec![("now", now(facts)), ("seen", format!("it {}", facts.evidence))];
    lines.extend(done(explained, written));
    lines.extend(outcome.warnings().map(|warning| ("warning", warning.to_string())));
    let notes = outcome.reasons().notes.iter().filter(|note| !is_advice(note));
    lines.extend(notes.map(|note| ("note", note.to_string())));
    if let Outcome::Fixed(fixed) = outcome {
        lines.extend(text::lost(fixed).map(|line| ("lost", line)));
    }
    lines.extend(instead(explained));
    lines.extend(explained.more.iter().map(|line| ("to change", line.clone())));
    if verbose {
        lines.extend(text::details(outcome));
    }
    let mut text = format!("wasm-initfix: {}\n", on_one_line(name));
    let mut last = "";
    for (label, line) in lines {
        write_line(&mut text, if label == last { "" } else { label }, &line);
        last = label;
    }
    text
}

/// What is done, why, and what the host has to do.
fn done(explained: &Explained, written: bool) -> Vec<Line> {
    let reason = explained.reason();
    match explained.outcome {
        Outcome::Unchanged { .. } => vec![("unchanged", reason)],
        Outcome::Fixed(fixed) => {
            let did = if written { "fixed" } else { "would fix" };
            let host = host::advice(fixed).into_iter().map(|line| ("host", line));
            [(did, text::changes(fixed)), ("because", reason)].into_iter().chain(host).collect()
        }
    }
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

fn write_line(out: &mut String, label: &str, text: &str) {
    let label = if label.is_empty() { String::new() } else { format!("{label}:") };
    for (place, part) in fold(&on_one_line(text), WIDTH - MARGIN).iter().enumerate() {
        let label = if place == 0 { label.as_str() } else { "" };
        // Writing to a string does not fail.
        let _ = writeln!(out, "  {label:<width$}{part}", width = MARGIN - 2);
    }
}
