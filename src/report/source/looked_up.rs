//! How much looking places up may take. addr2line 0.26 asks each unit around an address (`ResUnits::find_range` in its `unit.rs`), and those
//! of a small file may all lie around all functions. Ranges that are there for code that went may overlap as well, and so may those of a few
//! units: only what is looked up counts.

use std::cell::Cell;
use std::ops::Range;

/// What looking up may take, in ranges that are looked at.
pub(super) struct LookUps {
    /// Where ranges end, in this order.
    ends: Box<[u64]>,
    /// Where the first one begins of a range and those behind it.
    begins: Box<[u64]>,
    left: Cell<Option<u64>>,
}

/// What is left to any module: it takes a twentieth of a second.
const FREE: u64 = 1_000_000;
/// What is left for each range.
const EACH: u64 = 64;

impl LookUps {
    /// Among ranges of addresses, in which units lie.
    pub(super) fn among(mut ranges: Vec<Range<u64>>) -> Self {
        ranges.sort_unstable_by_key(|range| range.end);
        let ends = ranges.iter().map(|range| range.end).collect();
        let mut first = u64::MAX;
        for range in ranges.iter_mut().rev() {
            first = first.min(range.start);
            range.start = first;
        }
        let left = FREE.saturating_add(EACH.saturating_mul(ranges.len() as u64));
        Self { ends, begins: ranges.iter().map(|range| range.start).collect(), left: Cell::new(Some(left)) }
    }

    /// Whether what lies around an address may still be looked at.
    pub(super) fn take(&self, address: u64) -> bool {
        let first = self.ends.partition_point(|end| *end <= address);
        let count = self.begins[first..].partition_point(|begin| *begin <= address);
        self.left.set(self.left.get().and_then(|left| left.checked_sub(count as u64)));
        !self.are_used_up()
    }

    /// Whether there was something that could not be looked at any more.
    pub(super) fn are_used_up(&self) -> bool {
        self.left.get().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_counted() {
        let left = |ranges: &[Range<u64>], address: u64| {
            let ups = LookUps::among(ranges.to_vec());
            let before = ups.left.get().expect("some");
            ups.take(address).then(|| before - ups.left.get().expect("some"))
        };
        let apart = [0..10, 10..20, 20..30];
        assert_eq!([0, 9, 10, 29, 30].map(|address| left(&apart, address)), [1, 1, 1, 1, 0].map(Some));
        // One that ends last, and begins first, has all between looked at.
        let around = [0..40, 10..20, 20..30, 35..36];
        assert_eq!([0, 15, 34, 39, 40].map(|address| left(&around, address)), [4, 4, 2, 1, 0].map(Some));
        let ups = LookUps::among(vec![0..1; 100_000]);
        assert_eq!((0..1000).filter(|_| ups.take(0)).count(), 74);
        assert!(ups.are_used_up() && !ups.take(5));
    }
}
