//! The command line.

mod arguments;
mod cargo;
#[cfg(feature = "aot")]
mod check;
mod esm;
mod fix;
mod general;
mod generate;
mod graph;
mod headings;
#[cfg(feature = "aot")]
mod host;
mod hosts;
mod inspect;
mod io;
mod job;
mod launch;
mod linker;
mod many;
mod memory;
mod options;
mod parse;
mod process;
mod refused;
mod renames;
mod response;
#[cfg(feature = "aot")]
mod run;
mod say;
mod screen;
mod settings;
mod source_map;
mod started;
mod strip;
mod table;
mod tell;
mod walk;
mod words;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::CommandFactory;
use clap::Parser;

use crate::options::Options;
use crate::shown::line_by_line;
use crate::shown::on_one_line;
use arguments::Args;
use arguments::Command;
use response::Quoting;
use started::Started;

#[cfg(not(feature = "aot"))]
use words::absent;

pub use launch::start_cargo as cargo;
pub use launch::start_linker as linker;

/// Runs the command line that the process was started with.
pub fn main() -> ExitCode {
    match Started::of(std::env::args_os()) {
        Started::Itself(line) => run(line),
        Started::Cargo(start) => cargo::run(start),
        Started::Linker(start) => linker::run(start),
    }
}

fn run(line: Vec<OsString>) -> ExitCode {
    let line = response::expand(line, Quoting::NATIVE);
    process::run(words::NAME, words::ERROR, || {
        let line = response::without_folders(line?)?;
        screen::choose(&line.arguments);
        if let Some(why) = refused::command(&line.arguments, &Args::command()) {
            return Err(why);
        }
        match Args::try_parse_from(&line.arguments) {
            Ok(args) => run_command(&args),
            Err(told) => tell(&told, &line.arguments),
        }
    })
}

/// Says what clap has to say: the help and the version, which are results, or what is wrong with the command line, which is the error.
fn tell(told: &clap::Error, line: &[OsString]) -> Result<ExitCode, String> {
    // The words that it quotes are escaped in the line, and not in what is said, whose colours are control characters as well.
    let shown = line.iter().map(|word| on_one_line(&word.to_string_lossy()));
    let again = Args::try_parse_from(shown).err().filter(|again| again.kind() == told.kind());
    if told.use_stderr() {
        return Err(refused::one_line(again.as_ref().unwrap_or(told)));
    }
    let Some(told) = again else {
        return io::print(&line_by_line(&told.to_string())).map(|()| ExitCode::SUCCESS);
    };
    let text = told.render();
    let has_colours = screen::of_output(false).colours;
    screen::print(&if has_colours { text.ansi().to_string() } else { text.to_string() }).map(|()| ExitCode::SUCCESS)
}

/// Runs a command; the error is the line that follows `wasm-initfix: error: `.
fn run_command(args: &Args) -> Result<ExitCode, String> {
    if let Some(why) = refused::inputs(&args.inputs, &Args::command()) {
        return Err(why);
    }
    process::start_threads(args.threads);
    match (&args.command, args.inputs.as_slice()) {
        #[cfg(feature = "aot")]
        (Some(Command::Check(args)), _) => check::run(args),
        #[cfg(feature = "aot")]
        (Some(Command::Run(args)), _) => run::run(args),
        (Some(Command::Inspect(args)), _) => inspect::run(args),
        (Some(Command::Esm(args)), _) => esm::run(args),
        (Some(Command::Hosts(args)), _) => hosts::run(args),
        (Some(Command::Completions(args)), _) => generate::completions(args, Args::command()),
        (Some(Command::Man(args)), _) => generate::man(args, Args::command()),
        (Some(Command::JsonSchema), _) => generate::json_schema(),
        (Some(Command::Cmake(args)), _) => generate::cmake(args),
        #[cfg(not(feature = "aot"))]
        (Some(Command::Check(_)), _) => Err(absent("check")),
        #[cfg(not(feature = "aot"))]
        (Some(Command::Run(_)), _) => Err(absent("run")),
        (None, [input]) if args.out_dir.is_none() && !args.recursive && !input.is_dir() => fix::run(args, input),
        (None, _) => many::run(args),
    }
}

/// The options that a command line without files gives, as tests have them.
///
/// # Errors
///
/// What clap says about the line.
pub fn parse_options<'a>(options: impl IntoIterator<Item = &'a str>) -> Result<Options, String> {
    let line = ["wasm-initfix", "-"].into_iter().chain(options);
    Args::try_parse_from(line)
        .map(|args| args.fix.options(args.source_map.is_some()))
        .map_err(|error| error.to_string())
}
