//! What a host makes of a module: as it is, or as a fix leaves it.

use super::available::SKIPS_ZERO;
use super::available::fails;
use super::available::is_early;
use super::available::is_early_import;
use super::available::may_be_early;
use super::available::skips;
use super::available::start_fault;
use super::fix::InitFix;
use super::fix::InitTarget;
use super::fix::Source;
use super::memory;
use super::source::is_mixed;
use crate::hosts::Both;
use crate::hosts::CALL_CTORS;
use crate::hosts::Host;
use crate::hosts::INITIALIZE;
use crate::hosts::Quirk;
use crate::hosts::START;
use crate::inspect::Convention;
use crate::inspect::Direction;
use crate::inspect::Each;
use crate::inspect::Evidence;
use crate::inspect::Exported;
use crate::inspect::ExportedFunction;
use crate::inspect::Facts;
use crate::inspect::First;
use crate::inspect::Others;
use crate::inspect::Program;
use crate::inspect::Start;
use crate::inspect::StartKind;
use crate::inspect::Wrapped;
use crate::inspect::Wrapping;
use crate::inspect::first::is_called_first;
use crate::inspect::itself::runs_ctors_once;

/// How a host comes to run a module that is initialised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Served {
    /// The host need not do anything: why.
    Works(String),
    /// The host calls this export.
    HostCalls {
        /// Its name.
        name: String,
        /// Whether it may call, for all that is known, an import that works only later.
        may_fail: bool,
    },
    /// The user's program has to call this export.
    ProgramCalls(String),
}

type Judged = Result<Served, String>;

pub(super) const PASSES_GUARDS: &str =
    "it finds functions by their own names first, past the wrappers that run the constructors";

/// What a host makes of a module once this is done about its initialisation and its memory.
pub(super) fn after(host: &Host, facts: &Facts, fix: Option<&InitFix>, memory: &memory::Decided) -> Judged {
    if let Some(why) = refuses(host, facts, fix) {
        return Err(why);
    }
    let init = match fix {
        None => init(host, facts, memory.direction()),
        Some(fix) => fixed(host, facts, fix, memory.direction()),
    };
    match (init, &memory.unmet) {
        (Ok(_), Some(why)) => Err(why.clone()),
        (Ok(served), None) => misses_first(host, facts, &served).map_or(Ok(served), Err),
        (init, _) => init,
    }
}

/// Why a host does not call what has to be called before anything else, if something has to.
fn misses_first(host: &Host, facts: &Facts, served: &Served) -> Option<String> {
    let is_loaded = matches!(facts.convention, Convention::Loaded(_));
    if is_loaded || host.calls.iter().any(|name| is_called_first(name)) {
        return None;
    }
    let is_task = |first: &&First| first.each == Each::Task;
    match served {
        Served::HostCalls { name, .. } => {
            let first = facts.first.iter().find(|first| first.each != Each::Thread)?;
            Some(format!("it calls `{name}`, and not `{}`, which has to be called before", first.name))
        }
        Served::Works(_) | Served::ProgramCalls(_) if host.embedded => None,
        Served::Works(_) | Served::ProgramCalls(_) => {
            let first = facts.first.iter().find(is_task)?;
            Some(format!("it does not call `{}`, which has to be called before anything else in a task", first.name))
        }
    }
}

/// Why a host refuses a module for the names of its exports.
fn refuses(host: &Host, facts: &Facts, fix: Option<&InitFix>) -> Option<String> {
    let added = match fix.map(|fix| &fix.target) {
        Some(InitTarget::Export { name } | InitTarget::Lazy { name: Some(name), .. }) => name.as_str(),
        _ => "",
    };
    let removed = fix.filter(|fix| fix.target.drops_exports()).map_or_else(Vec::new, |fix| fix.source.names());
    let has =
        |name: &str| name == added || facts.exports.iter().any(|export| export == name) && !removed.contains(&name);
    if host.programs_only && !facts.functions.iter().any(|function| function.name == START) {
        return Some(format!("it runs programs, and this module exports no function `{START}`"));
    }
    // Whatever a fix does about its constructors.
    if let Some(loader) = facts.convention.loader().filter(|_| fix.is_some() && !host.runs_loaders) {
        return Some(wants(loader.name));
    }
    if let Some(name) = host.refuses.iter().find(|name| has(name)) {
        return Some(format!("it refuses a module that exports `{name}`"));
    }
    let both = host.both == Both::Refused && has(START) && has(INITIALIZE);
    both.then(|| {
        format!("it refuses a module that exports both `{START}` and `{INITIALIZE}`, which exclude each other")
    })
}

