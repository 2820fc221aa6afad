//! `wasm-initfix hosts`: whose rules are known.

use std::process::ExitCode;

use clap::Args;

use super::io;
use super::parse;
use super::screen;
use super::words::Report;
use crate::hosts::HOSTS;
use crate::hosts::Host;
use crate::report::rules;

#[derive(Args)]
pub(super) struct HostsArgs {
    /// Only these [default: all]
    #[arg(value_name = "NAME", value_parser = parse::HostParser, hide_possible_values = true)]
    names: Vec<&'static Host>,

    /// Print JSON, for programs
    #[arg(long, value_enum, value_name = "FORMAT")]
    report: Option<Report>,
}

/// Runs the command; the error is the line that follows `wasm-initfix: error: `.
pub(super) fn run(args: &HostsArgs) -> Result<ExitCode, String> {
    let hosts = if args.names.is_empty() { HOSTS.iter().collect() } else { args.names.clone() };
    let hosts = hosts.into_iter();
    match args.report {
        Some(Report::Json) => io::print_json(&hosts.map(rules::report).collect::<Vec<_>>())?,
        None => {
            let look = screen::of_output(false);
            screen::print(&hosts.map(|host| rules::text(host, look)).collect::<Vec<_>>().join("\n"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
