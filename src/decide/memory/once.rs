//! Data that the first instance on a memory writes, and no other: `--segments=init`.

use super::change::MemoryChange;
use super::limits::most_pages;
use crate::decide::note::NoEffect;
use crate::error::Error;
use crate::error::Result;
use crate::inspect::Facts;
use crate::inspect::Mark;
use crate::inspect::MemoryFacts;
use crate::inspect::WrittenFirst;
use crate::options::Options;
use crate::options::SegmentsChoice;

/// What the first instance alone is to write.
pub(super) enum Once {
    /// It was not asked for.
    Nothing,
    /// This.
    Change(MemoryChange),
    /// Nothing, though it was asked for.
    Idle(NoEffect),
}

/// Decides. `memory` is the memory of this index in the input, with all other changes.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if it is not known what to write, or where the mark may be.
pub(super) fn once(index: u32, memory: &MemoryFacts, facts: &Facts, options: &Options) -> Result<Once> {
    if options.segments == SegmentsChoice::Keep {
        return Ok(Once::Nothing);
    }
    if let Some(idle) = idle(index, memory, facts) {
        return Ok(Once::Idle(idle));
    }
    if memory.shared {
        return Err(Error::refused(
            "--segments=init: threads share the memory, and two that begin at once would both find no mark; wasm-ld --shared-memory has \
             data written once, or leave out --segments=init",
        ));
    }
    let Some(written) = &memory.written else {
        return Err(Error::refused(
            "--segments=init: a data segment's offset is not a constant; link the module at fixed addresses (without -shared and \
             -pie), or leave out --segments=init",
        ));
    };
    let needed = needed(memory);
    if let Some(most) = memory.maximum.filter(|most| *most < needed) {
        return Err(Error::refused(format!(
            "--segments=init: the data needs {needed} pages, but the memory may have {most} at most; --max-memory=SIZE raises that"
        )));
    }
    if needed > most_pages(memory) {
        return Err(Error::refused(
            "--segments=init: the data does not fit into any memory of its kind; leave out --segments=init",
        ));
    }
    let address = mark_address(memory, written, options)?;
    let content = facts.persistence.as_ref().map(|persistence| persistence.content).unwrap_or_default();
    let mark = Mark { memory: index, memory64: memory.memory64, address, value: content };
    Ok(Once::Change(MemoryChange::Once { mark, segments: written.segments.clone() }))
}

/// Whether a fix has the first instance on this memory alone fill it already.
pub(super) fn is_marked(index: u32, facts: &Facts) -> bool {
    let marked = facts.start.as_ref().and_then(|start| start.marked.as_ref());
    marked.is_some_and(|marked| marked.mark.memory == index)
}

fn idle(index: u32, memory: &MemoryFacts, facts: &Facts) -> Option<NoEffect> {
    if memory.import.is_none() {
        return Some(NoEffect::OnceOfOwn);
    }
    if is_marked(index, facts) {
        return Some(NoEffect::OnceAlready);
    }
    if memory.shared && facts.sharing.as_ref().is_some_and(|sharing| sharing.linkers.is_some()) {
        return Some(NoEffect::OnceByLinker);
    }
    None
}

/// As many pages as the data needs: what its segments do not show any more, the limits have to say.
pub(super) fn needed(memory: &MemoryFacts) -> u64 {
    let last = memory.written.as_ref().and_then(|written| written.stretches.last());
    last.map_or(0, |last| last.end.div_ceil(memory.page_size()))
}

/// Where the mark may be: nothing of the module's data lies there. Only the user knows what else uses it.
fn mark_address(memory: &MemoryFacts, written: &WrittenFirst, options: &Options) -> Result<u64> {
    let Some(address) = options.mark_address else {
        return Err(Error::refused(
            "--segments=init: 16 bytes of the memory have to say that its data is there, and no analysis finds 16 that nothing else \
             uses; --mark-address=ADDRESS names them (wasm-ld --global-base=ADDRESS makes room before the data)",
        ));
    };
    let size = memory.minimum.max(needed(memory)).saturating_mul(memory.page_size());
    let end = address.saturating_add(Mark::BYTES);
    let after = written.stretches.partition_point(|stretch| stretch.end <= address);
    let what = match written.stretches.get(after) {
        _ if end > size || end == u64::MAX => {
            "16 bytes from there do not lie in the memory, as it is at first; --initial-memory=SIZE makes it larger"
        }
        Some(stretch) if stretch.start < end => {
            "data, or zeros that the start section writes, lie in the 16 bytes from there"
        }
        _ => return Ok(address),
    };
    Err(Error::refused(format!("--mark-address={address:#x}: {what}")))
}
