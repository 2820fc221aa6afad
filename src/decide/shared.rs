//! Constructors of a module whose instances share memory, as threads do: they run once for all of them.

use super::fix::InitTarget;
use super::note::Changed;
use super::warning::Warning;
use crate::error::Error;
use crate::error::Result;
use crate::inspect::Facts;
use crate::inspect::FlagWord;
use crate::inspect::Sharing;
use crate::options::Options;

/// The word that says for all instances whether the constructors have run: the one that the user names, or the linker's. None if they
/// run once for all already.
pub(super) fn word(facts: &Facts, options: &Options) -> Option<FlagWord> {
    let sharing = facts.sharing.as_ref().filter(|sharing| sharing.guard.is_none())?;
    let memory = facts.memories.iter().position(|memory| memory.shared)? as u32;
    match options.guard_address {
        Some(address) => Some(FlagWord { memory, address, ready: 0 }),
        None => sharing.linkers.as_ref().map(|linkers| linkers.word),
    }
}

/// Whether an init function that is exported runs the constructors in each thread, and could run them once for all.
pub(super) fn lacks_guard(facts: &Facts, options: &Options) -> bool {
    let runs_in_each = facts.sharing.as_ref().is_some_and(|it| it.guard.is_none() && !it.sets_own_state);
    runs_in_each && word(facts, options).is_some()
}

/// Data segments that are not the linker's, which writes them once: constructors may change what lies there, and run once. The
/// fix moves no segment.
pub(super) fn warn(facts: &Facts) -> Option<Warning> {
    let is_written_again = facts.memories.iter().any(|memory| memory.shared && memory.is_written);
    is_written_again.then_some(Warning::SegmentsWrittenAgain)
}

/// Whether the constructors can run there once for all instances.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if not.
pub(super) fn can(target: &InitTarget, sharing: &Sharing, facts: &Facts, options: &Options) -> Result<()> {
    let refused = |why: &str| Err(Error::refused(format!("the memory is shared, {why}")));
    match (target, word(facts, options)) {
        (InitTarget::Export { .. } | InitTarget::Lazy { .. }, _) if sharing.guard.is_some() => Ok(()),
        _ if sharing.sets_own_state => refused(
            "and the constructors may change globals, tables or a memory that each thread's instance has for itself: each has to \
             run them; leave out --init",
        ),
        (InitTarget::Start { .. }, _) => {
            refused("and each thread's instance would run the start section; --init=lazy runs the constructors once")
        }
        (_, Some(word)) => fits(word, sharing, facts, options),
        (InitTarget::Lazy { .. }, None) => refused(
            "and each thread's instance would have a guard of its own: no word of the linker's is seen that all could share; \
             --guard-address=N names 4 bytes that nothing else uses, or --init=export leaves it to one thread",
        ),
        (InitTarget::Export { .. }, None) => Ok(()),
    }
}

/// An atomic instruction traps unless its address is a multiple of 4. A word that something else writes would say what is not so.
fn fits(word: FlagWord, sharing: &Sharing, facts: &Facts, options: &Options) -> Result<()> {
    if options.guard_address.is_none() {
        return Ok(());
    }
    let memory = facts.memories.get(word.memory as usize);
    let size = memory.map_or(0, |memory| memory.minimum.saturating_mul(memory.page_size()));
    let end = word.address.saturating_add(4);
    let overlaps = |start: u64, other: u64| word.address < other && start < end;
    let fills = || sharing.linkers.iter().flat_map(|linkers| &linkers.fills);
    let segments = || memory.and_then(|memory| memory.written.as_ref()).into_iter().flat_map(|it| &it.stretches);
    let what = match () {
        () if !word.address.is_multiple_of(4) => "it is no multiple of 4",
        () if end > size => "it does not lie in the memory, as it is at first",
        () if sharing
            .linkers
            .as_ref()
            .is_some_and(|it| overlaps(it.word.address, it.word.address.saturating_add(4))) =>
        {
            "that is the linker's own word, which is used without this option"
        }
        () if fills().chain(segments()).any(|it| overlaps(it.start, it.end)) => "data lies there",
        () => return Ok(()),
    };
    Err(Error::refused(format!("--guard-address={:#x}: {what}", word.address)))
}

/// What is different of threads then.
pub(super) fn note(facts: &Facts, options: &Options) -> Option<Changed> {
    let sharing = facts.sharing.as_ref()?;
    let word = sharing.guard.or_else(|| word(facts, options));
    Some(word.map_or(Changed::OneThreadCalls, |word| Changed::ThreadsWait(word.address)))
}
