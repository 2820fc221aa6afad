//! The main command: read, fix, say, write.

use std::io::Write;
use std::path::Path;

use super::Args;
use super::Report;
use super::io;
use crate::outcome::Outcome;
use crate::report::json;
use crate::report::text;

/// Runs the command; the error is the line that follows `wasm-initfix: error: `.
pub(super) fn run(args: &Args) -> Result<(), String> {
    let name = shown(&args.input);
    let in_file = |message: String| format!("{name}: {message}");
    let is_json = args.report == Some(Report::Json);
    let output = args.output.as_deref().map(|path| io::Output::open(path, is_json)).transpose()?;
    let input = io::read(&args.input).map_err(in_file)?;
    let in_place = output.as_ref().is_some_and(|output| output.is(&args.input));
    if in_place && input.is_text {
        return Err(in_file("-o would replace the text by a binary; give the module a file of its own".to_owned()));
    }
    let outcome = crate::fix(&input.wasm, &args.options()).map_err(|error| in_file(error.to_string()))?;
    match (&output, outcome.wasm()) {
        // Not even its time stamp changes.
        (Some(_), None) if in_place => {}
        (Some(output), wasm) => output.write(wasm.unwrap_or(&input.wasm), &input)?,
        (None, _) if is_json => {}
        (None, _) => print(&text::plan(&outcome))?,
    }
    say(args, &name, &outcome)
}

fn say(args: &Args, name: &str, outcome: &Outcome) -> Result<(), String> {
    if args.report == Some(Report::Json) {
        print(&format!("{:#}\n", json::report(outcome)))?;
    }
    if !args.quiet {
        // The result is written: that nobody can be told is no reason to fail.
        let report = text::report(name, outcome, args.output.is_some(), args.verbose);
        let _ = std::io::stderr().write_all(report.as_bytes());
    }
    Ok(())
}

fn print(text: &str) -> Result<(), String> {
    let mut stdout = std::io::stdout().lock();
    stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .map_err(|error| format!("standard output: cannot write: {error}"))
}

fn shown(input: &Path) -> String {
    if input.as_os_str() == "-" { "standard input".to_owned() } else { input.display().to_string() }
}
