//! Constructors of a module whose instances share memory, as threads do: they run once for all of them.

use super::fix::InitTarget;
use super::note::Changed;
use crate::error::Error;
use crate::error::Result;
use crate::inspect::Facts;
use crate::inspect::FlagWord;
use crate::options::Options;

/// Whether a memory is shared.
pub(super) fn is_shared(facts: &Facts) -> bool {
    facts.memories.iter().any(|memory| memory.shared)
}

/// The word that says for all instances whether the constructors have run: the one that the user names, or the linker's.
pub(super) fn word(facts: &Facts, options: &Options) -> Option<FlagWord> {
    let memory = facts.memories.iter().position(|memory| memory.shared)? as u32;
    match options.guard_address {
        Some(address) => Some(FlagWord { memory, address, ready: 0 }),
        None => facts.flag_word,
    }
}

/// Whether the constructors can run there once for all instances.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if not.
pub(super) fn can(target: &InitTarget, facts: &Facts, options: &Options) -> Result<()> {
    match (target, word(facts, options)) {
        (InitTarget::Start { .. }, _) => Err(Error::refused(
            "the memory is shared, and each thread's instance would run the start section; --init=lazy runs the constructors once",
        )),
        // What lld links keeps its state in memory.
        (_, Some(_)) if facts.sets_own_state && facts.flag_word.is_none() => Err(Error::refused(
            "the memory is shared, but the constructors set globals or tables, which each thread's instance has for itself: each \
             has to run them; leave out --init",
        )),
        (_, Some(word)) => fits(word, facts),
        (InitTarget::Lazy { .. }, None) => Err(Error::refused(
            "the memory is shared, and each thread's instance would have a guard of its own: the linker's flag, which all \
             could share, is not there; --guard-address=N names 4 bytes that nothing else uses, or --init=export leaves it to \
             one thread",
        )),
        (InitTarget::Export { .. }, None) => Ok(()),
    }
}

/// An atomic instruction traps unless its address is a multiple of 4.
fn fits(word: FlagWord, facts: &Facts) -> Result<()> {
    let memory = facts.memories.get(word.memory as usize);
    let size = memory.map_or(0, |memory| memory.minimum.saturating_mul(memory.page_size()));
    let what = match word.address.checked_add(4) {
        _ if !word.address.is_multiple_of(4) => "is no multiple of 4",
        Some(end) if end <= size => return Ok(()),
        _ => "does not lie in the memory, as it is at first",
    };
    Err(Error::refused(format!("--guard-address={}: that {what}", word.address)))
}

/// What is different of threads then.
pub(super) fn note(facts: &Facts, options: &Options) -> Option<Changed> {
    is_shared(facts)
        .then(|| word(facts, options).map_or(Changed::OneThreadCalls, |word| Changed::ThreadsWait(word.address)))
}
