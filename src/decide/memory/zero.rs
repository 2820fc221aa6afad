//! What the start section fills with zeros of a memory that the host gives.

use super::change::MemoryChange;
use super::once::is_marked;
use crate::decide::note::NoEffect;
use crate::error::Error;
use crate::error::Result;
use crate::inspect::Facts;
use crate::inspect::MemoryFacts;
use crate::options::Options;
use crate::options::SegmentsChoice;
use crate::options::ZeroMemory;

/// What the start section is to fill.
pub(super) enum Zeroing {
    /// It was not asked for.
    Nothing,
    /// This.
    Change(MemoryChange),
    /// Nothing, though it was asked for.
    Idle(NoEffect),
}

/// Decides. `memory` is the memory with all other changes.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if it is not known what may be filled.
pub(super) fn zero(index: u32, memory: &MemoryFacts, facts: &Facts, options: &Options) -> Result<Zeroing> {
    if options.zero_memory == ZeroMemory::Nothing {
        return Ok(Zeroing::Nothing);
    }
    if memory.import.is_none() {
        return Ok(Zeroing::Idle(NoEffect::ZeroesOwn));
    }
    if is_marked(index, facts) {
        // A fix with both did both.
        if options.segments == SegmentsChoice::Init {
            return Ok(Zeroing::Nothing);
        }
        return Err(Error::refused(
            "--zero-memory: each instance would fill the memory, over what --segments=init has the first one leave there; give both \
             options in one run, for the module as it was before, or let the host give a new memory",
        ));
    }
    if memory.shared {
        return Err(Error::refused(
            "--zero-memory: threads share the memory, and the instance of each would fill it again, over what others have written; \
             leave out --zero-memory, and let the host give a new memory",
        ));
    }
    let Some(written) = &memory.written else {
        return Err(Error::refused(
            "--zero-memory: a data segment's offset is not a constant, so it is not known what lies between the data; link the \
             module at fixed addresses (without -shared and -pie), or let the host give a new memory",
        ));
    };
    let from = match options.zero_memory {
        ZeroMemory::From(address) => address,
        ZeroMemory::FromData | ZeroMemory::Nothing => written.lowest.ok_or_else(|| {
            Error::refused(
                "--zero-memory: no data segment tells where the module's static data begins; --zero-memory=all fills the memory from \
                 address 0, --zero-memory=ADDRESS from another",
            )
        })?,
    };
    let end = memory.minimum.checked_mul(memory.page_size()).ok_or_else(|| {
        Error::refused(format!(
            "--zero-memory: no host gives a memory of {} pages; --initial-memory=SIZE sets another size",
            memory.minimum
        ))
    })?;
    if matches!(options.zero_memory, ZeroMemory::From(address) if address > 0 && address >= end) {
        return Err(Error::refused(format!(
            "--zero-memory={from:#x}: the memory ends before that, at {end:#x}; --initial-memory=SIZE sets another size"
        )));
    }
    let stretches = written.gaps(from..end);
    if stretches.is_empty() {
        return Ok(Zeroing::Idle(NoEffect::ZeroesNothing));
    }
    Ok(Zeroing::Change(MemoryChange::Zero { from, stretches, bulk: facts.bulk_memory }))
}
