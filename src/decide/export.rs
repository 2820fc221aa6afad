//! The answer "an exported init function": the host calls it first.

use super::answer::Answer;
use super::answer::Question;
use super::available;
use super::fix::InitTarget;
use super::fix::Source;
use super::served;
use super::served::Served;
use super::source::prepares_memory;
use crate::error::Error;
use crate::error::Result;
use crate::inspect::StartKind;

/// What there is to say of an init function that is exported as `name`.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if there can be no such function.
pub(super) fn export(question: &Question, name: &str) -> Result<Answer> {
    leaves_start(question)?;
    question.can_be_called(name)?;
    let is_right = match question.options.host {
        _ if let Some(why) = question.comes_too_early() => Err(why),
        None => Ok("the host calls it".to_owned()),
        Some(host) => {
            let names = question.names_with(name);
            let hidden = served::is_hidden(host, question.facts, name);
            let fault = hidden.or_else(|| available::may_be_early(host, question.facts, &names));
            let served = fault.map_or_else(|| served::exported(host, question.facts, &names), Err);
            served.map(|served| match served {
                Served::HostCalls { name, .. } => format!("{} calls `{name}`", host.name),
                _ => format!("{} calls no init function of this module", host.name),
            })
        }
    };
    Ok(Answer { target: InitTarget::Export { name: name.to_owned() }, is_right })
}

/// Whether the initialiser can leave the start section, if it is there.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if the same function prepares memory.
pub(super) fn leaves_start(question: &Question) -> Result<()> {
    match &question.source {
        Source::Started(start) if start.kind == StartKind::MemoryInitThenCode => {
            let why = prepares_memory(start);
            Err(Error::refused(format!("the start section has to stay: {why}; leave out --init")))
        }
        _ => Ok(()),
    }
}
