//! What a run says and changes, as a snapshot.

use std::fmt::Write;

use wasm_initfix::Error;
use wasm_initfix::Fixed;
use wasm_initfix::Outcome;
use wasm_initfix::Spelling;
use wasm_initfix::plan::Edit;
use wasm_initfix::report;

use super::directives::Run;

/// Compares with the snapshot of this name in `snapshots/`.
pub fn assert(run: &Run, file: &str, input: &[u8], outcome: &Result<Outcome, Error>, check: Option<&str>) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_description(format!("wasm-initfix {file} {}", run.options.join(" ")));
    settings.bind(|| insta::assert_snapshot!(run.snapshot(), render(file, input, outcome, check)));
}

fn render(file: &str, input: &[u8], outcome: &Result<Outcome, Error>, check: Option<&str>) -> String {
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(error) => {
            let said = error.spelled(Spelling::CommandLine);
            return format!("wasm-initfix: error: {file}: {said} ({:?})\n", error.kind());
        }
    };
    let mut text = report::text::report(file, outcome, true, true);
    if let Outcome::Fixed(fixed) = outcome {
        text.push_str("\nbefore:\n");
        text.push_str(&changed(input, &before(fixed)));
        text.push_str("\nafter:\n");
        text.push_str(&changed(&fixed.wasm.to_vec(), &after(fixed)));
    }
    if let Some(check) = check {
        text.push_str("\ncheck:\n");
        text.push_str(check);
    }
    text
}

/// The parts of a module that a snapshot shows.
struct Shown {
    functions: Vec<u32>,
    /// The guard is the last global.
    last_global: bool,
}

fn dropping(fixed: &Fixed) -> Vec<u32> {
    let mut functions: Vec<u32> = fixed
        .plan
        .edits()
        .iter()
        .filter_map(|edit| match edit {
            Edit::DropCall { func, .. } => Some(*func),
            _ => None,
        })
        .collect();
    functions.dedup();
    functions
}

fn before(fixed: &Fixed) -> Shown {
    let gone = fixed.plan.edits().iter().filter_map(|edit| match edit {
        Edit::DropFunction { func } => Some(*func),
        _ => None,
    });
    Shown { functions: dropping(fixed).into_iter().chain(gone).collect(), last_global: false }
}

fn after(fixed: &Fixed) -> Shown {
    let kept = dropping(fixed).into_iter().filter_map(|func| fixed.renumbered[func as usize]);
    Shown {
        functions: kept.chain(fixed.added.iter().copied()).collect(),
        last_global: fixed.plan.edits().contains(&Edit::AddGuard),
    }
}

/// Imports and definitions of memory, exports, start, and the functions and globals that changed.
fn changed(wasm: &[u8], shown: &Shown) -> String {
    let printed = match wasmprinter::print_bytes(wasm) {
        Ok(printed) => printed,
        Err(error) => return format!("{error}\n"),
    };
    let fields = fields(&printed);
    let last_global = fields.iter().rposition(|field| field.starts_with("  (global "));
    let mut text = String::new();
    for (at, field) in fields.iter().enumerate() {
        let wanted = match field.split([' ', '(']).find(|word| !word.is_empty()) {
            Some("memory" | "export" | "start") => true,
            Some("import") => field.contains("(memory "),
            Some("global") => shown.last_global && Some(at) == last_global,
            Some("func") => index(field).is_some_and(|func| shown.functions.contains(&func)),
            _ => false,
        };
        if wanted {
            // Writing to a string does not fail.
            let _ = writeln!(text, "{}", abridge(field));
        }
    }
    text
}

/// The top-level fields of a module's text, which are indented by two spaces.
fn fields(printed: &str) -> Vec<String> {
    let mut fields: Vec<String> = Vec::new();
    for line in printed.lines() {
        if line.starts_with("  (") {
            fields.push(line.to_owned());
        } else if let Some(field) = fields.last_mut().filter(|_| line.starts_with("  ")) {
            field.push('\n');
            field.push_str(line);
        }
    }
    fields
}

/// The index in `(func $name (;3;) …`.
fn index(field: &str) -> Option<u32> {
    let (_, rest) = field.split_once("(;")?;
    rest.split_once(";)")?.0.parse().ok()
}

/// The beginning and the end of a function that is long because it was inlined into.
fn abridge(field: &str) -> String {
    const KEPT: usize = 12;
    let lines: Vec<&str> = field.lines().collect();
    if lines.len() <= 3 * KEPT {
        return field.to_owned();
    }
    let left_out = lines.len() - 2 * KEPT;
    let (first, last) = (&lines[..KEPT], &lines[lines.len() - KEPT..]);
    format!("{}\n    ;; {left_out} lines left out\n{}", first.join("\n"), last.join("\n"))
}