/// The export that a host calls, of an init function with these names.
fn called<'n>(host: &Host, facts: &Facts, names: &[&'n str]) -> Option<&'n str> {
    let own = |called: &&str| names.iter().copied().find(|name| name == called);
    if !host.quirks.contains(&Quirk::UsesLastCall) {
        return host.calls.iter().find_map(own);
    }
    let is_there = |name: &&&str| own(name).is_some() || facts.functions.iter().any(|it| it.name == ***name);
    host.calls.iter().rev().find(is_there).and_then(own)
}

/// Whether a host finds another function by a name than the export.
fn finds_another(host: &Host, facts: &Facts, name: &str) -> bool {
    let is_it = |function: &ExportedFunction| function.name == name && function.namesake.is_some();
    host.quirks.contains(&Quirk::FindsOwnNames) && facts.functions.iter().any(is_it)
}

/// What a host makes of how a module is initialised as it is.
pub(super) fn init(host: &Host, facts: &Facts, memory: Direction) -> Judged {
    if let Some(why) = facts.start.as_ref().and_then(|start| unrunnable(host, start)) {
        return Err(why);
    }
    match &facts.convention {
        Convention::None | Convention::DtorsOnly if facts.evidence.is_hidden() => nothing_seen(),
        Convention::None | Convention::DtorsOnly => nothing(),
        Convention::Uncalled(_) => nothing_seen(),
        Convention::Itself(_) if passes_guards(host, facts) => nothing_seen(),
        Convention::Itself(_) => Ok(Served::Works("the first call initialises it".to_owned())),
        Convention::Undecidable if let Evidence::Wrapping(Wrapping::NamedAndStarted(_)) = &facts.evidence => {
            Err("the constructors run in the start section, and again on every call".to_owned())
        }
        Convention::Undecidable => nothing_seen(),
        Convention::Start => match &facts.start {
            Some(start) => started(host, facts, start, memory),
            None => nothing(),
        },
        Convention::Reactor(it) | Convention::Ctors(it) | Convention::Named(it) | Convention::Lazy(it) if it.empty => {
            nothing()
        }
        Convention::Reactor(it) | Convention::Ctors(it) | Convention::Named(it) => {
            called_first(host, facts, it, memory)
        }
        Convention::Lazy(it) => lazy(host, facts, &it.names(), &guarded_initialize(facts)),
        // Under a name of its author's choice, which the program knows.
        Convention::ExportStart(it) => exported(host, facts, &it.names()).map_err(|why| match host.embedded {
            true => why,
            false => format!(
                "it does not call `{0}`, which may have to be called first: if so, say --init-export={0}",
                it.name
            ),
        }),
        Convention::Wrapped(Wrapped { bindgen: Some(_), .. }) if !host.runs_loaders => {
            with_loader(host, facts.convention.loader().map_or("its JS", |loader| loader.name))
        }
        Convention::Wrapped(_) if passes_guards(host, facts) => Err(PASSES_GUARDS.to_owned()),
        Convention::Wrapped(wrapped) if is_mixed(wrapped) => Err(
            "the constructors run on every call; --after-call=nothing mends that, and output waits for the destructors"
                .to_owned(),
        ),
        Convention::Wrapped(_) => Err("the constructors run on every call".to_owned()),
        Convention::Command(program) => command(host, facts, program, memory),
        Convention::Loaded(loader) => with_loader(host, loader.name),
        Convention::Faulty if host.both == Both::Refused => Err(format!("it refuses a module that {}", facts.evidence)),
        Convention::Faulty => Err(format!("the module {}: link it again", facts.evidence)),
    }
}

fn nothing_seen() -> Judged {
    Ok(Served::Works("nothing that is seen to have to be called".to_owned()))
}

fn nothing() -> Judged {
    Ok(Served::Works("there is nothing to initialise".to_owned()))
}

