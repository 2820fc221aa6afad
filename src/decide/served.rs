//! What a host makes of a module: as it is, or as a fix leaves it.

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
use super::misfit::CallFault;
use super::misfit::EarlyImport;
use super::misfit::Misfit;
use super::misfit::Ready;
use super::misfit::Reruns;
use super::misfit::Unwelcome;
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
#[non_exhaustive]
pub enum Served {
    /// The host need not do anything: why.
    Ready(Ready),
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

type Judged = Result<Served, Misfit>;

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
fn misses_first(host: &Host, facts: &Facts, served: &Served) -> Option<Misfit> {
    if facts.loader().is_some() {
        return None;
    }
    // One that knows tasks knows all that they need.
    let knows_tasks = host.calls.iter().any(|name| is_called_first(name));
    let is_missed = |first: &&First| match first.each {
        Each::Instance => true,
        Each::Task => !knows_tasks,
        Each::Thread => false,
    };
    let first = *facts.first.iter().find(is_missed)?;
    match served {
        Served::HostCalls { name, .. } => Some(Misfit::Call(CallFault::MissesFirst(name.clone(), first))),
        Served::Ready(_) | Served::ProgramCalls(_) if host.program.is_some() => None,
        Served::Ready(_) | Served::ProgramCalls(_) => Some(Misfit::Call(CallFault::Misses(first))),
    }
}

/// Why a host refuses a module for the names of its exports.
fn refuses(host: &Host, facts: &Facts, fix: Option<&InitFix>) -> Option<Misfit> {
    let added = match fix.map(|fix| &fix.target) {
        Some(InitTarget::Export { name } | InitTarget::Lazy { name: Some(name), .. }) => name.as_str(),
        _ => "",
    };
    let removed = fix.filter(|fix| fix.target.drops_exports()).map_or_else(Vec::new, |fix| fix.source.names());
    let has =
        |name: &str| name == added || facts.exports.iter().any(|export| export == name) && !removed.contains(&name);
    if host.programs_only && !facts.functions.iter().any(|function| function.name == START) {
        return Some(Misfit::Kind(Unwelcome::NoProgram));
    }
    // Whatever a fix does about its constructors.
    if let Some(loader) = facts.loader().filter(|_| fix.is_some() && !host.runs_loaders) {
        return Some(wants(loader.name));
    }
    if let Some(name) = host.refuses.iter().find(|name| has(name)) {
        return Some(Misfit::Kind(Unwelcome::ExportRefused((*name).to_owned())));
    }
    let both = host.both == Both::Refused && has(START) && has(INITIALIZE);
    both.then_some(Misfit::Kind(Unwelcome::BothRefused))
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
        Convention::Itself(_) => Ok(Served::Ready(Ready::ByFirstCall)),
        Convention::Undecidable if let Evidence::Wrapping(Wrapping::NamedAndStarted(_)) = &facts.evidence => {
            Err(Misfit::Reruns(Reruns::StartAndEveryCall))
        }
        Convention::Undecidable => match facts.loader() {
            Some(loader) if !host.runs_loaders => Err(wants(loader.name)),
            _ => nothing_seen(),
        },
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
        Convention::ExportStart(it) => exported(host, facts, &it.names()).map_err(|why| match host.program.is_some() {
            true => why,
            false => Misfit::Call(CallFault::MayWant(it.name.clone())),
        }),
        Convention::Wrapped(Wrapped { bindgen: Some(_), .. }) if !host.runs_loaders => {
            with_loader(host, facts.loader().map_or("its JS", |loader| loader.name))
        }
        Convention::Wrapped(_) if passes_guards(host, facts) => Err(Misfit::Reruns(Reruns::PastGuards)),
        Convention::Wrapped(wrapped) if is_mixed(wrapped) => Err(Misfit::Reruns(Reruns::EveryCallMixed)),
        Convention::Wrapped(_) => Err(Misfit::Reruns(Reruns::EveryCall)),
        Convention::Command(program) => command(host, facts, program, memory),
        Convention::Loaded(loader) => with_loader(host, loader.name),
        Convention::Faulty if host.both == Both::Refused => {
            Err(Misfit::Kind(Unwelcome::FaultRefused(Box::new(facts.evidence.clone()))))
        }
        Convention::Faulty => Err(Misfit::Kind(Unwelcome::FaultEverywhere(Box::new(facts.evidence.clone())))),
    }
}

