//! What a host makes of a module: as it is, or as a fix leaves it.

use super::available::SKIPS_ZERO;
use super::available::fails;
use super::available::is_certainly_early;
use super::available::skips;
use super::available::start_fault;
use super::fix::InitFix;
use super::fix::InitTarget;
use super::fix::Source;
use super::memory;
use crate::hosts::Both;
use crate::hosts::CALL_CTORS;
use crate::hosts::Host;
use crate::hosts::Quirk;
use crate::hosts::START;
use crate::inspect::Convention;
use crate::inspect::Direction;
use crate::inspect::Exported;
use crate::inspect::Facts;
use crate::inspect::Others;
use crate::inspect::Start;
use crate::inspect::StartKind;

/// How a host comes to run a module that is initialised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Served {
    /// The host need not do anything: why.
    Works(String),
    /// The host calls this export.
    HostCalls(String),
    /// The user's program has to call this export.
    ProgramCalls(String),
}

type Judged = Result<Served, String>;

pub(super) const PASSES_GUARDS: &str = "it may find functions by their own names, past what runs the constructors";

/// What a host makes of a module once this is done about its initialisation and its memory.
pub(super) fn after(host: &Host, facts: &Facts, fix: Option<&InitFix>, memory: &memory::Decided) -> Judged {
    if host.programs_only && !exports(facts, START) {
        return Err(format!("it runs programs, and this module exports no `{START}`"));
    }
    let init = match fix {
        None => init(host, facts, memory.direction()),
        Some(fix) => fixed(host, facts, fix, memory.direction()),
    };
    match (init, &memory.unmet) {
        (Ok(_), Some(why)) => Err(why.clone()),
        (init, _) => init,
    }
}

fn exports(facts: &Facts, name: &str) -> bool {
    facts.functions.iter().any(|function| function.name == name)
}

/// What a host makes of how a module is initialised as it is.
pub(super) fn init(host: &Host, facts: &Facts, memory: Direction) -> Judged {
    if facts.start.as_ref().is_some_and(|start| skips(host, start.function.func)) {
        return Err(SKIPS_ZERO.to_owned());
    }
    match &facts.convention {
        Convention::None | Convention::DtorsOnly => nothing(),
        Convention::Undecidable => Ok(Served::Works("nothing that is seen to have to be called".to_owned())),
        Convention::Start => match &facts.start {
            Some(start) => started(host, facts, start, memory),
            None => nothing(),
        },
        Convention::Reactor(it) | Convention::Ctors(it) | Convention::Named(it) | Convention::Lazy(it) if it.empty => {
            nothing()
        }
        Convention::Reactor(it) | Convention::Ctors(it) | Convention::Named(it) => called_first(host, facts, it),
        Convention::Lazy(it) => lazy(host, facts, &it.names()),
        // Under a name of its author's choice, which the program knows.
        Convention::ExportStart(it) => Ok(match host.called(&it.names()) {
            Some(name) => Served::HostCalls(name.to_owned()),
            None => Served::ProgramCalls(it.name.clone()),
        }),
        Convention::Wrapped(_) if passes_guards(host, facts) => Err(PASSES_GUARDS.to_owned()),
        Convention::Wrapped(_) => Err("the constructors run on every call".to_owned()),
        Convention::Command { wrapped } => command(host, *wrapped),
        Convention::Dylink => with_loader(host, "a dynamic linker"),
        Convention::Bindgen => with_loader(host, "the JS that wasm-bindgen generates"),
        Convention::Emscripten => with_loader(host, "the JS that Emscripten generates"),
        Convention::Faulty if host.both == Both::Refused => Err(format!("it refuses a module that {}", facts.evidence)),
        Convention::Faulty => Err(format!("the module {}: link it again", facts.evidence)),
    }
}

fn nothing() -> Judged {
    Ok(Served::Works("there is nothing to initialise".to_owned()))
}

/// An initialiser that has to be called before any other export.
fn called_first(host: &Host, facts: &Facts, exported: &Exported) -> Judged {
    let names = exported.names();
    let is_rival_called = host.called(&[CALL_CTORS]).is_some() && host.called(&names).is_none();
    if exported.others == Some(Others::Ctors) && is_rival_called {
        return Err(format!(
            "it calls `{CALL_CTORS}`, and whether that runs the same constructors as `{}` cannot be seen",
            exported.name
        ));
    }
    self::exported(host, facts, &names)
}

