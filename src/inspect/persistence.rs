//! What matters where a memory outlives instances: what it holds is found again by the next instance of the same module.

use super::mark::hash;
use super::own_state::OwnState;
use super::own_state::own_state;
use super::own_state::own_state_of;
use crate::error::Error;
use crate::error::Result;
use crate::module::Module;

/// What matters where a memory outlives instances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Persistence {
    /// A number that stands for what the module is: that of its sections, custom ones left out.
    pub content: u128,
    /// What of an instance the start function changes.
    pub start: OwnState,
    /// What of an instance the initialiser changes.
    pub initialiser: OwnState,
    /// What exports change of it.
    pub exports: OwnState,
}

/// `initialiser`: the functions that the start section could run.
pub(super) fn persistence(module: &Module, initialiser: &[u32]) -> Result<Persistence> {
    let state = |funcs: &[u32]| {
        funcs.iter().try_fold(OwnState::default(), |so_far, func| Ok::<_, Error>(so_far.and(own_state(module, *func)?)))
    };
    let start: Vec<u32> = module.start.into_iter().collect();
    let exports: Vec<u32> = module.exported_functions().map(|export| export.index).collect();
    Ok(Persistence {
        content: content(module),
        start: state(&start)?,
        initialiser: state(initialiser)?,
        exports: own_state_of(module, exports)?,
    })
}

/// All sections that are not custom, each behind its id. No host gives memory in which that hash stands by chance, and two builds of
/// one source do not share it unless they are the same.
fn content(module: &Module) -> u128 {
    let begun = hash(None, []);
    module.sections().fold(begun, |so_far, section| {
        let content = module.bytes.get(section.content.clone()).unwrap_or_default();
        hash(Some(so_far), std::iter::once(section.id).chain(content.iter().copied()))
    })
}
