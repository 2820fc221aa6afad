//! What a fix is to do: the options that all commands share that fix.

use clap::Args;
use clap::ValueEnum;
use clap::builder::NonEmptyStringValueParser;

use super::headings;
use super::parse;
use super::renames::RenameArgs;
use super::table::TableArgs;
use crate::bounds::Bound;
use crate::bounds::Bounds;
use crate::hosts::Host;
use crate::inspect::Assumption;
use crate::options::AfterCall;
use crate::options::DtorsExport;
use crate::options::InitChoice;
use crate::options::MemoryChoice;
use crate::options::MemoryExport;
use crate::options::MemoryMaximum;
use crate::options::MemorySize;
use crate::options::Options;
use crate::options::Policy;
use crate::options::Prove;
use crate::options::RewriterChoice;
use crate::options::SegmentsChoice;
use crate::options::Validate;
use crate::options::ZeroMemory;
use crate::options::values;

#[derive(Args)]
pub(super) struct FixArgs {
    /// Who is to run the constructors
    #[arg(long, value_enum, default_value_t = InitName::Auto, help_heading = headings::INIT)]
    init: InitName,

    /// The host that the module is for, as `wasm-initfix hosts` lists them [without it: what suits all]
    #[arg(long, value_name = "NAME", value_parser = parse::HostParser, help_heading = headings::INIT, hide_possible_values = true)]
    host: Option<&'static Host>,

    /// The name of the init function
    #[arg(long, value_name = "NAME", default_value = "_initialize", value_parser = NonEmptyStringValueParser::new(), help_heading = headings::INIT, hide_short_help = true)]
    init_name: String,

    /// Where 4 bytes of shared memory lie that nothing else uses, for all threads to see whether the constructors have run, if the
    /// linker's own are not there
    #[arg(long, value_name = "ADDRESS", value_parser = values::address, help_heading = headings::INIT, hide_short_help = true)]
    guard_address: Option<u64>,

    /// The export that is the initialiser, where that cannot be seen
    #[arg(long, value_name = "NAME", help_heading = headings::INIT)]
    pub(super) init_export: Option<String>,

    /// Drop init exports whose work moved into the start section, or that --init=lazy does not need
    #[arg(long, help_heading = headings::INIT, hide_short_help = true)]
    drop_init_export: bool,

    /// The name for destructors that exports no longer call
    #[arg(long, value_name = "NAME", default_value = "__wasm_call_dtors", conflicts_with = "no_export_dtors", help_heading = headings::INIT, hide_short_help = true)]
    export_dtors: String,

    /// Do not export destructors that exports no longer call
    #[arg(long, help_heading = headings::INIT, hide_short_help = true)]
    no_export_dtors: bool,

