//! What of a memory is written before anything else happens: by data segments, and by what begins the start section.

use std::ops::Range;

use wasmparser::DataKind;
use wasmparser::Operator;

use super::start::Start;
use super::start::StartKind;
use super::zeroed;
use super::zeroed::Zeroed;
use crate::constant::constant;
use crate::error::Result;
use crate::module::Module;
use crate::module::format::section;

/// What of a memory is written before anything else happens.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct WrittenFirst {
    /// The first byte that a data segment writes, if one writes any.
    pub lowest: Option<u64>,
    /// The stretches that data segments write or the start section fills with zeros, in order, and none touches another.
    pub stretches: Vec<Range<u64>>,
    /// The active data segments, in order.
    pub segments: Vec<ActiveSegment>,
}

/// An active data segment, and where it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ActiveSegment {
    /// Its index.
    pub segment: u32,
    /// The address of its first byte.
    pub address: u64,
    /// How many bytes it has.
    pub length: u32,
}

impl WrittenFirst {
    /// What is not written of a stretch.
    pub(crate) fn gaps(&self, whole: Range<u64>) -> Vec<Range<u64>> {
        let mut gaps = Vec::new();
        let mut at = whole.start;
        for stretch in &self.stretches {
            let end = stretch.start.min(whole.end);
            if at < end {
                gaps.push(at..end);
            }
            at = at.max(stretch.end);
        }
        if at < whole.end {
            gaps.push(at..whole.end);
        }
        gaps
    }
}

/// What is written of each memory; none where the offset of a data segment is not a constant.
pub(super) fn written(module: &Module, start: Option<&Start>) -> Result<Vec<Option<WrittenFirst>>> {
    let mut written = vec![Some(WrittenFirst::default()); module.memories.len()];
    for (index, segment) in (0..).zip(module.data()) {
        let DataKind::Active { memory_index, offset_expr } = segment.kind else {
            continue;
        };
        let Some(place) = written.get_mut(memory_index as usize) else {
            continue;
        };
        let length = segment.data.len() as u32;
        match (constant(&offset_expr), place.as_mut()) {
            (Some(start), Some(written)) => {
                written.segments.push(ActiveSegment { segment: index, address: start, length });
                if length == 0 {
                    continue;
                }
                written.lowest = Some(written.lowest.map_or(start, |lowest| lowest.min(start)));
                written.stretches.push(start..start.saturating_add(u64::from(length)));
            }
            (None, _) => *place = None,
            _ => {}
        }
    }
    // Code may leave the start section, and what it fills with it.
    let stays = start.is_some_and(|start| start.kind != StartKind::Code);
    for Zeroed { memory, bytes } in if stays { zeroed::by_start(module)? } else { Vec::new() } {
        if let Some(Some(written)) = written.get_mut(memory as usize) {
            written.stretches.push(bytes);
        }
    }
    written.iter_mut().flatten().for_each(|written| written.stretches = merged(std::mem::take(&mut written.stretches)));
    Ok(written)
}

fn merged(mut stretches: Vec<Range<u64>>) -> Vec<Range<u64>> {
    stretches.sort_unstable_by_key(|stretch| stretch.start);
    let mut merged: Vec<Range<u64>> = Vec::with_capacity(stretches.len());
    for stretch in stretches {
        match merged.last_mut() {
            Some(last) if stretch.start <= last.end => last.end = last.end.max(stretch.end),
            _ => merged.push(stretch),
        }
    }
    merged
}

/// Whether engines that take the module know the instructions for bulk memory: its tools say so (tool-conventions, `Linking.md`, "Target
/// Features Section"; since LLVM 20, `memory.fill` is of `bulk-memory-opt`), or it has some.
pub(super) fn has_bulk_memory(module: &Module) -> Result<bool> {
    let features = module.custom("target_features").map(|custom| custom.data).unwrap_or_default();
    let is_said = |feature: &[u8]| memchr::memmem::find(features, feature).is_some();
    // A count of data segments is there for the sake of these instructions.
    if is_said(b"+\x0bbulk-memory") || is_said(b"+\x0fbulk-memory-opt") || module.section(section::DATA_COUNT).is_some()
    {
        return Ok(true);
    }
    for func in module.imported_functions..module.function_count() {
        for operator in module.operators(func) {
            if let Operator::MemoryFill { .. } | Operator::MemoryCopy { .. } = operator?.0 {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_what_is_not_written() {
        let stretches = merged(vec![20..30, 8..12, 12..16, 25..28, 90..120]);
        let written = WrittenFirst { lowest: Some(8), stretches, segments: Vec::new() };
        assert_eq!(written.stretches, [8..16, 20..30, 90..120]);
        assert_eq!(written.gaps(8..100), [16..20, 30..90]);
        assert_eq!(written.gaps(0..200), [0..8, 16..20, 30..90, 120..200]);
        assert_eq!(written.gaps(22..24), []);
        // An address behind the end.
        let (from, end) = (100, 8);
        assert_eq!(written.gaps(from..end), []);
    }
}
