//! A memory that outlives instances: what initialises it may run in the first instance alone, in its start section.

use super::fix::Decided;
use super::fix::InitTarget;
use super::warning::Warning;
use crate::error::Error;
use crate::error::Result;
use crate::inspect::Convention;
use crate::inspect::Facts;
use crate::inspect::OwnState;
use crate::inspect::Program;
use crate::inspect::Runner;
use crate::options::InitChoice;
use crate::options::Options;

/// What a further instance would do otherwise.
enum Further {
    /// Nothing.
    Nothing,
    /// It would run the constructors again, which the start section could run once.
    Runs,
    /// It would, and this tool leaves that to what loads the module.
    Loaded(&'static str),
    /// It might: who runs constructors cannot be seen.
    Unseen,
}

/// Whether the first instance alone initialises this memory; warnings of what it cannot see to.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if not.
pub(super) fn can(memory: u32, facts: &Facts, options: &Options, init: &Decided) -> Result<Vec<Warning>> {
    let further = further(facts, init);
    let mut warnings = Vec::new();
    match further {
        Further::Nothing => {}
        // The user leaves it to the host.
        _ if options.init == InitChoice::Keep => warnings.push(Warning::InitialisedAgain),
        Further::Runs => {
            return Err(refused(
                "each further instance would run the constructors again; --init=start has the start section of the first one run them \
                 where that is possible, --init=keep leaves it to the host",
            ));
        }
        Further::Loaded(loader) => {
            return Err(refused(&format!("{loader} initialises each instance again; leave out --segments=init")));
        }
        Further::Unseen => {
            return Err(refused(
                "who runs the constructors cannot be seen, so each further instance might run them again; --init=keep leaves it to the host",
            ));
        }
    };
    sets_nothing_of_its_own(memory, facts, init)?;
    let has_main = init.fix.as_ref().is_some_and(|fix| fix.main.is_some());
    let is_program = matches!(facts.convention, Convention::Command(_));
    warnings.extend((is_program && !has_main).then_some(Warning::StartedBefore));
    let forgets = facts.persistence.as_ref().is_some_and(|persistence| is_own(&persistence.calls, memory));
    warnings.extend(forgets.then_some(Warning::StateForgotten));
    Ok(warnings)
}

fn further(facts: &Facts, init: &Decided) -> Further {
    if let Some(loader) = facts.loader() {
        return Further::Loaded(loader.name);
    }
    match init.fix.as_ref().map(|fix| &fix.target) {
        Some(InitTarget::Start { .. }) => return Further::Nothing,
        Some(InitTarget::Export { .. } | InitTarget::Lazy { .. }) => return Further::Runs,
        None => {}
    }
    match (facts.convention.runner(), &facts.convention) {
        (Runner::Nothing | Runner::Start | Runner::Never | Runner::OnlyDestructors, _) => Further::Nothing,
        // wit-bindgen's flag lies in the memory.
        (Runner::FirstCall, Convention::Itself(_)) => Further::Nothing,
        (Runner::Program(Program::Started(_) | Program::Nothing), _) => Further::Nothing,
        (Runner::Program(Program::Unseen | Program::Called), _) => Further::Unseen,
        (
            Runner::Host(_)
            | Runner::HostOnce(_)
            | Runner::FirstCall
            | Runner::EveryCall { .. }
            | Runner::Program(Program::Runs(_) | Program::Guarded(_)),
            _,
        ) => Further::Runs,
        (Runner::Loader(loader), _) => Further::Loaded(loader.name),
        (Runner::Unseen | Runner::Disputed, _) => Further::Unseen,
    }
}

/// A further instance has globals, tables and other memories that are as they are at first: what the first one changed there is not found
/// again.
fn sets_nothing_of_its_own(memory: u32, facts: &Facts, init: &Decided) -> Result<()> {
    let Some(persistence) = &facts.persistence else {
        return Ok(());
    };
    let what = match () {
        () if is_own(&persistence.start, memory) => "the start section",
        () if init.fix.is_some() && is_own(&persistence.initialiser, memory) => "the constructors",
        () => return Ok(()),
    };
    Err(refused(&format!(
        "{what} may change globals, tables, other memories or segments, which each instance has for itself: each has to run that again, \
         over what the memory keeps; give each instance a new memory, and leave out --segments=init"
    )))
}

/// Whether it changes what an instance has for itself, beside this memory.
fn is_own(state: &OwnState, memory: u32) -> bool {
    state.items || state.segments || state.memories.iter().any(|written| *written != memory)
}

fn refused(why: &str) -> Error {
    Error::refused(format!("--segments=init: {why}"))
}
