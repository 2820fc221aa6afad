//! The answer "the first call": an init function is exported, and every other export makes sure that it has run.

use super::answer::Answer;
use super::answer::Question;
use super::available;
use super::export;
use super::fix::InitTarget;
use super::guards;
use super::misfit::Misfit;
use super::misfit::Reruns;
use super::reason::AskedFor;
use super::reason::HostReason;
use super::reason::Reason;
use super::served;
use crate::error::Result;

/// What there is to say of guards in the exports, and an init function behind them, which is exported if it has a name; `drop_exports`: without the exports
/// that ran the initialiser. None if there is no export that could have a guard.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if there can be no such init function.
pub(super) fn lazy(question: &Question, name: Option<&str>, drop_exports: bool) -> Result<Option<Answer>> {
    export::leaves_start(question)?;
    if let Some(name) = name {
        question.can_be_called(name)?;
    }
    let guarded = guards::guarded(question);
    if guarded.is_empty() {
        return Ok(None);
    }
    let is_right = match question.options.host {
        _ if let Some(why) = question.comes_too_early() => Err(why),
        None => Ok(Reason::Asked(AskedFor::AsInitAsks)),
        Some(host) if served::passes_guards(host, question.facts) => {
            Err(Reason::Host(host.name, HostReason::Misfit(Misfit::Reruns(Reruns::PastGuards))))
        }
        Some(host) => {
            // All exports that would run the initialiser.
            let kept = if drop_exports { Vec::new() } else { question.source.names() };
            let own = name.into_iter().chain(kept);
            let names: Vec<&str> = own.chain(guarded.iter().map(String::as_str)).collect();
            match available::may_be_early(host, question.facts, &names) {
                Some(why) => Err(Reason::Host(host.name, HostReason::Misfit(Misfit::Early(why)))),
                None => Ok(Reason::Host(host.name, HostReason::HostCallsNone)),
            }
        }
    };
    Ok(Some(Answer { target: InitTarget::Lazy { name: name.map(str::to_owned), guarded, drop_exports }, is_right }))
}
