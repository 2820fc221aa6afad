//! The command line of `wasm-initfix`.

use std::path::PathBuf;

use clap::Parser;
use clap::Subcommand;

#[cfg(not(feature = "aot"))]
use Absent as CheckArgs;
#[cfg(not(feature = "aot"))]
use Absent as RunArgs;

#[cfg(feature = "aot")]
use super::check::CheckArgs;
use super::esm::EsmArgs;
use super::generate::CmakeArgs;
use super::generate::CompletionsArgs;
use super::generate::ManArgs;
use super::headings;
use super::hosts::HostsArgs;
use super::inspect::InspectArgs;
use super::options::FixArgs;
use super::parse;
#[cfg(feature = "aot")]
use super::run::RunArgs;
use super::screen::ColorName;
use super::words::Report;

/// Behind `-h`.
const SHORT: &str = "\
Examples:
  wasm-initfix plugin.wasm                 say what would be done
  wasm-initfix plugin.wasm -o plugin.wasm  fix in place
  wasm-initfix inspect plugin.wasm         say what it is, and which hosts that suits

--help lists all options, with more examples and the exit status.";

/// Behind `--help`.
const LONG: &str = "\
Without --init and --host, the start section runs the constructors where it is proven that it may: all that they may call works \
there, and no host can write before to what they read. Otherwise an init function runs them, once: the one that is there, or a new \
`_initialize`. Where every export ran them, so that no host had to call anything, exports make sure that they have run. Programs \
stay as they are. --explain says which it is for a module, and why.

A host that owns the memory must give it zeroed (or say --zero-memory), and with limits that fit the import.

With -o or --out-dir, the exit status is that of the files: a report that cannot be written is a warning. Otherwise the report \
is the result, and status 2 says that it cannot be written. A reader that closes the pipe early, like `head`, is no error. Only \
if that was to read the module (-o -), the status is 2, and nothing is said.

Examples:
  wasm-initfix plugin.wasm -o plugin.wasm          fix in place
  wasm-initfix plugin.wasm                         say what would be done
  wasm-initfix plugin.wasm --explain               say why, and alternatives
  wasm-initfix plugin.wasm --import-memory -o out.wasm
                                                   let the host own the memory
  clang … -o - | wasm-initfix - -o - > out.wasm    in a pipe
  wasm-initfix plugin.wasm --report=json           for programs
  wasm-initfix plugin.wasm -o plugin.wasm --check  write it if both do the same
  wasm-initfix check before.wasm after.wasm        see for yourself
  wasm-initfix --recursive build --out-dir dist    many modules

Exit status:
  0  fixed, or unchanged (then the output is a copy of the input)
  1  --check found a difference: nothing was written
  2  error: nothing was written for the module in question";

/// Settles, in a linked WebAssembly module, who runs the constructors, when, and who owns the memory.
#[derive(Parser)]
#[command(name = "wasm-initfix", version, after_help = SHORT, after_long_help = LONG)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true, disable_help_subcommand = true)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Option<Command>,

    /// The linked modules: binary or text (.wat) files, or - for standard input
    ///
    /// @FILE stands for the words in a file
    #[arg(required = true, value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,

    /// Where the result goes: a file, which may be the input, or - for standard output [without it: nothing is written]
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// Where the results of many modules go, under the names that they have
    #[arg(long, value_name = "FOLDER", conflicts_with = "output")]
    pub(super) out_dir: Option<PathBuf>,

    /// Take the .wasm files in folders, and in the folders in these
    #[arg(long)]
    pub(super) recursive: bool,

    /// The module's source map, which is rewritten if code moves
    #[arg(long, value_name = "FILE", requires = "output", conflicts_with = "out_dir")]
    pub(super) source_map: Option<PathBuf>,

    /// Where the rewritten source map goes [default: where it was if the module is rewritten in place, else beside the result]
    #[arg(long, value_name = "FILE", requires = "source_map", hide_short_help = true)]
    pub(super) output_source_map: Option<PathBuf>,

    /// How many threads to use [default: as many as the machine runs at once]
    #[arg(long, value_name = "N", value_parser = parse::threads, hide_short_help = true)]
    pub(super) threads: Option<usize>,

    /// After how many errors to take up no more modules; 0 is no limit
    #[arg(long, value_name = "N", default_value_t = 20, hide_short_help = true)]
    pub(super) error_limit: u64,

    #[command(flatten)]
    pub(super) fix: FixArgs,

    /// Say on one screen what the module is, what would be done and why, and what you could say for more
    #[arg(long, help_heading = headings::REPORTS)]
    pub(super) explain: bool,

    /// Print what was found and done on standard output, for programs
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = headings::REPORTS)]
    pub(super) report: Option<Report>,

    /// When text has colours
    #[arg(long = "color", value_enum, value_name = "WHEN", default_value_t = ColorName::Auto, global = true, help_heading = headings::REPORTS)]
    _color: ColorName,

    /// Say nothing but errors and warnings
    #[arg(short, long, conflicts_with = "verbose", help_heading = headings::REPORTS)]
    pub(super) quiet: bool,

    /// Say how it is done, too
    #[arg(short, long, help_heading = headings::REPORTS)]
    pub(super) verbose: bool,
}

#[derive(Subcommand)]
pub(super) enum Command {
    /// Run a module's initialisation, or compare that of two modules, and say what happened
    Check(CheckArgs),

    /// Initialise a module, call an export, and say what happened
    Run(RunArgs),

    /// Say what modules are: who runs the constructors, what those call, and which hosts that suits
    Inspect(InspectArgs),

    /// Write an ES module around a module: importing it instantiates and initialises it, and exports what it exports
    Esm(Box<EsmArgs>),

    /// List the hosts whose rules are known
    Hosts(HostsArgs),

    /// Print completions for a shell
    Completions(CompletionsArgs),

    /// Print the manual page, or write those of all commands
    Man(ManArgs),

    /// Print the JSON schema of what --report=json prints
    JsonSchema,

    /// Install the CMake package that find_package(WasmInitfix) finds
    Cmake(CmakeArgs),
}

/// Arguments of what this build does not have.
#[cfg(not(feature = "aot"))]
#[derive(clap::Args)]
pub(super) struct Absent {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    _arguments: Vec<std::ffi::OsString>,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory;

    use super::*;
    use crate::options::Options;
    use crate::spelling;

    #[test]
    fn messages_name_options_that_are_some() {
        let command = Args::command();
        let all = command.get_subcommands().chain([&command]).flat_map(clap::Command::get_arguments);
        let named: BTreeSet<&str> = all.filter_map(|it| it.get_long()).collect();
        let unknown: Vec<&&str> = spelling::OPTIONS.iter().filter(|name| !named.contains(*name)).collect();
        assert!(unknown.is_empty(), "no command has {unknown:?}");
        let missing: Vec<&str> = Options::names().filter(|name| !spelling::OPTIONS.contains(name)).collect();
        assert!(missing.is_empty(), "src/spelling.rs lacks {missing:?}");
    }
}
