//! Why there is no run, or why it proves nothing.

use std::fmt;

use super::layout::looked_at;
use super::limits::FUEL;
use super::limits::MEMORY;
use super::limits::SEGMENTS;
use crate::error::Error;

/// What ends the work on a run early.
#[derive(Debug)]
pub(super) enum NoProof {
    /// A run would prove nothing, or proved nothing.
    Unproven(Unproven),
    /// The module is wrong.
    Fault(Error),
}

/// Why a run proves nothing; shown, it is the end of a sentence that begins with "because".
#[derive(Debug)]
pub(super) enum Unproven {
    /// The imported memory has addresses of 64 bits.
    Memory64,
    /// The imported memory is shared.
    SharedMemory,
    /// The imported memory is too large, or has pages of another size.
    MemorySize,
    /// There are too many data segments for an imported memory.
    Segments,
    /// Several memories are imported.
    SeveralMemories,
    /// A constant expression reads an imported global.
    GivenPlaces { global: String },
    /// An offset of data in the imported memory is no constant.
    UnknownPlaces,
    /// Data reaches beyond the imported memory.
    DataBeyond,
    /// The start function called this import.
    StartCalls { module: String, name: String },
    /// The start function called an import whose name is not known.
    StartStops,
    /// The interpreter does not take the copy, or not to the end.
    NotRun(wasmi::Error),
    /// The copy does not export the initialiser.
    NoInitialiser,
    /// The copy does not say what the run looked at.
    NoAnswer,
    /// It takes too many instructions.
    Endless(Step),
    /// It takes too much memory.
    LargeMemory(Step),
    /// It traps.
    Traps(Step, wasmi::TrapCode),
    /// The interpreter ends it otherwise.
    Fails(Step, wasmi::Error),
    /// It looked at what a host gives: the bits of [`Layout::steered`](super::layout::Layout::steered).
    LookedAt(i32),
}

/// A function that a run calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Start,
    Initialiser,
}

impl From<Unproven> for NoProof {
    fn from(why: Unproven) -> Self {
        Self::Unproven(why)
    }
}

impl From<Error> for NoProof {
    fn from(fault: Error) -> Self {
        Self::Fault(fault)
    }
}

impl From<wasmi::Error> for Unproven {
    fn from(error: wasmi::Error) -> Self {
        Self::NotRun(error)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Start => "the start section, which runs first,",
            Self::Initialiser => "the initialiser",
        })
    }
}

impl fmt::Display for Unproven {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory64 => f.write_str("an imported memory of 64 bits is not watched"),
            Self::SharedMemory => f.write_str("a shared memory is not watched"),
            Self::MemorySize => f.write_str("an imported memory of that size is not watched"),
            Self::Segments => write!(f, "more than {SEGMENTS} data segments are not watched"),
            Self::SeveralMemories => f.write_str("several imported memories are not watched"),
            Self::GivenPlaces { global } => {
                write!(f, "where its data or functions lie depends on the imported global `{global}`")
            }
            Self::UnknownPlaces => f.write_str("where its data lies in memory is not a constant"),
            Self::DataBeyond => f.write_str("its data does not fit into memory"),
            Self::StartCalls { module, name } => write!(f, "{} calls `{module}.{name}`", Step::Start),
            Self::StartStops => write!(f, "{} does not end", Step::Start),
            Self::NotRun(error) => write!(f, "it cannot be run: {error}"),
            Self::NoInitialiser => f.write_str("it is not there"),
            Self::NoAnswer => f.write_str("what it looked at is not known"),
            Self::Endless(step) => write!(f, "{step} did not end within {FUEL} instructions"),
            Self::LargeMemory(step) => write!(f, "{step} wants more than {} MiB of memory", MEMORY >> 20),
            Self::Traps(step, trap) => write!(f, "{step} traps: {trap}"),
            Self::Fails(step, error) => write!(f, "{step} cannot be run: {error}"),
            Self::LookedAt(bits) => write!(f, "the run looked at {}", looked_at(*bits)),
        }
    }
}
