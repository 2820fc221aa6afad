//! The answer "the start section": the host does nothing.

use super::answer::Answer;
use super::answer::Question;
use super::available;
use super::fix::InitTarget;
use super::fix::Source;
use super::proof;
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
        (Some(first), _) => Err(proof::why_first(first)),
        _ if let Some(why) = question.comes_too_early() => Err(why),
        (None, Some(host)) => for_host(question, host),
        (None, None) => by_policy(question),
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
        Some(why) => Err(why),
        None => Ok("the start section names it by another index".to_owned()),
    };
    Some(Answer { target: InitTarget::Start { after: None, drop_exports: false }, is_right })
}

fn for_host(question: &Question, host: &Host) -> Result<String, String> {
    let Question { facts, memory, .. } = question;
    if let Some(name) = question.source.names().first().copied().filter(|_| served::passes_guards(host, facts)) {
        return Err(format!("the program may find `{name}` by its own name, and run the constructors again"));
    }
    match (available::start_fault(host, facts, *memory), proof::exposed(facts, *memory)) {
        (Some(why), _) => Err(why),
        (None, Some(exposed)) if may_write_first(question, host) => Err(proof::why_exposed(exposed)),
        (None, _) => Ok(format!("{} has all that the constructors need when the start section runs", host.name)),
    }
}

/// Whether a program of the user's has the instance before the constructors run: it instantiates the module, or it imports
/// it, and nothing is called then.
fn may_write_first(question: &Question, host: &Host) -> bool {
    (host.embedded || host.calls.is_empty()) && !question.source.names().iter().any(|name| host.calls.contains(name))
}

/// Why the start section may run the initialiser, or why not.
pub(super) fn by_policy(question: &Question) -> Result<String, String> {
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
/// yet, or other exports. Why goes on from its name.
pub(super) fn failing_import<'q>(question: &'q Question) -> Option<(&'q ReachedImport, String)> {
    let called = question.facts.initialiser.iter().flat_map(|initialiser| initialiser.called());
    called.into_iter().find_map(|import| Some((import, why_failing(import, question.memory)?)))
}

fn why_failing(import: &ReachedImport, memory: Direction) -> Option<String> {
    match import.effect {
        Effect::Reenters => Some(proof::NEEDS_EXPORTS.to_owned()),
        Effect::NeedsMemory if memory == Direction::Exported => {
            Some(format!("which needs memory, but {}", proof::why_not_start(memory)))
        }
        Effect::NeedsMemory | Effect::Pure | Effect::Aborts | Effect::Unknown => None,
    }
}
