//! What two instances hold, side by side: memories, globals, tables, and which segments they dropped.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashSet;
use std::ops::Range;

use wasmtime::Table;

use super::deadline::Deadline;
use super::instrument::SegmentProbe;
use super::session::Session;
use super::value::Value;
use crate::module::MemoryPlaces;
use crate::shown::bytes;

/// How many places of one kind are shown.
const SHOWN: usize = 8;
/// How many bytes of one place are shown.
const BYTES: usize = 8;
/// After so many elements, the time is looked at.
const STRETCH: u64 = 4096;

/// What may differ.
#[derive(Debug)]
pub(super) struct Tolerance {
    /// The memories of the first module that may have another size.
    pub sizes: BTreeMap<u32, OtherSize>,
    /// The places of memories in the second module.
    pub memories: MemoryPlaces,
    /// What a fix keeps for itself in memories of the second module.
    pub own: Vec<OwnBytes>,
    /// The data segments that are active in the first module, and that the start section of the second writes and drops.
    pub written: HashSet<u32>,
    /// The tables that may have more elements in the second module; what one has beyond the other is null.
    pub tables: BTreeSet<u32>,
}

/// Bytes that a fix keeps for itself in a memory of the second module.
#[derive(Debug, Clone)]
pub(super) struct OwnBytes {
    pub memory: u32,
    pub bytes: Range<u64>,
    /// What they are, where they have to be zero in the first module.
    pub value: Option<[u8; 16]>,
}

impl OwnBytes {
    /// Whether what two memories hold there is as it should be: nothing else uses the bytes.
    fn is_right(&self, old: &[u8], new: &[u8]) -> bool {
        let Some(value) = self.value else {
            return true;
        };
        let bytes = |memory: &[u8]| -> Vec<u8> {
            memory.iter().copied().skip(self.bytes.start as usize).take(value.len()).collect()
        };
        bytes(old).iter().all(|byte| *byte == 0) && bytes(new) == value
    }
}

/// In what way the size of a memory may differ; what one of them has beyond the other is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OtherSize {
    /// It changed hands: its owner may have to give more.
    Larger,
    /// It has other limits.
    Any,
}

/// What differs, in words: all of it, or what was found by the deadline.
pub(super) fn compare(
    before: &mut Session,
    after: &mut Session,
    tolerance: &Tolerance,
    deadline: Deadline,
) -> Vec<String> {
    let mut differences = Vec::new();
    memories(before, after, (tolerance, deadline), &mut differences);
    globals(before, after, &mut differences);
    tables(before, after, (tolerance, deadline), &mut differences);
    segments(before, after, tolerance, &mut differences);
    differences
}

fn memories(
    before: &mut Session,
    after: &mut Session,
    (tolerance, deadline): (&Tolerance, Deadline),
    differences: &mut Vec<String>,
) {
    for index in 0.. {
        let name = if index == 0 { "memory".to_owned() } else { format!("memory {index}") };
        let size = tolerance.sizes.get(&index).copied();
        match (before.memory(index), after.memory(tolerance.memories.of(index))) {
            (Some(old), Some(new)) => {
                let own = tolerance.own.iter().filter(|own| own.memory == tolerance.memories.of(index));
                let own: Vec<Range<u64>> =
                    own.filter(|own| own.is_right(old, new)).map(|own| own.bytes.clone()).collect();
                memory(&name, (old, new), (size, &own), deadline, differences);
            }
            (None, None) => return,
            (Some(_), None) => differences.push(format!("{name}: missing")),
            (None, Some(_)) => differences.push(format!("{name}: new")),
        }
    }
}

