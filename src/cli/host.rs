//! Options of the commands that run modules.

use std::time::Duration;

use clap::Args;

use super::headings;
use super::options::LimitArgs;
use super::parse;
use super::words::Report;
use crate::aot::AfterCall;
use crate::aot::Assumption;
use crate::aot::Limits;
use crate::aot::RunOptions;
use crate::hosts::Host;
use crate::hosts::JS;
use crate::options::values;

/// What the host does and sees, and when it gives up.
#[derive(Args)]
pub(super) struct HostArgs {
    /// The host whose rules say which memory an import can reach, and when; `wasm-initfix hosts` lists them [default: js]
    #[arg(long, value_name = "NAME", value_parser = parse::HostParser, hide_possible_values = true)]
    pub(super) host: Option<&'static Host>,

    /// The result of an imported function, or the value of an imported global [default: 0]
    #[arg(long = "import", value_name = "MODULE.NAME=NUMBER", value_parser = parse::import_value)]
    imports: Vec<(String, String)>,

    /// What an imported function does with the module, where its name and type do not tell: pure (nothing), memory (reads
    /// or writes it) or reenters (calls back). A `*` in the name stands for any characters
    #[arg(long, value_name = "MODULE.NAME=WHAT", value_parser = values::assumption, help_heading = headings::PROOF)]
    assume: Vec<(String, Assumption)>,

    /// The functions that all exports call first and last run the constructors and destructors, where that cannot be seen: lld linked
    /// the module as a command
    #[arg(long, help_heading = headings::PROOF, hide_short_help = true)]
    assume_wrapped: bool,

    /// The export that is the initialiser, where that cannot be seen
    #[arg(long, value_name = "NAME", help_heading = headings::PROOF)]
    init_export: Option<String>,

    /// How long a start section, an init function or an export may run
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = parse::seconds, help_heading = headings::PROOF)]
    max_time: Duration,

    /// How long all of it may take: reading, compiling, every run, and comparing
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = parse::seconds, help_heading = headings::PROOF)]
    deadline: Duration,

    /// How much memory an instance may have
    #[arg(long, value_name = "MIB", default_value_t = 1024, help_heading = headings::PROOF)]
    max_memory: u32,

    /// How many imports an instance may call
    #[arg(long, value_name = "CALLS", default_value_t = 100_000, help_heading = headings::PROOF)]
    max_calls: usize,

    #[command(flatten)]
    limits: LimitArgs,

    /// Print what happened as JSON, for programs
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = headings::REPORTS)]
    pub report: Option<Report>,

    /// Show all import calls and exports
    #[arg(short, long, help_heading = headings::REPORTS)]
    pub verbose: bool,
}

impl HostArgs {
    pub(super) fn options(&self) -> RunOptions {
        RunOptions {
            host: self.host.unwrap_or(JS),
            imports: self.imports.clone(),
            assume: self.assume.clone(),
            assume_wrapped: self.assume_wrapped,
            init_export: self.init_export.clone(),
            invoke: Vec::new(),
            after_call: AfterCall::default(),
            other_limits: false,
            limits: Limits {
                time: milliseconds(self.max_time),
                deadline: milliseconds(self.deadline),
                memory: u64::from(self.max_memory) << 20,
                calls: self.max_calls,
                ..Limits::default()
            },
            bounds: self.limits.bounds(),
        }
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