/// An initialiser that has to be called before any other export.
fn called_first(host: &Host, facts: &Facts, exported: &Exported, memory: Direction) -> Judged {
    let names = exported.names();
    match &exported.others {
        Some(Others::Start) => run_by_start(host, facts, &names, memory),
        Some(Others::Merged(other)) => Err(match called(host, facts, &names) {
            Some(name) => {
                format!("it calls `{name}`, and not `{other}`, which initialises what was merged into the module")
            }
            None => format!("`{}` and `{other}` both have to be called, since two modules were merged", exported.name),
        }),
        Some(Others::Wrapped(export)) => Err(format!("exports such as `{export}` run constructors on every call")),
        Some(Others::Caller(caller)) if runs_ctors_once(caller.name.as_deref()) => match called(host, facts, &names) {
            Some(name) => Err(format!("it calls `{name}`, and exports have {caller} run the constructors again")),
            None => Ok(Served::Works("the first call initialises it".to_owned())),
        },
        Some(Others::Ctors)
            if called(host, facts, &names).is_none() && called(host, facts, &[CALL_CTORS]).is_some() =>
        {
            Err(format!(
                "it calls `{CALL_CTORS}`, and whether that runs the same constructors as `{}` cannot be seen",
                exported.name
            ))
        }
        _ => self::exported(host, facts, &names),
    }
}

/// Constructors that the start section runs, and these exports would run again.
fn run_by_start(host: &Host, facts: &Facts, names: &[&str], memory: Direction) -> Judged {
    if let Some(name) = called(host, facts, names) {
        return Err(format!("it calls `{name}` as well, and that runs the constructors again"));
    }
    if let Some(why) = fails(host, facts, memory) {
        return Err(why);
    }
    Ok(Served::Works(match start_fault(host, facts, memory) {
        Some(_) => "the start section runs it; an import that it may call may work only later".to_owned(),
        None => "the start section runs it".to_owned(),
    }))
}

/// Another `_initialize`, which makes sure that the initialiser has run, like every export, unless it is empty.
fn guarded_initialize(facts: &Facts) -> Vec<&'static str> {
    let is_empty = facts.emptied.iter().any(|name| name == INITIALIZE);
    if exports(facts, INITIALIZE) && !is_empty { vec![INITIALIZE] } else { Vec::new() }
}

/// What a host makes of how a fix leaves a module initialised.
pub(super) fn fixed<'a>(host: &Host, facts: &Facts, fix: &'a InitFix, memory: Direction) -> Judged {
    let names = |name: Option<&'a str>| {
        let kept = if fix.target.drops_exports() { Vec::new() } else { fix.source.names() };
        let own = kept.into_iter().filter(|own| name != Some(*own));
        name.into_iter().chain(own).collect::<Vec<&str>>()
    };
    let kept = facts.start.as_ref().filter(|_| !matches!(fix.source, Source::Started(_)));
    match &fix.target {
        InitTarget::Start { .. } => match certain_fault(host, facts, fix, memory) {
            Some(why) => Err(why),
            None => Ok(Served::Works("the start section runs it".to_owned())),
        },
        _ if let Some(why) = kept.and_then(|start| unrunnable(host, start)) => Err(why),
        InitTarget::Export { name } | InitTarget::Lazy { name: Some(name), .. }
            if let Some(why) = is_hidden(host, facts, name) =>
        {
            Err(why)
        }
        InitTarget::Export { name } => exported(host, facts, &names(Some(name))),
        InitTarget::Lazy { name, guarded, .. } => {
            let guarded: Vec<&str> = guarded.iter().map(String::as_str).collect();
            lazy(host, facts, &names(name.as_deref()), &guarded)
        }
    }
}

/// Why a host does not run a start section, whatever it calls.
fn unrunnable(host: &Host, start: &Start) -> Option<String> {
    let skipped = skips(host, start.function.func).then(|| SKIPS_ZERO.to_owned());
    skipped.or_else(|| is_early_import(host, start))
}

/// Why a start section that a fix makes fails, if direct calls show that it does.
fn certain_fault(host: &Host, facts: &Facts, fix: &InitFix, memory: Direction) -> Option<String> {
    // Behind another start function, it is called by a function that is added.
    let is_alone = facts.start.is_none();
    if is_alone && skips(host, fix.source.func()) {
        return Some(SKIPS_ZERO.to_owned());
    }
    // What ran before runs still, first.
    let early = facts.start.as_ref().and_then(|start| is_early_import(host, start));
    early.or_else(|| fails(host, facts, memory))
}

