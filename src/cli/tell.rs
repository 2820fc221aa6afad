//! What the main command says of a module: the plan, the report, or with `--explain` all that there is to know.

use serde_json::Value;

use super::arguments::Args;
use super::io;
use super::job::Told;
use super::words::Report;
use crate::outcome::Outcome;
use crate::report::explained;
use crate::report::explained::Explained;
use crate::report::json;
use crate::report::text;
use crate::shown::on_one_line;

/// What there is to say of a module.
pub(super) struct Texts {
    pub(super) stdout: String,
    pub(super) stderr: String,
    /// For programs, if they asked.
    pub(super) object: Option<Value>,
}

impl Texts {
    /// `written`: whether there is an output.
    pub(super) fn of(args: &Args, name: &str, told: &Told, written: bool) -> Self {
        let Told { wasm, options, outcome, checked, gave_way } = told;
        let explained = args.explain.then(|| Explained::new(wasm, outcome, options));
        let object = (args.report == Some(Report::Json)).then(|| {
            let mut object = json::report(outcome);
            if let (Some(ignored), Some(notes)) = (&gave_way.ignored, object["notes"].as_array_mut()) {
                notes.push(ignored.to_string().into());
            }
            if args.fix.check {
                object["checked"] = (*checked).into();
            }
            if let Some(explained) = &explained {
                object["explain"] = explained::json(explained);
            }
            object
        });
        let ignored: String =
            gave_way.ignored.iter().map(|it| format!("  note:      {}\n", on_one_line(&it.to_string()))).collect();
        let passed = if *checked { "  checked:   both modules ran and did the same\n" } else { "" };
        let report = || text::report(name, outcome, written, args.verbose) + &ignored + passed;
        let (stdout, stderr) = match &explained {
            Some(explained) if object.is_none() => {
                let text = explained::text(name, explained, written, args.verbose) + passed;
                // Where the module goes, there is no place for words.
                if args.output.as_deref().is_some_and(io::is_standard_output) {
                    (String::new(), text)
                } else {
                    (text, String::new())
                }
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
        Self { stdout, stderr, object }
    }
}

/// What is said with `-q`.
fn warnings(name: &str, outcome: &Outcome) -> String {
    let name = on_one_line(name);
    text::warnings(outcome).map(|text| format!("wasm-initfix: warning: {name}: {}\n", on_one_line(&text))).collect()
}
