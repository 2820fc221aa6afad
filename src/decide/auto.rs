//! The order of preference where no host is named: the start section where it is safe, else an init function that is there,
//! else one that is made, which exports see to where every export ran the constructors.

use super::answer::Answer;
use super::answer::Question;
use super::answer::SHARED;
use super::assume;
use super::export;
use super::fix::Decided;
use super::fix::InitTarget;
use super::fix::Source;
use super::guards;
use super::lazy;
use super::proof;
use super::proof::show_path;
use super::source::PROGRAM;
use super::source::prepares_memory;
use super::start;
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
        return Decided::leave(SHARED);
    }
    let decided = match &question.source {
        Source::Started(start) => started(question, start),
        Source::Exported(it) => exported(question, it),
        Source::Wrapped(_) => wrapped(question),
        // It works where it is run, as programs are.
        Source::Program(_) => return Decided::leave(PROGRAM),
    };
    decided.unwrap_or_else(|refused| Decided::leave(refused.to_string()))
}

/// The same, with what the user could say to have the start section run the constructors.
fn without_start(question: &Question, mut decided: Decided) -> Decided {
    if question.options.policy == Policy::Reach {
        decided.reasons.notes.extend(assume::allows_start(question.facts, question.memory));
        decided.reasons.notes.extend(proof::note_exposed(question.facts, question.memory));
    }
    decided
}

fn wrapped(question: &Question) -> Result<Decided> {
    let start = start::start(question);
    let why = match start.is_right {
        Ok(why) => return question.carry_out(start.target, why),
        Err(why) => why,
    };
    let Some(answer) = lazily(question)? else {
        let why = "no exported function could make sure that an init function has run";
        return Ok(without_start(question, Decided::leave(why)));
    };
    if let Err(why) = answer.is_right {
        let mut decided = Decided::leave(why);
        decided.reasons.notes.push("--init=lazy has the first call of any export run the constructors".to_owned());
        return Ok(decided);
    }
    let reason = format!("{why}; a host that calls no init function is served as well");
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
    let reached = reach.imports.iter().find(is_users).map(|import| format!("`{}.{}`", import.module, import.name));
    let any = || question.facts.user_import.as_ref().filter(|_| reach.beyond != Beyond::Nothing);
    reached.or_else(|| any().map(|import| format!("`{import}`")))
}

/// What a host may do now that it did not do before.
fn note_early(question: &Question) -> Option<String> {
    let import = needs_set_up(question).filter(|_| question.options.init_name == INITIALIZE)?;
    Some(format!(
        "hosts that know `_initialize` call it now; if yours does so before {import} works, as Extism does, name it with --host"
    ))
}

/// Why the init function has not the name that hosts know.
fn note_name(question: &Question, target: &InitTarget) -> Option<String> {
    let InitTarget::Lazy { name: Some(name), .. } = target else {
        return None;
    };
    let is_free = question.can_be_called(INITIALIZE).is_ok();
    let early = needs_set_up(question).filter(|_| is_free && is_new(question) && name != INITIALIZE)?;
    Some(format!(
        "the init function is called `{name}`, since hosts that know `_initialize` may call it before {early} works; --init=lazy names it `_initialize`"
    ))
}

/// A start that works stays: only where direct calls lead to an import that is known, or assumed, not to work there is it certain
/// that moving it breaks nothing.
fn started(question: &Question, start: &Start) -> Result<Decided> {
    let stays = |why: String| Ok(Decided::leave(format!("the start section stays{why}")));
    if start.kind == StartKind::MemoryInitThenCode {
        return stays(format!(": {}", prepares_memory(start)));
    }
    let Some((import, why)) = start::failing_import(question) else {
        return Ok(works(question));
    };
    let shown = show_path(import);
    if guards::guarded(question).is_empty() {
        return stays(format!(
            ", although it calls {shown}, {why}: no exported function could make sure that an init function has run"
        ));
    }
    let reason = format!("the start section calls {shown}, {why}");
    match lazily(question)? {
        Some(answer) => question.carry_out(answer.target, reason),
        None => stays(String::new()),
    }
}

/// A start section that is not known to fail.
fn works(question: &Question) -> Decided {
    let reach = question.reach();
    if question.memory != Direction::Exported {
        return Decided::leave(format!("the start section stays: {}", proof::why_start(question.memory)));
    }
    let unknown = reach.certain().find(|import| import.effect == Effect::Unknown);
    let failing = reach.certain().find(|import| import.effect.needs_memory());
    let why = match (unknown, failing) {
        (_, Some(import)) => {
            let ran = question.facts.initialiser.as_ref().is_some_and(|initialiser| initialiser.ran.is_some());
            let find_out = if ran { "" } else { "; --prove=run may find out whether it does" };
            format!("it may call {}, but need not{find_out}", show_path(import))
        }
        (Some(import), None) => {
            let calls = if import.always { "calls" } else { "may call" };
            format!("it {calls} {}, and nothing says that this fails there", show_path(import))
        }
        (None, None) if reach.indirect => {
            "no direct call leads from it to an import that needs memory (an indirect one might)".to_owned()
        }
        (None, None) => "it calls no import that needs memory".to_owned(),
    };
    let mut decided = Decided::leave(format!("the start section stays: {why}"));
    decided.reasons.notes.extend(assume::may_fail_in_start(question.facts));
    decided
}

fn exported(question: &Question, exported: &Exported) -> Result<Decided> {
    let name = &exported.name;
    match question.facts.convention {
        Convention::Lazy(_) => {
            return Ok(Decided::leave(format!(
                "`{name}` runs once, called by the host or by the first export that is"
            )));
        }
        Convention::ExportStart(_) => {
            return Ok(Decided::leave(format!("the host calls `{name}`, which runs once")));
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
        Decided::leave(format!("{why}; the host calls `{name}`"))
    } else {
        let mut decided = question.carry_out(export::export(question, &question.options.init_name)?.target, why)?;
        decided.reasons.notes.extend(note_early(question));
        decided
    };
    Ok(without_start(question, decided))
}
