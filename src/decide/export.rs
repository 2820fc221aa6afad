//! The answer "an exported init function": the host calls it first.

use super::answer::Answer;
use super::answer::Question;
use super::available;
use super::fix::InitTarget;
use super::fix::Source;
use super::misfit::Misfit;
use super::reason::AskedFor;
use super::reason::HostReason;
use super::reason::Reason;
use super::reason::StartSection;
use super::served;
use super::served::Served;
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
        None => Ok(Reason::Asked(AskedFor::AsInitAsks)),
        Some(host) => {
            let names = question.names_with(name);
            let hidden = served::is_hidden(host, question.facts, name);
            let early = || available::may_be_early(host, question.facts, &names).map(Misfit::Early);
            let fault = hidden.or_else(early);
            let served = fault.map_or_else(|| served::exported(host, question.facts, &names), Err);
            let by_host = |why| Reason::Host(host.name, why);
            served.map_err(|why| by_host(HostReason::Misfit(why))).map(|served| match served {
                Served::HostCalls { name, .. } => by_host(HostReason::HostCalls(name)),
                _ => by_host(HostReason::HostCallsNone),
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
            let why = StartSection::SectionPreparesMemory(Box::new(start.function.clone()));
            Err(Error::refused(format!("{why}; leave out --init")))
        }
        _ => Ok(()),
    }
}
