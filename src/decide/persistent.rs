//! A memory that outlives instances: what initialises it may run in the first instance alone, in its start section.

use super::fix::Decided;
use super::fix::InitTarget;
use super::warning::Warning;
use crate::error::Error;
use crate::error::Result;
use crate::inspect::Facts;
use crate::inspect::OwnState;
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

/// Whether the first instance alone initialises this memory; a warning if only the host can see to that.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if not.
pub(super) fn can(memory: u32, facts: &Facts, options: &Options, init: &Decided) -> Result<Option<Warning>> {
    let again = again(facts, init);
    let warning = match again {
        Further::Nothing => None,
        // The user leaves it to the host.
        _ if options.init == InitChoice::Keep => Some(Warning::InitialisedAgain),
        Further::Runs => {
            return Err(refused(
                "each further instance would run the constructors again; --init=start has the start section of the first one run them, \
                 --init=keep leaves it to the host",
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
    Ok(warning)
}

fn again(facts: &Facts, init: &Decided) -> Further {
    match init.fix.as_ref().map(|fix| &fix.target) {
        Some(InitTarget::Start { .. }) => return Further::Nothing,
        Some(InitTarget::Export { .. } | InitTarget::Lazy { .. }) => return Further::Runs,
        None => {}
    }
    match facts.convention.runner() {
        Runner::Nothing | Runner::Start | Runner::Never | Runner::OnlyDestructors => Further::Nothing,
        Runner::Host(_) | Runner::HostOnce(_) | Runner::FirstCall | Runner::EveryCall { .. } | Runner::Program(_) => {
            Further::Runs
        }
        Runner::Loader(loader) => Further::Loaded(loader.name),
        Runner::Unseen | Runner::Disputed => Further::Unseen,
    }
}

/// A further instance has globals, tables and other memories that are as they are at first: what the first one changed there is not found
/// again.
fn sets_nothing_of_its_own(memory: u32, facts: &Facts, init: &Decided) -> Result<()> {
    let Some(persistence) = &facts.persistence else {
        return Ok(());
    };
    let is_own =
        |state: &OwnState| state.items || state.segments || state.memories.iter().any(|written| *written != memory);
    let what = match () {
        () if is_own(&persistence.start) => "the start section",
        () if init.fix.is_some() && is_own(&persistence.initialiser) => "the constructors",
        () => return Ok(()),
    };
    Err(refused(&format!(
        "{what} may change globals, tables, other memories or segments, which each instance has for itself: each has to run that again, \
         over what the memory keeps; give each instance a new memory, and leave out --segments=init"
    )))
}

fn refused(why: &str) -> Error {
    Error::refused(format!("--segments=init: {why}"))
}
