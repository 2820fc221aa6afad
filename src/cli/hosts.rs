//! `wasm-initfix hosts`: whose rules are known.

mod es_modules;

use std::borrow::Cow;
use std::process::ExitCode;

use clap::Args;
use serde_json::Value;
use serde_json::json;

use super::io;
use super::parse;
use super::words::Report;
use crate::hosts::Both;
use crate::hosts::Gives;
use crate::hosts::GivesFunctions;
use crate::hosts::HOSTS;
use crate::hosts::Host;
use crate::hosts::Quirk;
use crate::hosts::Wasi;
use crate::shown;

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
        Some(Report::Json) => io::print_json(&hosts.map(object).collect())?,
        None => io::print(&hosts.map(lines).collect::<Vec<_>>().join("\n"))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn lines(host: &Host) -> String {
    let seen = if host.seen { "seen by running it" } else { "read in its source" };
    let quirks: Vec<&str> = host.quirks.iter().copied().map(quirk).collect();
    let labelled = [
        ("calls", calls(host)),
        ("exports", exports(host)),
        ("imports", functions(host)),
        ("WASI", wasi(host).to_owned()),
        ("memory", memory(host)),
        ("both", both(host)),
        ("faults", quirks.join("; ")),
        ("source", format!("{} ({seen})", host.source)),
    ];
    let said = labelled.iter().filter(|(_, rule)| !rule.is_empty());
    let rules: String = said.map(|(label, rule)| format!("  {:<9}{rule}\n", format!("{label}:"))).collect();
    format!("{}: {}\n{rules}", host.name, host.title)
}

fn calls(host: &Host) -> String {
    match (host.calls.is_empty(), host.embedded) {
        (true, true) => "the start section; the program that instantiates a module calls the rest".to_owned(),
        (true, false) => "the start section, and no other initialiser".to_owned(),
        (false, _) => {
            let early = if host.imports_in_initialize { "" } else { "; imports of yours do not work in `_initialize`" };
            format!("the start section, then {}, as far as they are there{early}", listed(host.calls))
        }
    }
}

fn exports(host: &Host) -> String {
    let when = if host.exports_in_start {
        "imports reach them in the start section, too"
    } else {
        "there once the start section has run"
    };
    format!("{when}{}", es_modules::exports(host.exports))
}

fn functions(host: &Host) -> String {
    match host.functions {
        GivesFunctions::Program => "the program gives functions that a module imports".to_owned(),
        GivesFunctions::Modules => "functions come from other modules".to_owned(),
        GivesFunctions::EsModules(specifiers) => es_modules::imports(&specifiers),
        GivesFunctions::Host([]) => "by itself, it gives no functions but WASI's".to_owned(),
        GivesFunctions::Host(modules) => {
            format!("by itself, it gives functions of {} alone, and WASI's if it has that", listed(modules))
        }
    }
}

/// Names in a row.
fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn wasi(host: &Host) -> &'static str {
    match host.wasi {
        Wasi::None => "none",
        Wasi::AfterStart { wants_export: true } => "fails in the start section; wants the memory exported",
        Wasi::AfterStart { wants_export: false } => "fails in the start section",
        Wasi::Always { wants_export: true } => "works in the start section, too; wants the memory exported",
        Wasi::Always { wants_export: false } => "works in the start section, too",
    }
}

fn memory(host: &Host) -> String {
    let export = if host.demands_export { "; a module that exports none as `memory` is refused" } else { "" };
    format!("{}{export}", gives(host))
}

fn gives(host: &Host) -> Cow<'static, str> {
    Cow::Borrowed(match host.gives {
        Gives::User => "the program gives it to a module that imports it",
        Gives::Host => "given to a module that imports it",
        Gives::HostUnlessExported => "given to a module that imports it and does not export it",
        Gives::Env => "given to a module that imports it as `env.memory`",
        Gives::Demands { pages } => {
            return format!(
                "given as `env.memory`, {}; a module with a memory of its own does not work",
                shown::pages(pages)
            )
            .into();
        }
        Gives::Nothing => "not given to a module that imports it",
    })
}

fn both(host: &Host) -> String {
    let both = match host.both {
        Both::Runs => "a module that exports `_initialize` and `_start` is run",
        Both::Refused => "a module that exports `_initialize` and `_start` is refused",
    };
    let alone = host.refuses.iter().map(|name| format!(", and so is one that exports `{name}` alone"));
    std::iter::once(both.to_owned()).chain(alone).collect()
}

fn quirk(quirk: Quirk) -> &'static str {
    match quirk {
        Quirk::SkipsStartZero => "a start section that names function 0 is not run",
        Quirk::UsesLastCall => "it makes an instance for each of these calls, and uses the last",
        Quirk::FindsOwnNames => "a function is found by its own name before it is by its export's",
    }
}

fn object(host: &Host) -> Value {
    json!({
        "name": host.name,
        "title": host.title,
        "calls": host.calls,
        "embedded": host.embedded,
        "exports_in_start": host.exports_in_start,
        "exports": exports(host),
        "imports_in_initialize": host.imports_in_initialize,
        "imports": functions(host),
        "wasi": wasi(host),
        "memory": memory(host),
        "both": both(host),
        "refuses": host.refuses,
        "faults": host.quirks.iter().copied().map(quirk).collect::<Vec<_>>(),
        "source": host.source,
        "seen": host.seen,
    })
}
