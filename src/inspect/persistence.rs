//! What matters where a memory outlives instances: what it holds is found again by the next instance of the same module.

use super::own_state::OwnState;
use super::own_state::own_state;
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
}

/// `initialiser`: the functions that the start section could run.
pub(super) fn persistence(module: &Module, initialiser: &[u32]) -> Result<Persistence> {
    let state = |funcs: &[u32]| {
        funcs.iter().try_fold(OwnState::default(), |so_far, func| Ok::<_, Error>(so_far.and(own_state(module, *func)?)))
    };
    let start: Vec<u32> = module.start.into_iter().collect();
    Ok(Persistence { content: content(module), start: state(&start)?, initialiser: state(initialiser)? })
}

/// The hash FNV-1a of 128 bits, with its authors' numbers, of all sections that are not custom, each behind its id. No host gives memory in which it
/// stands by chance, and two builds of one source do not share it unless they are the same.
fn content(module: &Module) -> u128 {
    const OFFSET_BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0100_0000_0000_0000_0000_013b;
    let hash = |hash: u128, byte: &u8| (hash ^ u128::from(*byte)).wrapping_mul(PRIME);
    module.sections().fold(OFFSET_BASIS, |so_far, section| {
        let content = module.bytes.get(section.content.clone()).unwrap_or_default();
        std::iter::once(&section.id).chain(content).fold(so_far, hash)
    })
}