fn nothing_seen() -> Judged {
    Ok(Served::Ready(Ready::NothingSeenToCall))
}

fn nothing() -> Judged {
    Ok(Served::Ready(Ready::NothingToCall))
}

/// An initialiser that has to be called before any other export.
fn called_first(host: &Host, facts: &Facts, exported: &Exported, memory: Direction) -> Judged {
    let names = exported.names();
    match &exported.others {
        Some(Others::Start) => run_by_start(host, facts, &names, memory),
        Some(Others::Merged(other)) => Err(Misfit::Call(match called(host, facts, &names) {
            Some(name) => CallFault::MergedMissed(name.to_owned(), other.clone()),
            None => CallFault::MergedBothMissed(exported.name.clone(), other.clone()),
        })),
        Some(Others::Wrapped(export)) => Err(Misfit::Reruns(Reruns::EveryCallOf(export.clone()))),
        Some(Others::Caller(caller)) if runs_ctors_once(caller.name.as_deref()) => match called(host, facts, &names) {
            Some(name) => Err(Misfit::Reruns(Reruns::CallsBesideOnce(name.to_owned(), Box::new(caller.clone())))),
            None => Ok(Served::Ready(Ready::ByFirstCall)),
        },
        Some(Others::Ctors)
            if called(host, facts, &names).is_none() && called(host, facts, &[CALL_CTORS]).is_some() =>
        {
            Err(Misfit::Call(CallFault::CtorsInstead(exported.name.clone())))
        }
        _ => self::exported(host, facts, &names),
    }
}

/// Constructors that the start section runs, and these exports would run again.
fn run_by_start(host: &Host, facts: &Facts, names: &[&str], memory: Direction) -> Judged {
    if let Some(name) = called(host, facts, names) {
        return Err(Misfit::Reruns(Reruns::CallsBesideStart(name.to_owned())));
    }
    if let Some(why) = fails(host, facts, memory) {
        return Err(Misfit::Early(why));
    }
    Ok(Served::Ready(match start_fault(host, facts, memory) {
        Some(_) => Ready::ByStartUnlessEarly,
        None => Ready::ByStart,
    }))
}

/// Another `_initialize`, which makes sure that the initialiser has run, like every export, unless it is empty.
fn guarded_initialize(facts: &Facts) -> Vec<&'static str> {
    let is_empty = facts.emptied.iter().any(|name| name == INITIALIZE);
    if exports(facts, INITIALIZE) && !is_empty { vec![INITIALIZE] } else { Vec::new() }
}

/// What a host makes of how a fix leaves a module initialised.
pub(super) fn fixed(host: &Host, facts: &Facts, fix: &InitFix, memory: Direction) -> Judged {
    let kept = facts.start.as_ref().filter(|_| !matches!(fix.source, Source::Started(_)));
    match &fix.target {
        InitTarget::Start { .. } => match certain_fault(host, facts, fix, memory) {
            Some(why) => Err(why),
            // `_start` still has to run `main`.
            None if matches!(fix.source, Source::Program(_)) => runs_program(host),
            None => Ok(Served::Ready(Ready::ByStart)),
        },
        _ if let Some(why) = kept.and_then(|start| unrunnable(host, start)) => Err(why),
        InitTarget::Export { name } | InitTarget::Lazy { name: Some(name), .. }
            if let Some(why) = is_hidden(host, facts, name) =>
        {
            Err(why)
        }
        InitTarget::Export { .. } => exported(host, facts, &fix.runs_by()),
        InitTarget::Lazy { guarded, .. } => {
            let guarded: Vec<&str> = guarded.iter().map(String::as_str).collect();
            lazy(host, facts, &fix.runs_by(), &guarded)
        }
    }
}

/// Why a host does not run a start section, whatever it calls.
fn unrunnable(host: &Host, start: &Start) -> Option<Misfit> {
    let skipped = skips(host, start.function.func).then_some(EarlyImport::SkipsZero);
    skipped.or_else(|| is_early_import(host, start)).map(Misfit::Early)
}

