//! The order of preference where no host is named: the start section where it is safe, else an init function that is there,
//! else one that is made, which exports see to where every export ran the constructors.

use super::answer::Answer;
use super::answer::Question;
use super::assume;
use super::export;
use super::fix::Decided;
use super::fix::InitTarget;
use super::fix::Source;
use super::guards;
use super::lazy;
use super::note::Advice;
use super::note::Changed;
use super::note::Note;
use super::proof;
use super::reason::InitCall;
use super::reason::Lacks;
use super::reason::MayStart;
use super::reason::Reason;
use super::reason::StartSection;
use super::reason::Stays;
use super::start;
use super::table;
use crate::error::Result;
use crate::hosts::COMPONENT_INITIALIZE;
use crate::hosts::INIT_NAMES;
use crate::hosts::INITIALIZE;
use crate::hosts::SPARE_NAME;
use crate::inspect::Beyond;
use crate::inspect::Convention;
use crate::inspect::Direction;
use crate::inspect::Effect;
use crate::inspect::Exported;
use crate::inspect::ReachedImport;
use crate::inspect::Start;
use crate::inspect::StartKind;
use crate::inspect::exempt::is_components_allocator;
use crate::options::Policy;

/// Decides; what would be refused is left as it is.
pub(super) fn auto(question: &Question) -> Decided {
    if question.is_shared() {
        return Decided::leave(Reason::Stays(Stays::Shared));
    }
    let decided = match &question.source {
        Source::Started(start) => started(question, start),
        Source::Exported(it) => exported(question, it),
        Source::Wrapped(_) => wrapped(question),
        // It works where it is run, as programs are.
        Source::Program(_) => return Decided::leave(Reason::Stays(Stays::Program)),
    };
    decided.unwrap_or_else(|refused| Decided::leave(Reason::Stays(Stays::Refused(refused.message().to_owned()))))
}

/// The same, with what the user could say to have the start section run the constructors.
fn without_start(question: &Question, mut decided: Decided) -> Decided {
    if question.options.policy == Policy::Reach {
        let assume = assume::allows_start(question.facts, question.memory);
        let exposed = proof::note_exposed(question.facts, question.memory);
        let run = proof::may_run(question.facts, question.memory);
        let table = give_table(question);
        decided.reasons.notes.extend(assume.into_iter().chain(exposed).chain(run).chain(table).map(Note::Advice));
    }
    decided
}

/// What lets the import call back that keeps the start section from running the constructors.
fn give_table(question: &Question) -> Option<Advice> {
    match proof::may_start(question.facts, question.memory) {
        Err(MayStart::MayCall(import, _, Lacks::Exports)) => {
            table::give_table(question.facts, question.options, &import, question.memory)
        }
        _ => None,
    }
}

fn wrapped(question: &Question) -> Result<Decided> {
    let start = start::start(question);
    let why = match start.is_right {
        Ok(why) => return question.carry_out(start.target, why),
        Err(why) => why,
    };
    let Some(answer) = lazily(question)? else {
        return Ok(without_start(question, Decided::leave(Reason::Call(InitCall::NoGuards))));
    };
    if let Err(why) = answer.is_right {
        let mut decided = Decided::leave(why);
        decided.reasons.notes.push(Note::Advice(Advice::ForceLazy));
        return Ok(decided);
    }
    let reason = match why {
        Reason::Start(why) => Reason::Call(InitCall::ByAnySince(why)),
        why => why,
    };
    let note = note_name(question, &answer.target);
    let mut decided = question.carry_out(answer.target, reason)?;
    decided.reasons.notes.extend(note);
    Ok(without_start(question, decided))
}

/// The first call, with an init function under the name that is asked for, or under any if that is taken: no host need call it. If
/// no host called one before, and one that does now might do so too early, it has a name that hosts do not know.
fn lazily(question: &Question) -> Result<Option<Answer>> {
    if question.source.bindgen().is_some() {
        return lazy::lazy(question, None, question.options.drop_init_export);
    }
    let lazily = |name| lazy::lazy(question, Some(name), question.options.drop_init_export);
    if question.options.init_name != INITIALIZE {
        return lazily(&question.options.init_name);
    }
    let is_early = is_new(question) && needs_set_up(question).is_some();
    let names = INIT_NAMES.into_iter().chain([SPARE_NAME]).filter(|name| !is_early || *name != INITIALIZE);
    let mut refused = None;
    for name in names {
        match lazily(name) {
            Err(error) => refused = refused.or(Some(error)),
            answer => return answer,
        }
    }
    refused.map_or(Ok(None), Err)
}

/// Whether no host called an init function. A component does, of the core module in it, once its imports work; and it calls the
/// allocator before any other export.
fn is_new(question: &Question) -> bool {
    let is_of_component = question.facts.exports.iter().any(|name| is_components_allocator(name));
    question.options.policy == Policy::Reach && matches!(question.source, Source::Wrapped(_)) && !is_of_component
}

