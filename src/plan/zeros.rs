//! Zeros for a memory: which stretches get them, and in which steps.

use std::ops::Range;

/// Stretches of a memory that get zeros.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Zeros {
    /// The memory.
    pub memory: u32,
    /// Whether its addresses are i64.
    pub memory64: bool,
    /// The stretches, which do not overlap.
    pub stretches: Vec<Range<u64>>,
    /// Whether by `memory.fill`, and not by stores.
    pub bulk: bool,
}

/// One step of filling; [`Body::Zero`](super::Body::Zero) draws each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ZeroStep {
    /// `memory.fill`.
    Fill { start: u64, length: u64 },
    /// Stores of eight bytes, one after the other, while their address is less than the last.
    Stores { start: u64, last: u64 },
    /// One store.
    Store { start: u64, width: ZeroWidth },
}

/// How many bytes of an i64 a store writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ZeroWidth {
    One,
    Two,
    Four,
    Eight,
}

impl Zeros {
    /// How many bytes get zeros.
    pub fn bytes(&self) -> u64 {
        self.stretches.iter().map(|stretch| stretch.end - stretch.start).fold(0, u64::saturating_add)
    }

    /// Whether there are stores in loops, which take a local variable.
    pub(crate) fn loops(&self) -> bool {
        self.steps().any(|step| matches!(step, ZeroStep::Stores { .. }))
    }

    pub(crate) fn steps(&self) -> impl Iterator<Item = ZeroStep> {
        self.stretches.iter().flat_map(|stretch| if self.bulk { fills(stretch) } else { stores(stretch) })
    }
}

/// The length of all of a memory of 4 GiB would not fit into an i32.
fn fills(stretch: &Range<u64>) -> Vec<ZeroStep> {
    const MOST: u64 = 1 << 31;
    let fill = |start: u64| ZeroStep::Fill { start, length: (stretch.end - start).min(MOST) };
    std::iter::successors(Some(stretch.start), |start| start.checked_add(MOST))
        .take_while(|start| *start < stretch.end)
        .map(fill)
        .collect()
}

/// The last store ends where the stretch does, over what others have written before it if need be.
fn stores(stretch: &Range<u64>) -> Vec<ZeroStep> {
    let (start, end) = (stretch.start, stretch.end);
    let (width, bytes) = match end - start {
        0 => return Vec::new(),
        1 => return vec![ZeroStep::Store { start, width: ZeroWidth::One }],
        2..4 => (ZeroWidth::Two, 2),
        4..8 => (ZeroWidth::Four, 4),
        8.. => (ZeroWidth::Eight, 8),
    };
    let last = ZeroStep::Store { start: end - bytes, width };
    match end - start {
        length if length == bytes => vec![last],
        length if length <= 2 * bytes => vec![ZeroStep::Store { start, width }, last],
        _ => vec![ZeroStep::Stores { start, last: end - bytes }, last],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the steps write, and that they write nothing else.
    fn written(stretch: Range<u64>, bulk: bool) -> Vec<bool> {
        let mut memory = vec![false; 128];
        let zeros = Zeros { memory: 0, memory64: false, stretches: vec![stretch], bulk };
        for step in zeros.steps() {
            let mut write = |start: u64, length: u64| memory[start as usize..(start + length) as usize].fill(true);
            match step {
                ZeroStep::Fill { start, length } => write(start, length),
                ZeroStep::Stores { start, last } => (start..last).step_by(8).for_each(|start| write(start, 8)),
                ZeroStep::Store { start, width } => write(
                    start,
                    match width {
                        ZeroWidth::One => 1,
                        ZeroWidth::Two => 2,
                        ZeroWidth::Four => 4,
                        ZeroWidth::Eight => 8,
                    },
                ),
            }
        }
        memory
    }

    #[test]
    fn every_byte_of_a_stretch_is_written_and_no_other() {
        for (start, length) in (0..3).flat_map(|start| (0..100).map(move |length| (start, length))) {
            let expected: Vec<bool> = (0..128).map(|at| (start..start + length).contains(&at)).collect();
            for bulk in [false, true] {
                assert_eq!(written(start..start + length, bulk), expected, "{start} {length} {bulk}");
            }
        }
    }

    #[test]
    fn lengths_fit_into_an_i32() {
        let fill = |start, length| ZeroStep::Fill { start, length };
        assert_eq!(fills(&(16..1 << 32)), [fill(16, 1 << 31), fill((1 << 31) + 16, (1 << 31) - 16)]);
    }
}
