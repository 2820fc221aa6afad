//! The command line.

mod cargo;
#[cfg(feature = "aot")]
mod check;
mod fix;
mod generate;
mod graph;
#[cfg(feature = "aot")]
mod host;
mod hosts;
mod inspect;
mod io;
mod job;
mod linker;
mod many;
mod memory;
mod options;
mod parse;
mod response;
#[cfg(feature = "aot")]
mod run;
mod settings;
mod source_map;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use clap::Subcommand;
use clap::ValueEnum;

use crate::options::Options;
use crate::report::text::on_one_line;

/// A check found a fault or a difference.
const FAULT: u8 = 1;
/// Nothing could be written, or nothing was to be trusted.
const ERROR: u8 = 2;

const AFTER_HELP: &str = "\
A host cannot give an imported function access to an exported memory while the start section runs. So constructors \
move into the start section where memory is imported or of no concern to a host, and otherwise into an exported init \
function, which runs once.

A host that owns the memory must give it zeroed, and with limits that fit the import.

Examples:
  wasm-initfix plugin.wasm -o plugin.wasm          fix in place
  wasm-initfix plugin.wasm                         say what would be done
  wasm-initfix plugin.wasm --import-memory -o out.wasm
                                                   let the host own the memory
  clang … -o - | wasm-initfix - -o - > out.wasm    in a pipe
  wasm-initfix plugin.wasm --report=json           for programs
  wasm-initfix plugin.wasm -o plugin.wasm --check  write it only if running both shows that they do the same
  wasm-initfix check before.wasm after.wasm        see for yourself
  wasm-initfix --recursive build --out-dir dist    many modules

Exit status:
  0  fixed, or unchanged (then the output is a copy of the input)
  1  --check found a difference: nothing was written
  2  error: nothing was written";

/// Settles, in a linked WebAssembly module, who runs the constructors, when, and who owns the memory.
#[derive(Parser)]
#[command(name = "wasm-initfix", version, after_help = AFTER_HELP)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true, disable_help_subcommand = true)]
struct Args {
    #[command(subcommand)]
    command: Option<Command>,

    /// The linked modules: binary or text (.wat) files, or - for standard input. @FILE stands for what is in the file
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,

    /// Where the result goes: a file, which may be the input, or - for standard output. Without this nothing is written
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Where the results of many modules go, under the names that they have
    #[arg(long, value_name = "FOLDER", conflicts_with = "output")]
    out_dir: Option<PathBuf>,

    /// Take the .wasm files in folders, and in the folders in these
    #[arg(long)]
    recursive: bool,

    /// How many threads to use [default: as many as the machine runs at once]
    #[arg(long, value_name = "N", value_parser = parse::threads)]
    threads: Option<usize>,

    /// After how many errors to take up no more modules; 0 is no limit
    #[arg(long, value_name = "N", default_value_t = 20)]
    error_limit: u64,

    #[command(flatten)]
    fix: FixArgs,

    /// The module's source map, which is rewritten if code moves
    #[arg(long, value_name = "FILE", requires = "output")]
    source_map: Option<PathBuf>,

    /// Where the rewritten source map goes [default: where it was]
    #[arg(long, value_name = "FILE", requires = "source_map")]
    output_source_map: Option<PathBuf>,

    /// Print what was found and done on standard output, for programs
    #[arg(long, value_enum, value_name = "FORMAT")]
    report: Option<Report>,

    /// Say nothing but errors
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,

    /// Say how it is done, too
    #[arg(short, long)]
    verbose: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Run a module's initialisation, or compare that of two modules, and say what happened
    Check(CheckArgs),

    /// Initialise a module, call an export, and say what happened
    Run(RunArgs),

    /// Say what modules are: who runs the constructors, what those call, and which hosts that suits
    Inspect(InspectArgs),

    /// List the hosts whose rules are known
    Hosts(HostsArgs),

    /// Print completions for a shell
    Completions(CompletionsArgs),

    /// Print the manual page, or write those of all commands
    Man(ManArgs),

    /// Install the CMake package that find_package(WasmInitfix) finds
    Cmake(CmakeArgs),
}

use generate::CmakeArgs;
use generate::CompletionsArgs;
use generate::ManArgs;
use hosts::HostsArgs;
use inspect::InspectArgs;
use options::FixArgs;
use response::Quoting;

#[cfg(feature = "aot")]
use check::CheckArgs;
#[cfg(feature = "aot")]
use run::RunArgs;

/// Arguments of what this build does not have.
#[cfg(not(feature = "aot"))]
#[derive(clap::Args)]
struct Absent {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    _arguments: Vec<std::ffi::OsString>,
}

#[cfg(not(feature = "aot"))]
use Absent as CheckArgs;
#[cfg(not(feature = "aot"))]
use Absent as RunArgs;

/// Why nothing can be run.
#[cfg(not(feature = "aot"))]
fn absent(what: &str) -> String {
    format!("{what}: this build has no runner; build wasm-initfix with the feature `aot`, which is on by default")
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Report {
    /// One JSON object
    Json,
}

pub use cargo::main as cargo;
pub use linker::main as linker;

/// Runs the command line that the process was started with.
pub fn main() -> ExitCode {
    let line = response::expand(std::env::args_os(), Quoting::NATIVE);
    match line.and_then(|line| run_command(&Args::parse_from(line.arguments))) {
        Ok(code) => code,
        Err(message) => {
            say_error("wasm-initfix", &message);
            ExitCode::from(ERROR)
        }
    }
}

fn say_error(program: &str, message: &str) {
    // An error that cannot be shown still is one.
    let _ = writeln!(std::io::stderr(), "{program}: error: {}", on_one_line(message));
}

/// Runs a command; the error is the line that follows `wasm-initfix: error: `.
fn run_command(args: &Args) -> Result<ExitCode, String> {
    if let Some(threads) = args.threads {
        // It fails if there are threads already, of which there are none.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    }
    match (&args.command, args.inputs.as_slice()) {
        #[cfg(feature = "aot")]
        (Some(Command::Check(args)), _) => check::run(args),
        #[cfg(feature = "aot")]
        (Some(Command::Run(args)), _) => run::run(args),
        (Some(Command::Inspect(args)), _) => inspect::run(args),
        (Some(Command::Hosts(args)), _) => hosts::run(args),
        (Some(Command::Completions(args)), _) => generate::completions(args),
        (Some(Command::Man(args)), _) => generate::man(args),
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