fn memory(
    name: &str,
    (old, new): (&[u8], &[u8]),
    (size, own): (Option<OtherSize>, &[Range<u64>]),
    deadline: Deadline,
    differences: &mut Vec<String>,
) {
    let common = old.len().min(new.len());
    let may_be = match size {
        None => old.len() == new.len(),
        Some(OtherSize::Larger) => old.len() <= new.len(),
        Some(OtherSize::Any) => true,
    };
    let rest_is_zero = [old, new].into_iter().all(|memory| is_zero(memory, common, own));
    if !may_be || !rest_is_zero {
        differences.push(format!("{name}: {} → {}", bytes(old.len() as u64), bytes(new.len() as u64)));
    }
    let is_own =
        |start: usize, end: usize| own.iter().any(|bytes| bytes.start <= start as u64 && end as u64 <= bytes.end);
    let mut places = runs(&old[..common], &new[..common], deadline).filter(|(start, end)| !is_own(*start, *end));
    let shown: Vec<_> = places.by_ref().take(SHOWN).collect();
    for (start, end) in shown {
        let bytes = |memory: &[u8]| {
            let shown = memory.iter().take(end).skip(start).take(BYTES);
            let shown: Vec<String> = shown.map(|byte| format!("{byte:02x}")).collect();
            format!("{}{}", shown.join(" "), if end - start > BYTES { " …" } else { "" })
        };
        let place = if end - start == 1 { format!("{start:#x}") } else { format!("{start:#x}..{end:#x}") };
        differences.push(format!("{name}[{place}]: {} → {}", bytes(old), bytes(new)));
    }
    let more = places.count();
    if more > 0 {
        differences.push(format!("{name}: and {more} more places"));
    }
}

/// Whether a memory is zero from an address on, but for what a fix keeps there for itself.
fn is_zero(memory: &[u8], from: usize, own: &[Range<u64>]) -> bool {
    let mut set = memory.iter().enumerate().skip(from).filter(|(_, byte)| **byte != 0);
    set.all(|(at, _)| own.iter().any(|bytes| bytes.contains(&(at as u64))))
}

/// Where two slices of one length differ: runs that are less than a few bytes apart are one.
fn runs<'a>(old: &'a [u8], new: &'a [u8], deadline: Deadline) -> impl Iterator<Item = (usize, usize)> + 'a {
    const APART: usize = 4;
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + next_difference(old.get(at..)?, new.get(at..)?, deadline)?;
        let mut end = start + 1;
        while let Some(next) = first_difference(window(old, end, APART), window(new, end, APART)) {
            end += next + 1;
        }
        at = end;
        Some((start, end))
    })
}

/// The next place where two slices of one length differ, as far as the deadline lets us look.
fn next_difference(old: &[u8], new: &[u8], deadline: Deadline) -> Option<usize> {
    const STRETCH: usize = 16 << 20;
    let stretches = old.chunks(STRETCH).zip(new.chunks(STRETCH)).enumerate();
    let mut in_time = stretches.take_while(|_| !deadline.is_over());
    in_time.find_map(|(stretch, (old, new))| Some(stretch * STRETCH + first_difference(old, new)?))
}

fn window(bytes: &[u8], start: usize, length: usize) -> &[u8] {
    bytes.get(start..bytes.len().min(start + length)).unwrap_or_default()
}

/// Slices of a page compare by `memcmp`, which is most of what there is to do here.
fn first_difference(old: &[u8], new: &[u8]) -> Option<usize> {
    const PAGE: usize = 4096;
    let differs = |(old, new): (&[u8], &[u8])| old != new;
    let page = old.chunks(PAGE).zip(new.chunks(PAGE)).position(differs)? * PAGE;
    let byte = old[page..].iter().zip(&new[page..]).position(|(old, new)| old != new)?;
    Some(page + byte)
}

/// Globals are in the order of the module; rewriters add theirs at the end.
fn globals(before: &mut Session, after: &mut Session, differences: &mut Vec<String>) {
    for index in 0.. {
        match (before.global(index), after.global(index)) {
            (Some(old), Some(new)) if old == new => {}
            (Some(old), Some(new)) => differences.push(format!("global {index}: {old} → {new}")),
            (Some(old), None) => differences.push(format!("global {index}: {old} → missing")),
            (None, _) => return,
        }
    }
}

fn tables(
    before: &mut Session,
    after: &mut Session,
    (tolerance, deadline): (&Tolerance, Deadline),
    differences: &mut Vec<String>,
) {
    for index in 0.. {
        match (before.table(index), after.table(index)) {
            (Some(old), Some(new)) => {
                let may_be_larger =
                    tolerance.tables.contains(&index) && holds_nothing_behind(after, &new, old.1, deadline);
                table(index, (before, old), (after, new), (may_be_larger, deadline), differences);
            }
            (Some(_), None) => differences.push(format!("table {index}: missing")),
            (None, Some(_)) => differences.push(format!("table {index}: new")),
            (None, None) => return,
        }
    }
}