    /// What happens after each call of an export that ran destructors and wrote buffered output then: it is still written, or
    /// nothing is done
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = AfterCallName::Flush, help_heading = headings::INIT, hide_short_help = true)]
    after_call: AfterCallName,

    /// Export a program's `main` as well, without its constructors, which --init=start runs [default: main]
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "main",
          value_parser = NonEmptyStringValueParser::new(), help_heading = headings::INIT, hide_short_help = true)]
    export_main: Option<String>,

    /// The memory that the options for memory mean, where there are several: its number, from 0, or the name of an export or an
    /// import
    #[arg(long = "memory", value_name = "NAME|NUMBER", value_parser = NonEmptyStringValueParser::new(), help_heading = headings::MEMORY, hide_short_help = true)]
    which_memory: Option<String>,

    /// Let the host own the memory, imported under this name [default: env,memory]
    #[arg(long, value_name = "MODULE,NAME", num_args = 0..=1, require_equals = true, default_missing_value = "env,memory",
          value_parser = values::memory_import, conflicts_with = "define_memory", help_heading = headings::MEMORY)]
    import_memory: Option<(String, String)>,

    /// Let the module own the memory
    #[arg(long, help_heading = headings::MEMORY)]
    define_memory: bool,

    /// Export the memory under this name [default: memory]
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "memory",
          conflicts_with = "no_export_memory", help_heading = headings::MEMORY)]
    export_memory: Option<String>,

    /// Do not export the memory
    #[arg(long, help_heading = headings::MEMORY)]
    no_export_memory: bool,

    /// How large the memory is at first: in bytes, as for wasm-ld, or in pages (`17p`)
    #[arg(long, value_name = "SIZE", value_parser = values::memory_size, help_heading = headings::MEMORY, hide_short_help = true)]
    initial_memory: Option<MemorySize>,

    /// How large the memory may grow
    #[arg(long, value_name = "SIZE", value_parser = values::memory_size, conflicts_with = "no_max_memory", help_heading = headings::MEMORY, hide_short_help = true)]
    max_memory: Option<MemorySize>,

    /// Let the memory grow as far as its host lets it
    #[arg(long, help_heading = headings::MEMORY, hide_short_help = true)]
    no_max_memory: bool,

    /// Let the start section fill the gaps in a memory that the host gives with zeros
    ///
    /// Up to the declared minimum: from the first data segment on, from an address, or all
    #[arg(long, value_name = "all|ADDRESS", num_args = 0..=1, require_equals = true, default_missing_value = "data",
          value_parser = values::zero_memory, help_heading = headings::MEMORY)]
    zero_memory: Option<ZeroMemory>,

    /// When data is written into a memory that the host gives: at each instantiation, or by the first instance alone (`init`)
    #[arg(long, value_enum, default_value_t = SegmentsName::Keep, help_heading = headings::MEMORY, hide_short_help = true)]
    segments: SegmentsName,

    /// Where 16 bytes of that memory lie that nothing else uses, for --segments=init to mark it
    #[arg(long, value_name = "ADDRESS", value_parser = values::address, help_heading = headings::MEMORY, hide_short_help = true)]
    mark_address: Option<u64>,
    #[command(flatten)]
    table: TableArgs,
    #[command(flatten)]
    renames: RenameArgs,

    /// What --init=auto goes by
    #[arg(long, value_enum, default_value_t = PolicyName::Reach, help_heading = headings::PROOF, hide_short_help = true)]
    policy: PolicyName,

    /// How far --policy=reach goes to prove that the start section may run the constructors
    #[arg(long, value_enum, default_value_t = ProveName::Static, help_heading = headings::PROOF)]
    prove: ProveName,

    /// What an imported function does with the module, where that is not known: pure, memory or reenters
    ///
    /// `pure` is nothing, `memory` reads or writes its memory, and `reenters` calls its functions. A `*` in the name stands for any
    /// characters; the last that fits counts
    #[arg(long, value_name = "MODULE.NAME=EFFECT", value_parser = values::assumption, help_heading = headings::PROOF)]
    assume: Vec<(String, Assumption)>,

    /// The functions that all exports call first and last run the constructors and destructors, where that cannot be seen: lld linked
    /// the module as a command
    #[arg(long, help_heading = headings::PROOF, hide_short_help = true)]
    assume_wrapped: bool,

    /// How the module is rewritten
    #[arg(long, value_enum, default_value_t = RewriterName::Auto, help_heading = headings::REWRITING, hide_short_help = true)]
    rewriter: RewriterName,

    /// Drop functions that the fix leaves without a use
    ///
    /// This takes walrus, and debug information with it
    #[arg(long, help_heading = headings::REWRITING)]
    gc: bool,

    /// Which function bodies are validated; --check validates all, too
    #[arg(long, value_enum, default_value_t = ValidateName::Changed, help_heading = headings::REWRITING, hide_short_help = true)]
    validate: ValidateName,

    #[command(flatten)]
    limits: LimitArgs,

    /// Compile and run both modules, and write the output only if they do the same
    #[arg(long, help_heading = headings::PROOF)]
    pub(super) check: bool,
}

