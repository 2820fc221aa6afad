//! The order of preference for a host that is named: what it makes of the module as it is, if that needs nothing of the
//! user's program; else the first answer that is right for it.

use super::answer::Answer;
use super::answer::Question;
use super::assume;
use super::export;
use super::fix::Decided;
use super::fix::InitTarget;
use super::fix::Source;
use super::lazy;
use super::misfit::Misfit;
use super::misfit::Ready;
use super::note::Note;
use super::reason::HostReason;
use super::reason::Reason;
use super::reason::StartSection;
use super::reason::Stays;
use super::served;
use super::served::Served;
use super::start;
use super::warning::Warning;
use crate::hosts::Host;
use crate::hosts::INIT_NAMES;
use crate::hosts::INITIALIZE;
use crate::hosts::SPARE_NAME;
use crate::inspect::Convention;
use crate::inspect::Wrapped;

pub(super) fn auto(question: &Question, host: &Host) -> Decided {
    let as_it_is = served::init(host, question.facts, question.memory);
    let better = if as_it_is.is_ok() { Better::WithoutProgram } else { Better::Any };
    if let Some(reason) = stays(question, host, &as_it_is) {
        let mut decided = Decided::leave(reason);
        if matches!(as_it_is, Ok(Served::Ready(Ready::ByStartUnlessEarly))) {
            decided.reasons.notes.extend(assume::may_fail_in_start(question.facts).map(Note::Advice));
        }
        return decided;
    }
    let fault = as_it_is.err();
    let why = fault.as_ref().filter(|_| matches!(question.source, Source::Started(_)));
    let why = why.map(|why| Reason::Host(host.name, HostReason::StartNotRight(why.clone())));
    let Some(Answer { target, is_right: Ok(reason) }) = first_right(question, host, better) else {
        return Decided::leave(why.unwrap_or(Reason::Host(host.name, HostReason::NoChangeServes)));
    };
    // What the host does too early is the reason to keep it from that.
    let kept_from = fault.filter(|_| target.drops_exports() && !question.options.drop_init_export);
    let why = why.or_else(|| kept_from.map(|fault| Reason::Host(host.name, HostReason::KeptFrom(fault))));
    let mut decided = carry_out(question, target, why.unwrap_or(reason));
    decided.reasons.warnings.extend(name_refused(question, host));
    let after = decided.fix.as_ref().map(|fix| served::fixed(host, question.facts, fix, question.memory));
    match after {
        // Exports that rerun the constructors are better mended, whatever else is wrong.
        Some(Err(still)) if !matches!(question.source, Source::Wrapped(_)) => {
            Decided::leave(Reason::Host(host.name, HostReason::Misfit(still)))
        }
        _ => decided,
    }
}

/// Why nothing about initialisation changes, if that is so.
fn stays(question: &Question, host: &Host, as_it_is: &Result<Served, Misfit>) -> Option<Reason> {
    let by_host = |why| Some(Reason::Host(host.name, why));
    let is_started = matches!(question.source, Source::Started(_));
    match (as_it_is, &question.facts.convention) {
        _ if question.is_shared() => Some(Reason::Stays(Stays::Shared)),
        (Ok(_), _) if is_started => Some(Reason::Section(StartSection::SectionStays)),
        (Ok(Served::HostCalls { name, .. }), _) => by_host(HostReason::HostCalls(name.clone())),
        // It has a name of its author's choice, and may be any function that does a thing once: who calls it is not known.
        (_, Convention::ExportStart(it)) => by_host(HostReason::CallerRunsOnce(it.name.clone())),
        (_, Convention::Lazy(_)) => by_host(HostReason::FirstCallRuns),
        (Ok(Served::ProgramCalls(name)), _) if first_right(question, host, Better::WithoutProgram).is_none() => {
            by_host(HostReason::ProgramCalls(name.clone()))
        }
        _ => None,
    }
}

/// What an answer has to be to be worth a change.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Better {
    /// Right.
    Any,
    /// Right, and the user's program need not call anything, as it has to now.
    WithoutProgram,
}

/// The first answer that is right, in the order in which they are preferred. A start section that fails has been no proof
/// that the host calls something, so guards come first there.
fn first_right(question: &Question, host: &Host, better: Better) -> Option<Answer> {
    let start = || Some(start::start(question));
    let called = || export_as(question, host, |name| host.calls.contains(&name));
    let drop = question.options.drop_init_export;
    let bound = || right(lazy::lazy(question, None, drop).ok()??);
    let names_for_any = || names(question, host).into_iter().chain([SPARE_NAME]);
    let lazily = |drop| names_for_any().find_map(|name| right(lazy::lazy(question, Some(name), drop).ok()??));
    // A host that calls an init function too early is kept from it.
    let lazy = || lazily(drop).or_else(|| lazily(true));
    let by_program = || if better == Better::Any { export_as(question, host, |_| true) } else { None };
    match &question.source {
        Source::Started(it) if it.exports.iter().any(|name| host.calls.contains(&name.as_str())) => {
            called().or_else(lazy).or_else(by_program)
        }
        Source::Started(_) => start::again(question, host).and_then(right).or_else(lazy).or_else(by_program),
        // It is found only where the user asks for one answer.
        Source::Program(_) => None,
        Source::Wrapped(Wrapped { bindgen: Some(_), .. }) => start().and_then(right).or_else(bound),
        Source::Exported(_) | Source::Wrapped(_) => {
            start().and_then(right).or_else(called).or_else(lazy).or_else(by_program)
        }
    }
}

fn right(answer: Answer) -> Option<Answer> {
    answer.is_right.is_ok().then_some(answer)
}

/// An init function under the first name that suits and is right.
fn export_as(question: &Question, host: &Host, suits: impl Fn(&str) -> bool) -> Option<Answer> {
    let names = names(question, host).into_iter().filter(|name| suits(name));
    names.filter_map(|name| export::export(question, name).ok()).find_map(right)
}

/// The names that the init function may have: the user's choice if it can have that; or else the one that hosts know, and one
/// that they do not.
fn names<'q>(question: &'q Question, host: &Host) -> Vec<&'q str> {
    match question.options.init_name.as_str() {
        chosen if chosen != INITIALIZE && name_refused(question, host).is_none() => vec![chosen],
        _ => INIT_NAMES.to_vec(),
    }
}

/// Why the init function does not have the name that the user chose, if it does not.
fn name_refused(question: &Question, host: &Host) -> Option<Warning> {
    let chosen = question.options.init_name.as_str();
    let by_host = host.refuses.contains(&chosen).then(|| Warning::NameRefusedBy(host.name, chosen.to_owned()));
    let refused =
        || question.can_be_called(chosen).err().map(|refused| Warning::NameRefused(refused.message().to_owned()));
    by_host.or_else(refused).filter(|_| chosen != INITIALIZE)
}

/// Without the user's word, a name that destructors cannot have is no reason to refuse.
fn carry_out(question: &Question, target: InitTarget, reason: Reason) -> Decided {
    match question.carry_out(target.clone(), reason.clone()) {
        Ok(decided) => decided,
        Err(refused) => {
            let mut decided = question.with_dtors(target, reason, None);
            decided.reasons.warnings.push(Warning::DestructorsNotExported(refused.message().to_owned()));
            decided
        }
    }
}
