//! The command line.

#[cfg(feature = "aot")]
mod check;
mod fix;
mod graph;
#[cfg(feature = "aot")]
mod host;
mod hosts;
mod inspect;
mod io;
mod memory;
mod parse;
#[cfg(feature = "aot")]
mod run;
mod source_map;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use clap::Subcommand;
use clap::ValueEnum;
use clap::builder::NonEmptyStringValueParser;

use crate::hosts::Host;
use crate::inspect::Assumption;
use crate::options::DtorsExport;
use crate::options::InitChoice;
use crate::options::MemoryChoice;
use crate::options::MemoryExport;
use crate::options::Options;
use crate::options::Policy;
use crate::options::Prove;
use crate::options::RewriterChoice;
use crate::options::Validate;
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

    /// The linked module: a binary or text (.wat) file, or - for standard input
    #[arg(required = true)]
    input: Vec<PathBuf>,

    /// Where the result goes: a file, which may be the input, or - for standard output. Without this nothing is written
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Who is to run the constructors
    #[arg(long, value_enum, default_value_t = Init::Auto)]
    init: Init,

    /// The host that the module is for, one of those that `wasm-initfix hosts` lists [default: any]
    #[arg(long, value_name = "NAME", value_parser = parse::host())]
    host: Option<&'static Host>,

    /// The name of the init function
    #[arg(long, value_name = "NAME", default_value = "_initialize", value_parser = NonEmptyStringValueParser::new())]
    init_name: String,

    /// The export that is the initialiser, where that cannot be seen
    #[arg(long, value_name = "NAME")]
    init_export: Option<String>,

    /// What --init=auto goes by
    #[arg(long, value_enum, default_value_t = PolicyName::Reach)]
    policy: PolicyName,

    /// How far --policy=reach goes to prove that the start section may run the constructors
    #[arg(long, value_enum, default_value_t = ProveName::Static)]
    prove: ProveName,

    /// What an imported function does with the module, where that is not known: nothing (pure), it reads or writes its memory,
    /// or it calls its functions (reenters)
    #[arg(long, value_name = "MODULE.NAME=EFFECT", value_parser = parse::assumption)]
    assume: Vec<(String, Assumption)>,

    /// Drop init exports whose work moved into the start section, instead of leaving empty functions
    #[arg(long)]
    drop_init_export: bool,

    /// The name for destructors that exports no longer call
    #[arg(long, value_name = "NAME", default_value = "__wasm_call_dtors", conflicts_with = "no_export_dtors")]
    export_dtors: String,

    /// Do not export destructors that exports no longer call
    #[arg(long)]
    no_export_dtors: bool,

    /// Let the host own the memory, imported under this name [default: env,memory]
    #[arg(long, value_name = "MODULE,NAME", num_args = 0..=1, require_equals = true, default_missing_value = "env,memory",
          value_parser = parse::memory_import, conflicts_with = "define_memory")]
    import_memory: Option<(String, String)>,

    /// Let the module own the memory
    #[arg(long)]
    define_memory: bool,

    /// Export the memory under this name [default: memory]
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "memory",
          conflicts_with = "no_export_memory")]
    export_memory: Option<String>,

    /// Do not export the memory
    #[arg(long)]
    no_export_memory: bool,

    /// How the module is rewritten
    #[arg(long, value_enum, default_value_t = RewriterName::Auto)]
    rewriter: RewriterName,

    /// Drop functions that the fix leaves without a use; this takes walrus, and debug information with it
    #[arg(long)]
    gc: bool,

    /// The module's source map, which is rewritten if code moves
    #[arg(long, value_name = "FILE", requires = "output")]
    source_map: Option<PathBuf>,

    /// Where the rewritten source map goes [default: where it was]
    #[arg(long, value_name = "FILE", requires = "source_map")]
    output_source_map: Option<PathBuf>,

    /// Which function bodies are validated; --check validates all, too
    #[arg(long, value_enum, default_value_t = ValidateName::Changed)]
    validate: ValidateName,

    /// Compile and run both modules, and write the output only if they do the same
    #[arg(long)]
    check: bool,

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
}

use hosts::HostsArgs;
use inspect::InspectArgs;

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

#[derive(Clone, Copy, ValueEnum)]
enum Init {
    /// Whoever can; the status quo where there is doubt
    Auto,
    /// The start section
    Start,
    /// The host, through an exported init function
    Export,
    /// The host, or else the first exported function that is called
    Lazy,
    /// Whoever does now
    Keep,
}

