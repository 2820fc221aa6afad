//! What the main command says of a module: the plan, the report, or with `--explain` all that there is to know.

use super::arguments::Args;
use super::io;
use super::job::Told;
use super::say::Severity;
use super::say::marked;
use super::screen;
use super::words::NAME;
use super::words::Report;
use crate::outcome::Outcome;
use crate::report::explained;
use crate::report::explained::Explained;
use crate::report::json;
use crate::report::json::FixReport;
use crate::report::text;

/// What there is to say of a module.
pub(super) struct Texts {
    pub(super) stdout: String,
    pub(super) stderr: String,
    /// For programs, if they asked.
    pub(super) report: Option<FixReport>,
}

impl Texts {
    /// `written`: whether there is an output.
    pub(super) fn of(args: &Args, name: &str, told: &Told, written: bool) -> Self {
        let Told { wasm, options, outcome, checked, gave_way } = told;
        let explained = args.explain.then(|| Explained::new(wasm, outcome, options));
        let object = (args.report == Some(Report::Json)).then(|| {
            let mut object = json::report(outcome);
            object.notes.extend(gave_way.ignored.iter().map(ToString::to_string));
            object.checked = args.fix.check.then_some(*checked);
            object.explain = explained.as_ref().map(explained::json);
            object
        });
        let more = |look| {
            let ignored = gave_way.ignored.iter().map(|it| text::line("note", &it.to_string(), look));
            let passed = checked.then(|| text::line("checked", "both modules ran and did the same", look));
            (ignored.collect::<String>(), passed.unwrap_or_default())
        };
        let report = || {
            let look = screen::of_error(args.verbose);
            let (ignored, passed) = more(look);
            text::report_as(name, outcome, written, look) + &ignored + &passed
        };
        let (stdout, stderr) = match &explained {
            Some(explained) if object.is_none() => {
                // Where the module goes, there is no place for words.
                let is_taken = args.output.as_deref().is_some_and(io::is_standard_output);
                let look = if is_taken { screen::of_error(args.verbose) } else { screen::of_output(args.verbose) };
                let text = explained::text(name, explained, written, look) + &more(look).1;
                if is_taken { (String::new(), text) } else { (text, String::new()) }
            }
            _ if written || object.is_some() => (String::new(), report()),
            _ => (text::plan(outcome), report()),
        };
        let stderr = match () {
            () if !args.quiet => stderr,
            // It has the warnings.
            () if object.is_some() => String::new(),
            () => warnings(name, outcome),
        };
        Self { stdout, stderr, report: object }
    }
}

/// What is said with `-q`.
fn warnings(name: &str, outcome: &Outcome) -> String {
    text::warnings(outcome).map(|text| marked(NAME, Severity::Warning, &format!("{name}: {text}"))).collect()
}
