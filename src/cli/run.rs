//! `wasm-initfix run`: initialise a module, call an export, and say what happened.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::check::say;
use super::check::status;
use super::host::HostArgs;
use super::io;
use super::parse;
use crate::aot;
use crate::aot::Invocation;
use crate::aot::RunOptions;

const AFTER_HELP: &str = "\
The module runs against the host that `check` has. Without --invoke it is initialised, and nothing is called.

Examples:
  wasm-initfix run plugin.wasm
  wasm-initfix run plugin.wasm --invoke total
  wasm-initfix run plugin.wasm --invoke 'add(1, 2)' --invoke total
                                                   make calls, in one instance

Exit status:
  0  as it should
  1  an import needed memory before the host could have it, or initialisation
     or the call failed
  2  could not be run, or not to the end, or it failed after an answer that
     only this host gives";

#[derive(Args)]
#[command(after_long_help = AFTER_HELP)]
pub(super) struct RunArgs {
    /// The module: a binary or text file, or - for standard input
    module: PathBuf,

    /// Words too many, which an error explains
    #[arg(hide = true, allow_negative_numbers = true)]
    more: Vec<String>,

    /// Call these exports in one instance, in order. Numbers are decimal, or hex after 0x
    #[arg(long, value_name = "NAME[(NUMBERS)]", value_parser = parse::invocation)]
    invoke: Vec<Invocation>,

    #[command(flatten)]
    host: HostArgs,
}

/// Runs the command; the error is the line that follows `wasm-initfix: error: `.
pub(super) fn run(args: &RunArgs) -> Result<ExitCode, String> {
    let name = io::shown(&args.module);
    let in_file = |message: String| format!("{name}: {message}");
    parse::nothing_more(&args.invoke, &args.more, "run runs one module")?;
    let options = RunOptions { invoke: args.invoke.clone(), ..args.host.options() };
    let input = io::read(&args.module, &options.bounds).map_err(in_file)?;
    let progress = io::progress("running");
    let ran = aot::run(input.wasm(), &options);
    drop(progress);
    let ran = ran.map_err(|error| in_file(error.message().to_owned()))?;
    say(&args.host, &name, &ran, true)?;
    Ok(status(&ran))
}
