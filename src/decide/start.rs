//! The answer "the start section": the host does nothing.

use super::answer::Answer;
use super::answer::Question;
use super::available;
use super::fix::InitTarget;
use super::fix::Source;
use super::misfit::Misfit;
use super::proof;
use super::reason::HostReason;
use super::reason::Lacks;
use super::reason::MayStart;
use super::reason::Reason;
use super::served;
use crate::hosts::Host;
use crate::inspect::Direction;
use crate::inspect::Effect;
use crate::inspect::ReachedImport;
use crate::options::Policy;

/// What there is to say of the start section. A start function that is there runs first: in the linker's order, memory is
/// prepared before constructors run.
pub(super) fn start(question: &Question) -> Answer {
    let target = InitTarget::Start {
        after: question.facts.start.as_ref().map(|start| start.function.func),
        drop_exports: question.options.drop_init_export,
    };
    let is_right = match (question.facts.first.first(), question.options.host) {
        (Some(first), _) => Err(Reason::Start(MayStart::CallFirst(*first))),
        _ if let Some(why) = question.comes_too_early() => Err(why),
        (None, Some(host)) => for_host(question, host),
        (None, None) => by_policy(question).map(Reason::Start).map_err(Reason::Start),
    };
    Answer { target, is_right }
}

/// What there is to say of the same start function under another index, for a host that skips it for the one that it has.
pub(super) fn again(question: &Question, host: &Host) -> Option<Answer> {
    let Source::Started(start) = &question.source else {
        return None;
    };
    if !available::skips(host, start.function.func) {
        return None;
    }
    let is_right = match available::lacks(host, question.facts, question.memory) {
        Some(why) => Err(Reason::Host(host.name, HostReason::Misfit(Misfit::Early(why)))),
        None => Ok(Reason::Host(host.name, HostReason::HostHasAll)),
    };
    Some(Answer { target: InitTarget::Start { after: None, drop_exports: false }, is_right })
}

fn for_host(question: &Question, host: &Host) -> Result<Reason, Reason> {
    let by_host = |why| Reason::Host(host.name, why);
    let Question { facts, memory, .. } = question;
    if let Some(name) = question.source.names().first().copied().filter(|_| served::passes_guards(host, facts)) {
        return Err(by_host(HostReason::MayFindOwnName(name.to_owned())));
    }
    match (available::start_fault(host, facts, *memory), proof::exposed(facts, *memory)) {
        (Some(why), _) => Err(by_host(HostReason::Misfit(Misfit::Early(why)))),
        (None, Some(exposed)) if may_write_first(question, host) => {
            Err(Reason::Start(MayStart::MayReadExposed(Box::new(exposed.clone()))))
        }
        (None, _) => Ok(by_host(HostReason::HostHasAll)),
    }
}

/// Whether a program of the user's has the instance before the constructors run: it instantiates the module, or it imports
/// it, and nothing is called then.
fn may_write_first(question: &Question, host: &Host) -> bool {
    (host.program.is_some() || host.calls.is_empty())
        && !question.source.names().iter().any(|name| host.calls.contains(name))
}

/// Why the start section may run the initialiser, or why not.
pub(super) fn by_policy(question: &Question) -> Result<MayStart, MayStart> {
    let Question { facts, memory, .. } = question;
    match question.options.policy {
        Policy::Reach => proof::may_start(facts, *memory),
        Policy::Memory if fits(question) => Ok(proof::why_start(*memory)),
        Policy::Memory => Err(proof::why_not_start(*memory)),
    }
}

/// Whether `--policy=memory` puts initialisers into the start section. Node's WASI learns of the memory only when
/// `initialize` is called, among the exports or (24.4 and later) through `finalizeBindings` (`lib/wasi.js`), so its
/// functions throw during start, also if the host owns the memory.
fn fits(question: &Question) -> bool {
    let wasi = question.facts.wasi;
    match question.memory {
        Direction::None | Direction::Private => true,
        Direction::Imported => !(wasi && reaches_wasi(question)),
        Direction::Both => !wasi,
        Direction::Exported => false,
    }
}

/// Whether the initialiser calls WASI, or could by an indirect call.
fn reaches_wasi(question: &Question) -> bool {
    let reach = question.reach();
    reach.indirect || reach.imports.iter().any(ReachedImport::is_wasi)
}

/// An import that is always called, or that a run called, and that is known, or assumed, to fail during start: it needs a memory that it cannot have
/// yet, or other exports.
pub(super) fn failing_import<'q>(question: &'q Question) -> Option<(&'q ReachedImport, Lacks)> {
    let called = question.facts.initialiser.iter().flat_map(|initialiser| initialiser.called());
    called.into_iter().find_map(|import| Some((import, why_failing(import, question.memory)?)))
}

fn why_failing(import: &ReachedImport, memory: Direction) -> Option<Lacks> {
    match import.effect {
        Effect::Reenters => Some(Lacks::Exports),
        Effect::NeedsMemory if memory == Direction::Exported => Some(Lacks::Memory),
        Effect::NeedsMemory | Effect::Pure | Effect::Aborts | Effect::Unknown => None,
    }
}
