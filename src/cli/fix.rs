//! The main command: read, fix, say, write.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use super::Args;
use super::FAULT;
use super::Report;
use super::io;
use super::memory;
use super::source_map::SourceMap;
#[cfg(feature = "aot")]
use crate::aot::RunOptions;
#[cfg(feature = "aot")]
use crate::aot::Verdict;
use crate::options::RewriterChoice;
use crate::outcome::Outcome;
use crate::pieces::Pieces;
#[cfg(feature = "aot")]
use crate::report::check;
use crate::report::json;
use crate::report::text;

/// Runs the command; the error is the line that follows `wasm-initfix: error: `.
pub(super) fn run(args: &Args, path: &Path) -> Result<ExitCode, String> {
    let name = io::shown(path);
    let in_file = |message: String| format!("{name}: {message}");
    let is_json = args.report == Some(Report::Json);
    let output = args.output.as_deref().map(|path| io::Output::open(path, is_json)).transpose()?;
    let input = io::read(path).map_err(in_file)?;
    let map = args.source_map.as_deref();
    let map = map.map(|map| SourceMap::read(map, args.output_source_map.as_deref())).transpose()?;
    if let (Some(map), Some(output)) = (&map, &args.output) {
        map.clashes(path, output)?;
    }
    let in_place = output.as_ref().is_some_and(|output| output.is(path));
    if in_place && input.is_text {
        return Err(in_file("-o would replace the text by a binary; give the module a file of its own".to_owned()));
    }
    let options = args.options();
    if options.gc || options.rewriter == RewriterChoice::Walrus {
        memory::expect_much();
    }
    let outcome = crate::fix(input.wasm(), &options).map_err(|error| in_file(error.to_string()))?;
    if args.check && !proven(args, &name, input.wasm(), &outcome)? {
        return Ok(ExitCode::from(FAULT));
    }
    if let Some(output) = &output {
        let map = map.map(|map| map.write(&outcome)).transpose()?.flatten();
        let module = match outcome.wasm() {
            Some(wasm) => Some(output.write(wasm, &input)?),
            // Not even its time stamp changes.
            None if in_place => None,
            None => Some(output.write(&Pieces::whole(input.wasm()), &input)?),
        };
        io::persist(map.into_iter().chain(module))?;
    } else if !is_json {
        io::print(&text::plan(&outcome))?;
    }
    say(args, &name, &outcome)?;
    Ok(ExitCode::SUCCESS)
}

/// Whether running both modules shows that they do the same; what differs is said.
#[cfg(feature = "aot")]
fn proven(args: &Args, name: &str, before: &[u8], outcome: &Outcome) -> Result<bool, String> {
    let Some(after) = outcome.wasm() else {
        return Ok(true);
    };
    let options = RunOptions { init_export: args.init_export.clone(), ..RunOptions::default() };
    let progress = io::progress("checking");
    let checked = crate::aot::compare(before, &after.to_vec(), &options);
    drop(progress);
    let checked = checked.map_err(|error| format!("{name}: --check: {error}"))?;
    match checked.verdict() {
        Verdict::Sound | Verdict::Same => Ok(true),
        Verdict::Unknown => Err(format!("{name}: --check: {}", checked.untold.join("; "))),
        Verdict::Different | Verdict::Fault => {
            // That nothing is written is said by the status, too.
            let table = check::table(&format!("{name} and what it would become; nothing was written"), &checked, false);
            let _ = std::io::stderr().write_all(table.as_bytes());
            Ok(false)
        }
    }
}

#[cfg(not(feature = "aot"))]
fn proven(_: &Args, _: &str, _: &[u8], _: &Outcome) -> Result<bool, String> {
    Err(super::absent("--check"))
}

fn say(args: &Args, name: &str, outcome: &Outcome) -> Result<(), String> {
    if args.report == Some(Report::Json) {
        io::print(&format!("{:#}\n", json::report(outcome)))?;
    }
    if !args.quiet {
        // The result is written: that nobody can be told is no reason to fail.
        let report = text::report(name, outcome, args.output.is_some(), args.verbose);
        let _ = std::io::stderr().write_all(report.as_bytes());
    }
    Ok(())
}
