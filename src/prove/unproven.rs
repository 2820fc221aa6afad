//! Why there is no run, or why it proves nothing.

use crate::bounds::Bounds;
#[cfg(feature = "prove")]
use crate::error::Error;

/// What ends the work on a run early.
#[cfg(feature = "prove")]
#[derive(Debug)]
pub(super) enum NoProof {
    /// A run would prove nothing, or proved nothing.
    Unproven(Unproven),
    /// The module is wrong.
    Fault(Error),
}

/// Why a run proves nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unproven {
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
    /// A constant expression reads this imported global.
    GivenPlaces(String),
    /// An offset of data in the imported memory is no constant.
    UnknownPlaces,
    /// Data reaches beyond the imported memory.
    DataBeyond,
    /// The start function called this import.
    StartCalls {
        /// The import's module name.
        module: String,
        /// The import's name.
        name: String,
    },
    /// The start function called an import whose name is not known.
    StartStops,
    /// The initialiser called an import whose name is not known.
    Stops,
    /// The interpreter does not take the copy: what it says.
    NotRun(String),
    /// The copy does not export the initialiser.
    NoInitialiser,
    /// The copy does not say what the run looked at.
    NoAnswer,
    /// It takes more than [`Bound::RunSteps`](crate::bounds::Bound::RunSteps).
    Endless(Step, Bounds),
    /// It takes more than [`Bound::RunMemory`](crate::bounds::Bound::RunMemory).
    LargeMemory(Step, Bounds),
    /// The module takes more than that from the beginning.
    LargeModule(Bounds),
    /// It traps: how, as the interpreter says it.
    Traps(Step, String),
    /// The interpreter ends it otherwise: what it says.
    Fails(Step, String),
    /// It looked at these things that a host gives.
    LookedAt(Vec<Given>),
}

/// A function that a run calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// The start function.
    Start,
    /// The initialiser.
    Initialiser,
}

/// Something that a host gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Given {
    /// The content of a memory.
    Content,
    /// The size of a memory.
    Size,
    /// The value of a global.
    Global,
    /// A table.
    Table,
    /// A memory, by an instruction that is not watched.
    Other,
}

#[cfg(feature = "prove")]
impl From<Unproven> for NoProof {
    fn from(why: Unproven) -> Self {
        Self::Unproven(why)
    }
}

#[cfg(feature = "prove")]
impl From<Error> for NoProof {
    fn from(fault: Error) -> Self {
        Self::Fault(fault)
    }
}

#[cfg(feature = "prove")]
impl From<wasmi::Error> for Unproven {
    fn from(error: wasmi::Error) -> Self {
        Self::NotRun(error.to_string())
    }
}
