//! Options that have no effect on a module.

use super::fix::Decided;
use super::fix::InitFix;
use super::fix::InitTarget;
use super::fix::Source;
use super::note::NoEffect;
use super::reason::NothingToDo;
use super::reason::Reason;
use super::warning::Warning;
use crate::hosts::INITIALIZE;
use crate::inspect::Facts;
use crate::inspect::Flush;
use crate::inspect::Ran;
use crate::inspect::Wrapped;
use crate::options::AfterCall;
use crate::options::DtorsExport;
use crate::options::Options;
use crate::options::Policy;
use crate::options::Prove;

/// What the user said for nothing.
pub(super) fn idle(facts: &Facts, options: &Options, decided: &Decided) -> Vec<NoEffect> {
    let patterns = facts.idle_patterns.iter().cloned().map(NoEffect::AssumesNothing);
    let found = [
        drops(options, decided),
        destructors(options, decided),
        name(options, decided),
        (options.prove == Prove::Run && options.policy == Policy::Memory && options.host.is_none())
            .then_some(NoEffect::ProvesNothing),
        run(facts),
        guard(options, decided),
    ];
    found.into_iter().flatten().chain(patterns).collect()
}

/// A word that no guard uses.
fn guard(options: &Options, decided: &Decided) -> Option<NoEffect> {
    let is_used = decided.fix.as_ref().is_some_and(|fix| fix.word.is_some());
    (options.guard_address.is_some() && !is_used).then_some(NoEffect::GuardsNothing)
}

/// A run that was made, and told nothing.
fn run(facts: &Facts) -> Option<NoEffect> {
    match facts.initialiser.as_ref()?.ran.as_ref()? {
        Ran::Unknown(why) => Some(NoEffect::RunDoesNotTell(why.clone())),
        Ran::Ends | Ran::Calls { .. } => None,
    }
}

fn drops(options: &Options, decided: &Decided) -> Option<NoEffect> {
    let fix = decided.fix.as_ref();
    match fix {
        _ if !options.drop_init_export => None,
        Some(fix) if !has_others(fix) => Some(NoEffect::DropsNoExport),
        Some(fix) if !fix.target.drops_exports() => Some(NoEffect::DropsNoneCalled),
        Some(_) => None,
        None => Some(NoEffect::DropsNothingStays),
    }
}

/// Whether an export but the init function itself runs the constructors and nothing else.
fn has_others(fix: &InitFix) -> bool {
    let own = match &fix.target {
        InitTarget::Lazy { name, .. } => name.as_deref(),
        InitTarget::Export { .. } | InitTarget::Start { .. } => None,
    };
    fix.source.names().iter().any(|name| own != Some(*name))
}

fn destructors(options: &Options, decided: &Decided) -> Option<NoEffect> {
    let dtors = decided.fix.as_ref().and_then(|fix| match &fix.source {
        Source::Wrapped(Wrapped { dtors, .. }) | Source::Program(Wrapped { dtors, .. }) => *dtors,
        Source::Exported(_) | Source::Started(_) => None,
    });
    let dtors = dtors.filter(|dtors| !dtors.empty);
    let is_named = decided.fix.as_ref().is_some_and(|fix| fix.dtors.is_some());
    match (&options.dtors, options.after_call) {
        (_, AfterCall::Nothing) if dtors.is_none_or(|dtors| dtors.flush == Flush::Nothing) => {
            Some(NoEffect::NothingAfterCall)
        }
        (DtorsExport::No, _) if dtors.is_none() => Some(NoEffect::DestructorsStay),
        (DtorsExport::Name(_), _) if options.dtors != DtorsExport::default() && !is_named => {
            Some(NoEffect::DestructorsStay)
        }
        _ => None,
    }
}

fn name(options: &Options, decided: &Decided) -> Option<NoEffect> {
    let is_made = match decided.fix.as_ref().map(|fix| &fix.target) {
        Some(InitTarget::Export { .. } | InitTarget::Lazy { name: Some(_), .. }) => true,
        Some(InitTarget::Start { .. } | InitTarget::Lazy { name: None, .. }) | None => false,
    };
    let is_said = matches!(decided.reasons.reason, Reason::Done(NothingToDo::AlreadyExported(_)))
        || decided.reasons.warnings.iter().any(|it| matches!(it, Warning::NameRefused(_) | Warning::NameRefusedBy(..)));
    (options.init_name != INITIALIZE && !is_made && !is_said).then_some(NoEffect::NamesNothing)
}