/// Bounds on what grows faster than the file.
#[derive(Args)]
pub(super) struct LimitArgs {
    /// Take on more, or less, of what a message says was met
    ///
    /// run-steps and run-memory (in bytes) of --prove=run; walrus-locals, walrus-comparisons and walrus-sections of --rewriter=walrus
    /// and --gc; debug-bytes; graph-calls; compile-values and compile-loops of check, --check and run; validate-values; input-bytes of
    /// a file
    #[arg(long = "limit", value_name = "NAME=NUMBER", value_parser = values::limit, help_heading = headings::PROOF, hide_short_help = true)]
    limits: Vec<(Bound, u64)>,
}

impl LimitArgs {
    pub(super) fn bounds(&self) -> Bounds {
        self.limits.iter().fold(Bounds::default(), |bounds, (bound, most)| bounds.with(*bound, *most))
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum InitName {
    /// The start section where that is safe; the status quo where there is doubt
    Auto,
    /// The start section; of a program, `_start` runs `main` then
    Start,
    /// The host, through an exported init function
    Export,
    /// The host, or else the first exported function that is called
    Lazy,
    /// As it is now
    Keep,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum AfterCallName {
    /// Buffered output is written, and destructors do not run
    Flush,
    /// Neither
    Nothing,
}

impl From<AfterCallName> for AfterCall {
    fn from(name: AfterCallName) -> Self {
        match name {
            AfterCallName::Flush => Self::Flush,
            AfterCallName::Nothing => Self::Nothing,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum PolicyName {
    /// What the constructors may call
    Reach,
    /// Whether memory is imported or exported
    Memory,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum ProveName {
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
pub(super) enum SegmentsName {
    /// As it is
    Keep,
    /// By the first instance alone, in its start section
    Init,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum RewriterName {
    /// By splicing, where that can do it
    Auto,
    /// By changing only the bytes that have to
    Splice,
    /// By building the module anew
    Walrus,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum ValidateName {
    /// Those that are new or change
    Changed,
    /// All
    Full,
}

impl SegmentsName {
    fn choice(self) -> SegmentsChoice {
        match self {
            Self::Keep => SegmentsChoice::Keep,
            Self::Init => SegmentsChoice::Init,
        }
    }
}

impl RewriterName {
    fn choice(self) -> RewriterChoice {
        match self {
            Self::Auto => RewriterChoice::Auto,
            Self::Splice => RewriterChoice::Splice,
            Self::Walrus => RewriterChoice::Walrus,
        }
    }
}

impl FixArgs {
    /// What the library is told. `moves_source_map`: whether a source map goes with the module.
    pub(super) fn options(&self, moves_source_map: bool) -> Options {
        Options {
            init: match self.init {
                InitName::Auto => InitChoice::Auto,
                InitName::Start => InitChoice::Start,
                InitName::Export => InitChoice::Export,
                InitName::Lazy => InitChoice::Lazy,
                InitName::Keep => InitChoice::Keep,
            },
            policy: match self.policy {
                PolicyName::Reach => Policy::Reach,
                PolicyName::Memory => Policy::Memory,
            },
            prove: self.prove.into(),
            bounds: self.limits.bounds(),
            assume: self.assume.clone(),
            assume_wrapped: self.assume_wrapped,
            at_link: false,
            host: self.host,
            init_name: self.init_name.clone(),
            guard_address: self.guard_address,
            init_export: self.init_export.clone(),
            drop_init_export: self.drop_init_export,
            dtors: if self.no_export_dtors { DtorsExport::No } else { DtorsExport::Name(self.export_dtors.clone()) },
            after_call: self.after_call.into(),
            export_main: self.export_main.clone(),
            which_memory: self.which_memory.clone(),
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
            memory_minimum: self.initial_memory,
            memory_maximum: match self.max_memory {
                Some(size) => MemoryMaximum::Size(size),
                None if self.no_max_memory => MemoryMaximum::None,
                None => MemoryMaximum::Keep,
            },
            zero_memory: self.zero_memory.unwrap_or_default(),
            segments: self.segments.choice(),
            mark_address: self.mark_address,
            table: self.table.options(),
            rename_imports: self.renames.imports(),
            rename_exports: self.renames.exports(),
            rewriter: self.rewriter.choice(),
            gc: self.gc,
            validate: match self.validate {
                ValidateName::Changed if self.check => Validate::Full,
                ValidateName::Changed => Validate::Changed,
                ValidateName::Full => Validate::Full,
            },
            moves_source_map,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Args as _;
    use clap::Command;
    use clap::FromArgMatches;

    use super::*;

    fn by_clap(option: &str) -> Result<Options, String> {
        let command = FixArgs::augment_args(Command::new("test"));
        let matches = command.try_get_matches_from(["test", option]).map_err(|error| error.to_string())?;
        Ok(FixArgs::from_arg_matches(&matches).map_err(|error| error.to_string())?.options(false))
    }

    fn by_name(option: &str) -> Result<Options, String> {
        let (name, value) = match option.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (option, None),
        };
        Options::named([(name.trim_start_matches('-'), value)]).map_err(|error| error.message().to_owned())
    }

    /// But for `--check`, which is no option of a fix.
    #[test]
    fn every_option_has_a_name_for_programs_and_takes_the_same_values() {
        let values = [
            "", "auto", "start", "flush", "memory", "off", "run", "init", "walrus", "full", "nothing", "17p", "65536",
            "0x40",
        ];
        let more = [
            "env,memory",
            "env.log=pure",
            "env.log=wrong",
            "a=b",
            "run-steps=7",
            "esm",
            "nobody",
            "all",
            "lazy",
            "keep",
            "export",
        ];
        let command = FixArgs::augment_args(Command::new("test"));
        let names: Vec<&str> =
            command.get_arguments().filter_map(|it| it.get_long()).filter(|it| *it != "check").collect();
        let missing: Vec<&&str> = names.iter().filter(|name| !Options::names().any(|it| it == **name)).collect();
        assert!(missing.is_empty(), "{missing:?}");
        assert_eq!(Options::names().count(), names.len());
        for name in names {
            let with = values.iter().chain(&more).map(|value| format!("--{name}={value}"));
            let mut taken = 0;
            for option in with.chain([format!("--{name}")]) {
                let (one, other) = (by_clap(&option), by_name(&option));
                taken += u32::from(one.is_ok());
                assert_eq!(one.as_ref().ok(), other.as_ref().ok(), "{option}: {one:?}, {other:?}");
            }
            assert!(taken > 0, "{name} takes one of these");
        }
    }

    #[test]
    fn options_that_exclude_each_other_do_so_for_programs() {
        let command = FixArgs::augment_args(Command::new("test"));
        for (one, other) in
            [("import-memory", "define-memory"), ("export-dtors", "no-export-dtors"), ("max-memory", "no-max-memory")]
        {
            let value = |name| {
                if name == "max-memory" {
                    "=17p"
                } else if name == "export-dtors" {
                    "=a"
                } else {
                    ""
                }
            };
            let line = ["test".to_owned(), format!("--{one}{}", value(one)), format!("--{other}{}", value(other))];
            assert!(command.clone().try_get_matches_from(line).is_err(), "{one} and {other}");
            let named = |name| (name, value(name).strip_prefix('='));
            let error = Options::named([named(one), named(other)]).map_err(|error| error.message().to_owned());
            assert_eq!(error, Err(format!("--{one} and --{other} exclude each other")));
        }
        let twice = Options::named([("init", Some("start")), ("init", Some("lazy"))])
            .map_err(|error| error.message().to_owned());
        assert_eq!(twice, Err("--init is given twice".to_owned()));
        let unknown = Options::named([("initt", Some("start"))]).map_err(|error| error.message().to_owned());
        assert_eq!(unknown, Err("no option is called `initt`; did you mean --init?".to_owned()));
    }
}