/// Modules that come with a loader of their own.
fn with_loader(host: &Host, loader: &str) -> Judged {
    if host.runs_loaders { Ok(Served::Works(format!("{loader} initialises it"))) } else { Err(wants(loader)) }
}

fn wants(loader: &str) -> String {
    format!("it wants {loader}")
}

fn command(host: &Host, facts: &Facts, program: &Program, memory: Direction) -> Judged {
    if facts.start.as_ref().is_some_and(|start| start.exports.iter().any(|name| name == START)) {
        return run_by_start(host, facts, &[START], memory);
    }
    if finds_another(host, facts, START) {
        return Err(format!("it finds `{START}` by its own name, past the wrapper that runs the constructors"));
    }
    if let Some(name) = called(host, facts, &[CALL_CTORS]).filter(|name| exports(facts, name)) {
        return Err(format!("it calls `{name}`, and `{START}` runs the constructors again"));
    }
    if program.is_guarded() && !passes_guards(host, facts) && !host.calls.contains(&START) {
        return Ok(Served::Works("the first call initialises it".to_owned()));
    }
    if host.calls.contains(&START) {
        Ok(Served::HostCalls { name: START.to_owned(), may_fail: false })
    } else if host.embedded {
        Ok(Served::ProgramCalls(START.to_owned()))
    } else {
        Err("it is a program, and this host runs libraries".to_owned())
    }
}

fn exports(facts: &Facts, name: &str) -> bool {
    facts.functions.iter().any(|function| function.name == name)
}

/// A start section that is there works, unless it is certain that it does not.
fn started(host: &Host, facts: &Facts, start: &Start, memory: Direction) -> Judged {
    if start.kind == StartKind::MemoryInit {
        return Ok(Served::Works("the start section prepares memory".to_owned()));
    }
    let names: Vec<&str> = start.exports.iter().map(String::as_str).collect();
    run_by_start(host, facts, &names, memory)
}

/// An init function under these names.
pub(super) fn exported(host: &Host, facts: &Facts, names: &[&str]) -> Judged {
    if let Some(why) = is_early(host, facts, names) {
        return Err(why);
    }
    if let Some(name) = called(host, facts, names) {
        if finds_another(host, facts, name) {
            return Err(finds_first(name));
        }
        let may_fail = may_be_early(host, facts, names).is_some();
        return Ok(Served::HostCalls { name: name.to_owned(), may_fail });
    }
    let found = names.iter().find(|name| !finds_another(host, facts, name));
    match (found, names.first()) {
        (Some(name), _) if host.embedded => Ok(Served::ProgramCalls((*name).to_owned())),
        (None, Some(name)) if host.embedded => Err(finds_first(name)),
        (_, Some(name)) => Err(format!("it does not call `{name}`")),
        _ => Err("it calls no init function".to_owned()),
    }
}

/// An init function under these names, and others that make sure that it has run.
fn lazy(host: &Host, facts: &Facts, names: &[&str], guarded: &[&str]) -> Judged {
    if passes_guards(host, facts) {
        return exported(host, facts, names);
    }
    let names: Vec<&str> = names.iter().chain(guarded).copied().collect();
    match is_early(host, facts, &names) {
        Some(why) => Err(why),
        None if may_be_early(host, facts, &names).is_some() => exported(host, facts, &names),
        None => Ok(Served::Works("the first call initialises it".to_owned())),
    }
}

/// Why a host would not find a new init function of this name.
pub(super) fn is_hidden(host: &Host, facts: &Facts, name: &str) -> Option<String> {
    let hidden = host.quirks.contains(&Quirk::FindsOwnNames) && facts.own_names.contains(&name);
    hidden.then(|| finds_first(name))
}

fn finds_first(name: &str) -> String {
    format!("it finds the function whose own name is `{name}` first")
}

/// Whether a guard in an export may be passed by.
pub(super) fn passes_guards(host: &Host, facts: &Facts) -> bool {
    facts.names && host.quirks.contains(&Quirk::FindsOwnNames)
}
