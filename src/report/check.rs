//! What a check found, as a table and for programs.

mod columns;
mod json;

use crate::aot::Checked;
use crate::aot::Observed;
use crate::aot::PhaseTrace;
use crate::shown::on_one_line;
use columns::Columns;
use columns::entry;

pub use json::CalledReport;
pub use json::CheckReport;
pub use json::DifferenceReport;
pub use json::EndReport;
pub use json::ImportCallReport;
pub use json::ObservedReport;
pub use json::PhaseReport;
pub use json::report;

/// How many import calls and exports are shown, unless everything is.
const SHOWN: usize = 20;

/// The verdict, a table of what happened before and after, and notes. `all`: leave nothing out. `terminal`: how wide the terminal is
/// that shows it, if one does.
pub fn table(name: &str, checked: &Checked, all: bool, terminal: Option<usize>) -> String {
    let mut table = Columns::default();
    let observed = |show: &dyn Fn(&Observed) -> String| (checked.before.as_ref().map(show), show(&checked.after));
    table.row("init", observed(&|it| it.convention.to_owned()));
    table.row("memory", observed(&|it| it.memory.to_owned()));
    table.row("start", observed(&|it| phase(it, "start")));
    table.row("init call", observed(&|it| phase(it, "init")));
    let again = if checked.ran_again { ", and again in a later call" } else { "" };
    table.row("constructors", observed(&|it| it.constructors.map_or("-".to_owned(), times) + again));
    calls(&mut table, checked, all);
    table.row("exports", (checked.before.as_ref().map(|_| exports(checked, true)), exports(checked, false)));
    if all {
        each_export(&mut table, checked);
    }
    let mut text = format!("{}: {}\n", checked.verdict().keyword(), on_one_line(name));
    text.push_str(&table.text(terminal));
    for (label, line) in lines(checked) {
        text.push_str(&entry(&format!("{label}:"), "", &on_one_line(&line), terminal));
    }
    text
}

fn lines(checked: &Checked) -> Vec<(&'static str, String)> {
    let mut lines: Vec<(&str, String)> = Vec::new();
    if checked.before.is_none() {
        lines.extend(checked.after.faults().iter().map(|fault| ("fault", fault.to_string())));
        lines.extend(few(&checked.faults).map(|what| ("fault", what)));
    }
    lines.extend(output(&checked.after));
    lines.extend(checked.excused.iter().map(|what| ("excused", what.clone())));
    lines.extend(checked.notes.iter().map(|what| ("note", what.clone())));
    lines.extend(few(&checked.untold).map(|what| ("unknown", what)));
    lines.extend(checked.differences.iter().map(|difference| ("different", difference.to_string())));
    lines
}

/// The first lines, and how many more there are.
fn few(lines: &[String]) -> impl Iterator<Item = String> {
    const FEW: usize = 5;
    let more = lines.len().saturating_sub(FEW);
    let last = (more > 0).then(|| format!("and {more} more"));
    lines.iter().take(FEW).cloned().chain(last).collect::<Vec<_>>().into_iter()
}

/// What initialisation wrote.
fn output(observed: &Observed) -> Vec<(&'static str, String)> {
    let streams = [("stdout", &observed.stdout), ("stderr", &observed.stderr)];
    let written = streams.into_iter().filter(|(_, text)| !text.is_empty());
    written.map(|(name, text)| (name, beginning(text))).collect()
}

fn beginning(text: &str) -> String {
    const SHOWN: usize = 300;
    let shown: String = text.chars().take(SHOWN).collect();
    format!("{shown:?}{}", if shown.len() < text.len() { " …" } else { "" })
}

/// How a phase went, if there was one: `_initialize: 2 imports called, returned`.
fn phase(observed: &Observed, keyword: &str) -> String {
    if keyword == "start" && !observed.has_start && observed.end().is_return() {
        return "-".to_owned();
    }
    let phases = observed.phases.iter().filter(|trace| trace.phase.keyword() == keyword);
    let shown: Vec<String> = phases
        .map(|trace| {
            let name = if keyword == "start" { String::new() } else { format!("{}: ", trace.phase) };
            let imports = match trace.calls.len() {
                0 => "no import called".to_owned(),
                1 => "1 import called".to_owned(),
                count => format!("{count} imports called"),
            };
            format!("{name}{imports}, {}", trace.end)
        })
        .collect();
    if shown.is_empty() { "-".to_owned() } else { shown.join("; ") }
}

fn times(count: u32) -> String {
    match count {
        0 => "never ran".to_owned(),
        1 => "ran once".to_owned(),
        count => format!("ran {count} times"),
    }
}

/// The import calls of initialisation, side by side.
fn calls(table: &mut Columns, checked: &Checked, all: bool) {
    let listed = |observed: &Observed| -> Vec<String> {
        let calls = observed.phases.iter().flat_map(|trace| trace.calls.iter().map(move |call| (&trace.phase, call)));
        calls.map(|(phase, call)| format!("{phase}: {call}")).collect()
    };
    let (before, after) = (checked.before.as_ref().map(listed), listed(&checked.after));
    let count = after.len().max(before.as_ref().map_or(0, Vec::len));
    let shown = if all { count } else { count.min(SHOWN) };
    for call in 0..shown {
        let at = |calls: &Vec<String>| calls.get(call).cloned().unwrap_or_default();
        table.listed(&format!("call {}", call + 1), (before.as_ref().map(at), at(&after)));
    }
    if shown < count {
        let more = |calls: &Vec<String>| match calls.len().saturating_sub(shown) {
            0 => String::new(),
            more => format!("… and {more} more"),
        };
        table.listed("", (before.as_ref().map(more), more(&after)));
    }
}

/// `5 called: 4 returned, 1 trapped`.
fn exports(checked: &Checked, before: bool) -> String {
    let mut returned = 0;
    let mut other = 0;
    for export in &checked.exports {
        let trace = if before { export.before.as_ref() } else { Some(&export.after) };
        match trace.map(|trace| trace.end.is_return()) {
            Some(true) => returned += 1,
            Some(false) => other += 1,
            None => {}
        }
    }
    match (returned, other) {
        (0, 0) => "none called".to_owned(),
        (returned, 0) if checked.ran_again => format!("{returned} called: all returned the first time"),
        (returned, 0) => format!("{returned} called: all returned"),
        (returned, other) => format!("{} called: {returned} returned, {other} did not", returned + other),
    }
}

/// Every export, and the imports that it called.
fn each_export(table: &mut Columns, checked: &Checked) {
    for export in &checked.exports {
        let end = |trace: &PhaseTrace| format!("{}: {}", export.call, trace.end);
        table.listed("export", (export.before.as_ref().map(end), end(&export.after)));
        let before = export.before.as_ref().map_or(0, |trace| trace.calls.len());
        for call in 0..export.after.calls.len().max(before) {
            let at = |trace: &PhaseTrace| {
                let call = trace.calls.get(call);
                call.map(|call| format!("{}: {call}", export.call)).unwrap_or_default()
            };
            table.listed(&format!("call {}", call + 1), (export.before.as_ref().map(at), at(&export.after)));
        }
    }
}
