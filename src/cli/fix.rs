//! The main command, for one module.

use std::path::Path;
use std::process::ExitCode;

use super::arguments::Args;
use super::io;
use super::io::Output;
use super::job::Done;
use super::job::Job;
use super::say::say_lost_report;
use super::screen;
use super::source_map::SourceMap;
use super::tell::Texts;
use super::words::FAULT;
use super::words::Report;
use crate::report::json::ModuleReport;

/// Runs the command; the error is the line that follows `wasm-initfix: error: `.
pub(super) fn run(args: &Args, input: &Path) -> Result<ExitCode, String> {
    let is_json = args.report == Some(Report::Json);
    let output = args.output.as_deref().map(|path| Output::open(path, is_json)).transpose()?;
    let map = args.source_map.as_deref().zip(output.as_ref());
    let map = map.map(|(map, output)| SourceMap::read(map, args.output_source_map.as_deref(), input, output));
    let map = map.transpose()?;
    if let (Some(map), Some(output)) = (&map, &args.output) {
        map.clashes(input, output)?;
    }
    let name = io::shown(input);
    let written = output.is_some();
    let job = Job {
        input,
        name: &name,
        output,
        map,
        fix: &args.fix,
        alone: true,
        at_link: false,
        strip: Vec::new(),
        general: None,
    };
    let done = job.run(|told| Texts::of(args, &name, &told, written))?;
    let (stderr, code) = match done {
        // That nothing is written is said by the status, too.
        Done::Different(table) => {
            screen::say(&table);
            if is_json {
                io::print_json(&ModuleReport::different(name.clone()))?;
            }
            (String::new(), ExitCode::from(FAULT))
        }
        Done::Written(said) => {
            let printed = match &said.report {
                Some(report) => io::print_json(report),
                None => screen::print(&said.stdout),
            };
            match printed {
                Err(lost) if written => say_lost_report(&lost),
                printed => printed?,
            }
            (said.stderr, ExitCode::SUCCESS)
        }
    };
    screen::say(&stderr);
    Ok(code)
}
