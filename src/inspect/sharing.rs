//! What matters where instances share memory, as threads do.

use super::flag::FlagWord;
use super::flag::LinkersWord;
use super::flag::guard_word;
use super::flag::linkers_word;
use super::own_state::own_state;
use super::start::Start;
use crate::error::Result;
use crate::module::Module;
use crate::module::references::called;

/// What matters where instances share memory.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sharing {
    /// The linker's word, which says that data is there.
    pub linkers: Option<LinkersWord>,
    /// The word by which the initialiser already runs once for all instances.
    pub guard: Option<FlagWord>,
    /// Whether the initialiser may change what each instance has for itself.
    pub sets_own_state: bool,
}

/// None if no memory is shared. `initialiser`: what could run once for all.
pub(super) fn sharing(module: &Module, start: Option<&Start>, initialiser: Option<u32>) -> Result<Option<Sharing>> {
    if !module.memories.iter().any(|memory| memory.ty.shared) {
        return Ok(None);
    }
    let linkers = linkers_word(module, start)?;
    let Some(func) = initialiser else {
        return Ok(Some(Sharing { linkers, guard: None, sets_own_state: false }));
    };
    let guard = guard_word(module, called(module, func)?.into_iter())?;
    let state = own_state(module, func)?;
    let is_shared = |memory: &u32| module.memories.get(*memory as usize).is_some_and(|memory| memory.ty.shared);
    let sets_own_state = state.items || !state.memories.iter().all(is_shared);
    Ok(Some(Sharing { linkers, guard, sets_own_state }))
}
