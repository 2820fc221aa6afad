//! The rules of a host, for people and for programs.

mod es_modules;

use std::borrow::Cow;

use anstyle::Style;
#[cfg(feature = "schema")]
use schemars::JsonSchema;
use serde::Serialize;

use super::lines::Lines;
use super::lines::Title;
use super::look::Look;
use super::version::SchemaVersion;
use crate::hosts::Both;
use crate::hosts::Gives;
use crate::hosts::GivesFunctions;
use crate::hosts::Host;
use crate::hosts::Quirk;
use crate::hosts::Wasi;
use crate::shown;

/// Where texts begin.
const MARGIN: usize = 11;

/// The rules of a host, as `wasm-initfix hosts --report=json` prints them.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct HostReport {
    /// 1. It changes when a key is removed or gets another meaning, and not when a key is added.
    pub schema: SchemaVersion,
    /// Its name, as `--host` takes it.
    pub name: &'static str,
    /// What it is, and which version.
    pub title: &'static str,
    /// The exports that it calls on its own account after the start section, in order, as far as they are there.
    pub calls: &'static [&'static str],
    /// Whether a program of yours instantiates the module, and can call an init function.
    pub embedded: bool,
    /// Whether imports reach exports while the start section runs.
    pub exports_in_start: bool,
    /// When exports are there, and what they become, in words.
    pub exports: String,
    /// Whether imports of yours work while the start section runs, and while the host calls `_initialize`.
    pub imports_in_initialize: bool,
    /// Where functions come from that a module imports, in words.
    pub imports: String,
    /// Whether it has WASI, and when, in words.
    pub wasi: &'static str,
    /// Whether a module gets a memory that it imports, in words.
    pub memory: String,
    /// What it does with a module that exports `_initialize` and `_start`, in words.
    pub both: String,
    /// Which of `_initialize` and `_start` it refuses also where the other one is not there.
    pub refuses: &'static [&'static str],
    /// What it does otherwise than the specification says, in words.
    pub faults: Vec<&'static str>,
    /// Where the rules come from.
    pub source: &'static str,
    /// Whether the host was run to see them.
    pub seen: bool,
}

/// The rules of a host, for programs.
pub fn report(host: &Host) -> HostReport {
    HostReport {
        schema: SchemaVersion,
        name: host.name,
        title: host.title,
        calls: host.calls,
        embedded: host.program.is_some(),
        exports_in_start: host.exports_in_start,
        exports: exports(host),
        imports_in_initialize: host.imports_in_initialize,
        imports: functions(host),
        wasi: wasi(host),
        memory: memory(host),
        both: both(host),
        refuses: host.refuses,
        faults: host.quirks.iter().copied().map(quirk).collect(),
        source: host.source,
        seen: host.seen,
    }
}

/// The rules of a host, for people.
pub fn text(host: &Host, look: Look) -> String {
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
    let mut lines = Lines::new(MARGIN);
    for (label, rule) in labelled.iter().filter(|(_, rule)| !rule.is_empty()) {
        lines.text(label, rule, Style::new());
    }
    lines.shown(Some(Title { name: host.name, said: Some(("", Style::new(), host.title)) }), look)
}

fn calls(host: &Host) -> String {
    match (host.calls.is_empty(), host.program.is_some()) {
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