/// What the constructors may call that is the user's, so that it need not work as soon as there is an instance: Extism calls
/// `_initialize` before it does. If not all is known that they call, it may be any.
fn needs_set_up(question: &Question) -> Option<String> {
    let reach = question.reach();
    let is_users = |import: &&ReachedImport| !import.is_wasi() && import.effect != Effect::Aborts;
    let reached = reach.imports.iter().find(is_users).map(|import| format!("{}.{}", import.module, import.name));
    let any = || question.facts.user_import.as_ref().filter(|_| reach.beyond != Beyond::Nothing);
    reached.or_else(|| any().map(|(module, name)| format!("{module}.{name}")))
}

/// What a host may do now that it did not do before.
fn note_early(question: &Question) -> Option<Note> {
    let import = needs_set_up(question).filter(|_| question.options.init_name == INITIALIZE)?;
    Some(Note::Changed(Changed::InitializeEarly(import)))
}

/// Why the init function has not the name that hosts know.
fn note_name(question: &Question, target: &InitTarget) -> Option<Note> {
    let InitTarget::Lazy { name: Some(name), .. } = target else {
        return None;
    };
    let is_free = question.can_be_called(INITIALIZE).is_ok();
    let early = needs_set_up(question).filter(|_| is_free && is_new(question) && name != INITIALIZE)?;
    Some(Note::Changed(Changed::NamedForEarly(name.clone(), early)))
}

/// A start that works stays: only where direct calls lead to an import that is known, or assumed, not to work there is it certain
/// that moving it breaks nothing.
fn started(question: &Question, start: &Start) -> Result<Decided> {
    let stays = |why| Ok(Decided::leave(Reason::Section(why)));
    if start.kind == StartKind::MemoryInitThenCode {
        return stays(StartSection::SectionPreparesMemory(Box::new(start.function.clone())));
    }
    let Some((import, lacks)) = start::failing_import(question) else {
        return Ok(works(question));
    };
    let import = Box::new(import.clone());
    if guards::guarded(question).is_empty() {
        return stays(StartSection::SectionFailsUnguarded(import, lacks));
    }
    let reason = Reason::Section(StartSection::SectionFails(import, lacks));
    match lazily(question)? {
        Some(answer) => question.carry_out(answer.target, reason),
        None => stays(StartSection::SectionStays),
    }
}

/// A start section that is not known to fail.
fn works(question: &Question) -> Decided {
    let reach = question.reach();
    // WASI looks for it among the exports, also where the host owns it.
    let is_sought = question.memory == Direction::Both && reach.imports.iter().any(ReachedImport::is_wasi);
    if question.memory != Direction::Exported && !is_sought {
        let why = StartSection::SectionHasMemory(proof::why_start(question.memory));
        return Decided::leave(Reason::Section(why));
    }
    let unknown = reach.certain().find(|import| import.effect == Effect::Unknown);
    let failing = reach.certain().find(|import| import.effect.needs_memory());
    let why = match (unknown, failing) {
        (_, Some(import)) => {
            let ran = question.facts.initialiser.as_ref().is_some_and(|initialiser| initialiser.ran.is_some());
            StartSection::SectionNeedNotFail(Box::new(import.clone()), ran)
        }
        (Some(import), None) => StartSection::SectionUnknown(Box::new(import.clone())),
        (None, None) if reach.indirect => StartSection::SectionIndirect,
        (None, None) => StartSection::SectionHarmless,
    };
    let mut decided = Decided::leave(Reason::Section(why));
    decided.reasons.notes.extend(assume::may_fail_in_start(question.facts).map(Note::Advice));
    decided
}

fn exported(question: &Question, exported: &Exported) -> Result<Decided> {
    let name = &exported.name;
    match question.facts.convention {
        Convention::Lazy(_) => {
            return Ok(Decided::leave(Reason::Call(InitCall::RunsOnce(name.clone()))));
        }
        Convention::ExportStart(_) => {
            return Ok(Decided::leave(Reason::Call(InitCall::HostRunsOnce(name.clone()))));
        }
        _ => {}
    }
    let start = start::start(question);
    let why = match start.is_right {
        Ok(why) => return question.carry_out(start.target, why),
        Err(why) => why,
    };
    // Under that name, nothing but a component's host knows it, and that calls no other.
    let is_components = name == COMPONENT_INITIALIZE && question.options.init_name == INITIALIZE;
    let decided = if is_components || exported.is_called(&question.options.init_name) {
        Decided::leave(match why {
            Reason::Start(why) => Reason::Call(InitCall::AsBefore(why, name.clone())),
            why => why,
        })
    } else {
        let mut decided = question.carry_out(export::export(question, &question.options.init_name)?.target, why)?;
        decided.reasons.notes.extend(note_early(question));
        decided
    };
    Ok(without_start(question, decided))
}