/// Whether a table has nothing but null from an element on, as far as the deadline lets us look.
fn holds_nothing_behind(session: &mut Session, (table, size): &(Table, u64), from: u64, deadline: Deadline) -> bool {
    let mut behind = (from..*size).take_while(|element| element % STRETCH != 0 || !deadline.is_over());
    from <= *size && behind.all(|element| session.element(table, element) == Some(Value::Null))
}

/// A session, a table in it, and how many elements that has.
type SessionTable<'a, 'b> = (&'a mut Session<'b>, (Table, u64));

fn table(
    index: u32,
    (before, (old, old_size)): SessionTable,
    (after, (new, new_size)): SessionTable,
    (may_be_larger, deadline): (bool, Deadline),
    differences: &mut Vec<String>,
) {
    if old_size != new_size && !may_be_larger {
        differences.push(format!("table {index}: {old_size} elements → {new_size}"));
    }
    let mut places = 0;
    for element in 0..old_size.min(new_size) {
        if element % STRETCH == 0 && deadline.is_over() {
            break;
        }
        let (Some(old), Some(new)) = (before.element(&old, element), after.element(&new, element)) else {
            break;
        };
        if old == new {
            continue;
        }
        places += 1;
        if places <= SHOWN {
            differences.push(format!("table {index}[{element}]: {old} → {new}"));
        }
    }
    if places > SHOWN {
        differences.push(format!("table {index}: and {} more elements", places - SHOWN));
    }
}

fn segments(before: &mut Session, after: &mut Session, tolerance: &Tolerance, differences: &mut Vec<String>) {
    let is_written = |probe: &SegmentProbe| matches!(probe, SegmentProbe::Data { segment, .. } if tolerance.written.contains(segment));
    let stay = after.probes().iter().zip(after.dropped()).filter(|(probe, _)| !is_written(probe));
    let new: Vec<bool> = stay.map(|(_, dropped)| dropped).collect();
    let old = before.dropped();
    if old.len() != new.len() {
        differences.push(format!("{} passive segments → {}", old.len(), new.len()));
        return;
    }
    let word = |dropped: bool| if dropped { "dropped" } else { "there" };
    for (probe, (old, new)) in before.probes().iter().zip(old.into_iter().zip(new)) {
        if old != new {
            differences.push(format!("{probe}: {} → {}", word(old), word(new)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRICT: Option<OtherSize> = None;

    fn memories(old: &[u8], new: &[u8], size: Option<OtherSize>) -> Vec<String> {
        let mut differences = Vec::new();
        memory("memory", (old, new), (size, &[]), Deadline::after(u64::MAX), &mut differences);
        differences
    }

    #[test]
    fn a_byte_is_shown_with_its_address() {
        let mut new = [7; 5000];
        new[4100] = 0;
        assert_eq!(memories(&[7; 5000], &new, STRICT), ["memory[0x1004]: 07 → 00"]);
    }

    #[test]
    fn bytes_close_to_each_other_are_one_place() {
        let differences =
            memories(&[0; 32], b"\0\x01\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x03", STRICT);
        assert_eq!(differences, ["memory[0x1..0x5]: 00 00 00 00 → 01 00 00 02", "memory[0x1f]: 00 → 03"]);
    }

    #[test]
    fn long_and_many_places_are_cut() {
        let mut new = vec![0; 4096];
        new[..10].fill(1);
        for place in 1..=10 {
            new[place * 100] = 1;
        }
        let differences = memories(&[0; 4096], &new, STRICT);
        assert_eq!(differences[0], "memory[0x0..0xa]: 00 00 00 00 00 00 00 00 … → 01 01 01 01 01 01 01 01 …");
        assert_eq!(differences.len(), 9);
        assert_eq!(differences[8], "memory: and 3 more places");
    }

    #[test]
    fn a_memory_that_changed_hands_may_have_grown_by_zeros() {
        let grew = Some(OtherSize::Larger);
        assert_eq!(memories(&[1], &[1, 0], STRICT), ["memory: 1 byte → 2 bytes"]);
        assert_eq!(memories(&[1], &[1, 0], grew), [""; 0]);
        assert_eq!(memories(&[1], &[1, 2], grew), ["memory: 1 byte → 2 bytes"]);
        assert_eq!(memories(&[1, 0], &[1], grew), ["memory: 2 bytes → 1 byte"]);
        let any = Some(OtherSize::Any);
        assert_eq!(memories(&[1, 0], &[1], any), [""; 0]);
        assert_eq!(memories(&[1, 2], &[1], any), ["memory: 2 bytes → 1 byte"]);
    }
}