/// Why a start section that a fix makes fails, if direct calls show that it does.
fn certain_fault(host: &Host, facts: &Facts, fix: &InitFix, memory: Direction) -> Option<Misfit> {
    // Behind another start function, it is called by a function that is added.
    let is_alone = facts.start.is_none();
    if is_alone && skips(host, fix.source.func()) {
        return Some(Misfit::Early(EarlyImport::SkipsZero));
    }
    // What ran before runs still, first.
    let early = facts.start.as_ref().and_then(|start| is_early_import(host, start));
    early.or_else(|| fails(host, facts, memory)).map(Misfit::Early)
}

/// Modules that come with a loader of their own.
fn with_loader(host: &Host, loader: &'static str) -> Judged {
    if host.runs_loaders { Ok(Served::Ready(Ready::ByLoader(loader))) } else { Err(wants(loader)) }
}

fn wants(loader: &'static str) -> Misfit {
    Misfit::Kind(Unwelcome::WantsLoader(loader))
}

fn command(host: &Host, facts: &Facts, program: &Program, memory: Direction) -> Judged {
    if facts.start.as_ref().is_some_and(|start| start.exports.iter().any(|name| name == START)) {
        return run_by_start(host, facts, &[START], memory);
    }
    if finds_another(host, facts, START) {
        return Err(Misfit::Call(CallFault::PastWrapper));
    }
    if let Some(name) = called(host, facts, &[CALL_CTORS]).filter(|name| exports(facts, name)) {
        return Err(Misfit::Reruns(Reruns::CallsBesideProgram(name.to_owned())));
    }
    if program.is_guarded() && !passes_guards(host, facts) && !host.calls.contains(&START) {
        return Ok(Served::Ready(Ready::ByFirstCall));
    }
    runs_program(host)
}

/// Whether a host calls `_start`, or a program that uses it can.
fn runs_program(host: &Host) -> Judged {
    if host.calls.contains(&START) {
        Ok(Served::HostCalls { name: START.to_owned(), may_fail: false })
    } else if host.program.is_some() {
        Ok(Served::ProgramCalls(START.to_owned()))
    } else {
        Err(Misfit::Kind(Unwelcome::NoLibrary))
    }
}

fn exports(facts: &Facts, name: &str) -> bool {
    facts.functions.iter().any(|function| function.name == name)
}

/// A start section that is there works, unless it is certain that it does not.
fn started(host: &Host, facts: &Facts, start: &Start, memory: Direction) -> Judged {
    if start.kind == StartKind::MemoryInit {
        return Ok(Served::Ready(Ready::MemoryPrepared));
    }
    let names: Vec<&str> = start.exports.iter().map(String::as_str).collect();
    run_by_start(host, facts, &names, memory)
}

/// An init function under these names.
pub(super) fn exported(host: &Host, facts: &Facts, names: &[&str]) -> Judged {
    if let Some(why) = is_early(host, facts, names) {
        return Err(Misfit::Early(why));
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
        (Some(name), _) if host.program.is_some() => Ok(Served::ProgramCalls((*name).to_owned())),
        (None, Some(name)) if host.program.is_some() => Err(finds_first(name)),
        (_, Some(name)) => Err(Misfit::Call(CallFault::NotCalled((*name).to_owned()))),
        _ => Err(Misfit::Call(CallFault::NoneCalled)),
    }
}

/// An init function under these names, and others that make sure that it has run.
fn lazy(host: &Host, facts: &Facts, names: &[&str], guarded: &[&str]) -> Judged {
    if passes_guards(host, facts) {
        return exported(host, facts, names);
    }
    let names: Vec<&str> = names.iter().chain(guarded).copied().collect();
    match is_early(host, facts, &names) {
        Some(why) => Err(Misfit::Early(why)),
        None if may_be_early(host, facts, &names).is_some() => exported(host, facts, &names),
        None => Ok(Served::Ready(Ready::ByFirstCall)),
    }
}

/// Why a host would not find a new init function of this name.
pub(super) fn is_hidden(host: &Host, facts: &Facts, name: &str) -> Option<Misfit> {
    let hidden = host.quirks.contains(&Quirk::FindsOwnNames) && facts.own_names.contains(&name);
    hidden.then(|| finds_first(name))
}

fn finds_first(name: &str) -> Misfit {
    Misfit::Call(CallFault::OwnNameFirst(name.to_owned()))
}

/// Whether a guard in an export may be passed by.
pub(super) fn passes_guards(host: &Host, facts: &Facts) -> bool {
    facts.names && host.quirks.contains(&Quirk::FindsOwnNames)
}