/// What a host makes of how a fix leaves a module initialised.
pub(super) fn fixed(host: &Host, facts: &Facts, fix: &InitFix, memory: Direction) -> Judged {
    let names = |name| {
        let own = fix.source.names().into_iter().filter(|own| *own != name);
        std::iter::once(name).chain(own).collect::<Vec<&str>>()
    };
    let keeps_start = !matches!(fix.source, Source::Started(_));
    let skipped = facts.start.as_ref().is_some_and(|start| keeps_start && skips(host, start.function.func));
    match &fix.target {
        InitTarget::Start { .. } => match certain_fault(host, facts, fix, memory) {
            Some(why) => Err(why),
            None => Ok(Served::Works("the start section runs it".to_owned())),
        },
        _ if skipped => Err(SKIPS_ZERO.to_owned()),
        InitTarget::Export { name } => exported(host, facts, &names(name)),
        InitTarget::Lazy { name, .. } => lazy(host, facts, &names(name)),
    }
}

/// Why a start section that a fix makes fails, if direct calls show that it does.
fn certain_fault(host: &Host, facts: &Facts, fix: &InitFix, memory: Direction) -> Option<String> {
    // Behind another start function, it is called by a function that is added.
    let is_alone = facts.start.is_none();
    if is_alone && skips(host, fix.source.func()) {
        return Some(SKIPS_ZERO.to_owned());
    }
    fails(host, facts, memory)
}

/// Modules that come with a loader of their own.
fn with_loader(host: &Host, loader: &str) -> Judged {
    match host.name {
        "js" => Ok(Served::Works(format!("{loader} initialises it"))),
        _ => Err(format!("it wants {loader}")),
    }
}

fn command(host: &Host, wrapped: bool) -> Judged {
    if wrapped && host.quirks.contains(&Quirk::FindsOwnNames) {
        return Err(format!("it finds `{START}` by its own name, past the wrapper that runs the constructors"));
    }
    if host.calls.contains(&START) {
        Ok(Served::HostCalls(START.to_owned()))
    } else if host.embedded {
        Ok(Served::ProgramCalls(START.to_owned()))
    } else {
        Err("it is a program, and this host runs libraries".to_owned())
    }
}

/// A start section that is there works, unless it is certain that it does not.
fn started(host: &Host, facts: &Facts, start: &Start, memory: Direction) -> Judged {
    if start.kind == StartKind::MemoryInit {
        return Ok(Served::Works("the start section prepares memory".to_owned()));
    }
    if let Some(name) = host.called(&start.exports.iter().map(String::as_str).collect::<Vec<_>>()) {
        return Err(format!("it calls `{name}` as well, and that runs the constructors again"));
    }
    if let Some(why) = fails(host, facts, memory) {
        return Err(why);
    }
    Ok(Served::Works(match start_fault(host, facts, memory) {
        Some(_) => "the start section runs it, unless it calls what works only later".to_owned(),
        None => "the start section runs it".to_owned(),
    }))
}

/// An init function under these names.
pub(super) fn exported(host: &Host, facts: &Facts, names: &[&str]) -> Judged {
    if let Some(name) = host.called(names) {
        return match is_certainly_early(host, facts, name) {
            Some(why) => Err(why),
            None => Ok(Served::HostCalls(name.to_owned())),
        };
    }
    match names.first() {
        Some(name) if host.embedded => Ok(Served::ProgramCalls((*name).to_owned())),
        _ => Err("it calls no such function".to_owned()),
    }
}

/// An init function under these names, and exports that make sure that it has run.
fn lazy(host: &Host, facts: &Facts, names: &[&str]) -> Judged {
    match host.called(names) {
        _ if passes_guards(host, facts) => exported(host, facts, names),
        Some(name) if let Some(why) = is_certainly_early(host, facts, name) => Err(why),
        _ => Ok(Served::Works("the first call initialises it".to_owned())),
    }
}

/// Why a host would not find a new init function of this name.
pub(super) fn is_hidden(host: &Host, facts: &Facts, name: &str) -> Option<String> {
    let hidden = host.quirks.contains(&Quirk::FindsOwnNames) && facts.own_names.contains(&name);
    hidden.then(|| format!("it finds the function whose own name is `{name}` first"))
}

/// Whether a guard in an export may be passed by.
pub(super) fn passes_guards(host: &Host, facts: &Facts) -> bool {
    facts.names && host.quirks.contains(&Quirk::FindsOwnNames)
}
