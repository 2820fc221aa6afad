//! The order of preference where no host is named: the start section where it is safe, else an init function that is there,
//! else one that is made, which exports see to where every export ran the constructors.

use super::answer::Question;
use super::answer::SHARED;
use super::export;
use super::fix::Decided;
use super::fix::Source;
use super::guards;
use super::lazy;
use super::proof;
use super::proof::show_path;
use super::source::prepares_memory;
use super::start;
use crate::error::Result;
use crate::inspect::Convention;
use crate::inspect::Direction;
use crate::inspect::Exported;
use crate::inspect::Start;
use crate::inspect::StartKind;

/// Decides; what would be refused is left as it is.
pub(super) fn auto(question: &Question) -> Decided {
    if question.is_shared() {
        return Decided::leave(SHARED);
    }
    let decided = match &question.source {
        Source::Started(start) => started(question, start),
        Source::Exported(it) => exported(question, it),
        Source::Wrapped(_) => wrapped(question),
    };
    decided.unwrap_or_else(|refused| Decided::leave(refused.to_string()))
}

fn wrapped(question: &Question) -> Result<Decided> {
    let start = start::start(question);
    let why = match start.is_right {
        Ok(why) => return question.carry_out(start.target, why),
        Err(why) => why,
    };
    let name = &question.options.init_name;
    let reason = format!("{why}; a host that calls no init function is served as well");
    match lazy::lazy(question, name, question.options.drop_init_export)? {
        Some(answer) => question.carry_out(answer.target, reason),
        None => question.carry_out(export::export(question, name)?.target, reason),
    }
}

/// A start that works stays: only where direct calls lead to an import that cannot work is it certain that moving it breaks
/// nothing.
fn started(question: &Question, start: &Start) -> Result<Decided> {
    let stays = |why: String| Ok(Decided::leave(format!("the start section stays{why}")));
    if question.memory != Direction::Exported {
        return stays(format!(": {}", proof::why_start(question.memory)));
    }
    if start.kind == StartKind::MemoryInitThenCode {
        return stays(format!(": {}", prepares_memory(start)));
    }
    let Some(import) = start::failing_import(question) else {
        return stays(if question.reach().indirect {
            ": no direct call leads from it to an import that needs memory (an indirect one might)".to_owned()
        } else {
            ": it calls no import that needs memory".to_owned()
        });
    };
    let shown = show_path(import);
    if guards::guarded(question).is_empty() {
        return stays(format!(
            ", although it calls {shown}, which needs memory: no exported function could make sure that an init function \
             has run"
        ));
    }
    let why = proof::why_not_start(question.memory);
    let reason = format!("the start section calls {shown}, which needs memory, but {why}");
    match lazy::lazy(question, &question.options.init_name, question.options.drop_init_export)? {
        Some(answer) => question.carry_out(answer.target, reason),
        None => stays(String::new()),
    }
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
    if exported.is_called(&question.options.init_name) {
        return Ok(Decided::leave(format!("{why}; the host calls `{name}`")));
    }
    question.carry_out(export::export(question, &question.options.init_name)?.target, why)
}
