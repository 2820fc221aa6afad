//! What functions do that a plan adds.

use std::fmt;

use super::target::Target;
use super::target::shown;
use super::zeros::Zeros;
use crate::inspect::ActiveSegment;
use crate::inspect::FlagWord;
use crate::inspect::Mark;
use crate::shown::bytes;

/// What an added function does.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Body {
    /// Nothing.
    ///
    /// ```wat
    /// (func)
    /// ```
    Empty,
    /// Calls functions, one after the other.
    ///
    /// ```wat
    /// (func (call $first) (call $second))
    /// ```
    Chain(Vec<Target>),
    /// Calls the initialiser the first time, nothing after that. The guard is set before the call, so that a constructor
    /// that calls an import that calls an export does not start the constructors again.
    ///
    /// ```wat
    /// (func
    ///   (if (global.get $guard) (then return))
    ///   (global.set $guard (i32.const 1))
    ///   (call $initialiser))
    /// ```
    RunOnce(Target),
    /// Calls the initialiser the first time for all instances that share memory; the others wait until it has run. The word is `ready`
    /// before, 3 while it runs, and 4 from then on. No thread sleeps: a browser's main thread may not.
    ///
    /// ```wat
    /// (func (local $was i32)
    ///   (loop $look
    ///     (br_if $look (i32.eq (i32.const 3)
    ///       (local.tee $was (i32.atomic.rmw.cmpxchg (i32.const $word) (i32.const $ready) (i32.const 3))))))
    ///   (if (i32.eq (local.get $was) (i32.const $ready))
    ///     (then
    ///       (call $initialiser)
    ///       (i32.atomic.store (i32.const $word) (i32.const 4)))))
    /// ```
    OncePerMemory {
        /// The initialiser.
        to: Target,
        /// The word.
        word: FlagWord,
    },
    /// Makes sure that the initialiser has run, then hands over to a function of the input, whose type it has.
    ///
    /// ```wat
    /// (func (param …) (result …)
    ///   (call $run_once)
    ///   (call $func (local.get 0) …))
    /// ```
    Guarded {
        /// The run-once initialiser.
        init: Target,
        /// The function.
        func: u32,
    },
    /// Hands over to a function of the input, whose type it has, and calls another one then.
    ///
    /// ```wat
    /// (func (param …) (result …)
    ///   (call $func (local.get 0) …)
    ///   (call $then))
    /// ```
    Followed {
        /// The function.
        func: u32,
        /// What is called then.
        then: Target,
    },
    /// Fills stretches of a memory with zeros. Before, as a host may give it, and after:
    ///
    /// ```text
    ///     0x400   data   0x408        0x410   data   0x414                0x10000
    /// …   |       "text" | ?? … ??    |       "more" | ?? …               |
    /// …   |       "text" | 00 … 00    |       "more" | 00 …               |
    /// ```
    ///
    /// With bulk memory:
    ///
    /// ```wat
    /// (func
    ///   (memory.fill (i32.const 0x408) (i32.const 0) (i32.const 8))
    ///   (memory.fill (i32.const 0x414) (i32.const 0) (i32.const 0xfbec)))
    /// ```
    ///
    /// Without, by stores; the last one of a stretch ends where that does:
    ///
    /// ```wat
    /// (func (local $at i32)
    ///   (i64.store align=1 (i32.const 0x408) (i64.const 0))
    ///   (local.set $at (i32.const 0x414))
    ///   (loop
    ///     (i64.store align=1 (local.get $at) (i64.const 0))
    ///     (br_if 0 (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (i32.const 0xfff8))))
    ///   (i64.store align=1 (i32.const 0xfff8) (i64.const 0)))
    /// ```
    Zero(Zeros),
    /// Writes data segments, which were active, to where they were written.
    ///
    /// ```wat
    /// (func
    ///   (memory.init $first (i32.const 0x400) (i32.const 0) (i32.const 8))
    ///   (memory.init $second (i32.const 0x410) (i32.const 0) (i32.const 4)))
    /// ```
    Fill {
        /// The memory.
        memory: u32,
        /// Whether its addresses are i64.
        memory64: bool,
        /// The segments.
        segments: Vec<ActiveSegment>,
    },
    /// Calls a function unless the memory has the mark, which it sets then; and drops data segments, as active ones are dropped. A
    /// trap leaves no mark, so that the next instance begins anew.
    ///
    /// ```wat
    /// (func
    ///   (if (i32.eqz (i32.and
    ///         (i64.eq (i64.load align=1 (i32.const $mark)) (i64.const $low))
    ///         (i64.eq (i64.load offset=8 align=1 (i32.const $mark)) (i64.const $high))))
    ///     (then
    ///       (call $to)
    ///       (i64.store align=1 (i32.const $mark) (i64.const $low))
    ///       (i64.store offset=8 align=1 (i32.const $mark) (i64.const $high))))
    ///   (data.drop $first) …)
    /// ```
    Marked {
        /// The mark.
        mark: Mark,
        /// What it calls.
        to: Target,
        /// The data segments.
        drops: Vec<u32>,
    },
}

impl Body {
    /// The functions that it calls.
    pub(crate) fn calls(&self) -> Vec<Target> {
        match self {
            Self::Empty | Self::Zero(_) | Self::Fill { .. } => Vec::new(),
            Self::Chain(calls) => calls.clone(),
            Self::RunOnce(to) | Self::OncePerMemory { to, .. } | Self::Marked { to, .. } => vec![*to],
            Self::Guarded { init, func } => vec![*init, Target::Old(*func)],
            Self::Followed { func, then } => vec![Target::Old(*func), *then],
        }
    }
}

impl fmt::Display for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "nothing"),
            Self::Chain(calls) => {
                let calls: Vec<_> = calls.iter().map(Target::to_string).collect();
                write!(f, "call {}", calls.join(", then "))
            }
            Self::RunOnce(to) => write!(f, "call {to} once"),
            Self::OncePerMemory { to, word } => {
                write!(f, "call {to} once for all instances, by the word at {:#x}", word.address)
            }
            Self::Guarded { init, func } => write!(f, "call {init}, then func {func}"),
            Self::Followed { func, then } => write!(f, "call func {func}, then {then}"),
            Self::Fill { memory, segments, .. } => {
                let (memory, count) = (shown(*memory), segments.len());
                let length: u64 = segments.iter().map(|segment| u64::from(segment.length)).sum();
                write!(
                    f,
                    "write {count} data {} into {memory}, {}",
                    if count == 1 { "segment" } else { "segments" },
                    bytes(length)
                )
            }
            Self::Marked { mark, to, .. } => {
                write!(f, "call {to} unless {} has its mark at {:#x}", shown(mark.memory), mark.address)
            }
            Self::Zero(zeros) => {
                let (memory, count) = (shown(zeros.memory), zeros.stretches.len());
                let stretches = if count == 1 { "stretch" } else { "stretches" };
                write!(f, "fill {count} {stretches} of {memory} with zeros, {}", bytes(zeros.bytes()))
            }
        }
    }
}