#[derive(Clone, Copy, ValueEnum)]
enum PolicyName {
    /// What the constructors may call
    Reach,
    /// Whether memory is imported or exported
    Memory,
}

#[derive(Clone, Copy, ValueEnum)]
enum ProveName {
    /// Follow direct calls
    Off,
    /// Follow indirect calls as well, by what tables hold
    Static,
    /// Run the constructors, where that is not enough
    Run,
}

impl From<ProveName> for Prove {
    fn from(name: ProveName) -> Self {
        match name {
            ProveName::Off => Self::Off,
            ProveName::Static => Self::Static,
            ProveName::Run => Self::Run,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum RewriterName {
    /// By splicing, where that can do it
    Auto,
    /// By changing only the bytes that have to
    Splice,
    /// By building the module anew
    Walrus,
}

#[derive(Clone, Copy, ValueEnum)]
enum ValidateName {
    /// Those that are new or change
    Changed,
    /// All
    Full,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Report {
    /// One JSON object
    Json,
}

impl Args {
    fn options(&self) -> Options {
        Options {
            init: match self.init {
                Init::Auto => InitChoice::Auto,
                Init::Start => InitChoice::Start,
                Init::Export => InitChoice::Export,
                Init::Lazy => InitChoice::Lazy,
                Init::Keep => InitChoice::Keep,
            },
            policy: match self.policy {
                PolicyName::Reach => Policy::Reach,
                PolicyName::Memory => Policy::Memory,
            },
            prove: self.prove.into(),
            assume: self.assume.clone(),
            host: self.host,
            init_name: self.init_name.clone(),
            init_export: self.init_export.clone(),
            drop_init_export: self.drop_init_export,
            dtors: if self.no_export_dtors { DtorsExport::No } else { DtorsExport::Name(self.export_dtors.clone()) },
            memory: match &self.import_memory {
                Some((module, name)) => MemoryChoice::Import { module: module.clone(), name: name.clone() },
                None if self.define_memory => MemoryChoice::Define,
                None => MemoryChoice::Keep,
            },
            memory_export: match &self.export_memory {
                Some(name) => MemoryExport::Name(name.clone()),
                None if self.no_export_memory => MemoryExport::No,
                None => MemoryExport::Keep,
            },
            rewriter: match self.rewriter {
                RewriterName::Auto => RewriterChoice::Auto,
                RewriterName::Splice => RewriterChoice::Splice,
                RewriterName::Walrus => RewriterChoice::Walrus,
            },
            gc: self.gc,
            validate: match self.validate {
                ValidateName::Changed if self.check => Validate::Full,
                ValidateName::Changed => Validate::Changed,
                ValidateName::Full => Validate::Full,
            },
            moves_source_map: self.source_map.is_some(),
        }
    }
}

/// Runs the command line that the process was started with.
pub fn main() -> ExitCode {
    match run_command(&Args::parse()) {
        Ok(code) => code,
        Err(message) => {
            // An error that cannot be shown still is one.
            let _ = writeln!(std::io::stderr(), "wasm-initfix: error: {}", on_one_line(&message));
            ExitCode::from(ERROR)
        }
    }
}

/// Runs a command; the error is the line that follows `wasm-initfix: error: `.
fn run_command(args: &Args) -> Result<ExitCode, String> {
    match (&args.command, args.input.as_slice()) {
        #[cfg(feature = "aot")]
        (Some(Command::Check(args)), _) => check::run(args),
        #[cfg(feature = "aot")]
        (Some(Command::Run(args)), _) => run::run(args),
        (Some(Command::Inspect(args)), _) => inspect::run(args),
        (Some(Command::Hosts(args)), _) => hosts::run(args),
        #[cfg(not(feature = "aot"))]
        (Some(Command::Check(_)), _) => Err(absent("check")),
        #[cfg(not(feature = "aot"))]
        (Some(Command::Run(_)), _) => Err(absent("run")),
        (None, [input]) => fix::run(args, input),
        (None, inputs) => {
            let second = inputs.get(1).map(|path| path.display().to_string()).unwrap_or_default();
            Err(format!("unexpected `{second}`: one module at a time"))
        }
    }
}

/// The options that a command line without files gives, as tests have them.
///
/// # Errors
///
/// What clap says about the line.
pub fn parse_options<'a>(options: impl IntoIterator<Item = &'a str>) -> Result<Options, String> {
    let line = ["wasm-initfix", "-"].into_iter().chain(options);
    Args::try_parse_from(line).map(|args| args.options()).map_err(|error| error.to_string())
}
