//! Why a run of the constructors proves nothing.

use std::fmt;
use std::fmt::Display;
use std::fmt::Formatter;

use crate::bounds::Bound;
use crate::prove::Given;
use crate::prove::SEGMENTS;
use crate::prove::Step;
use crate::prove::Unproven;

/// Goes on from "because".
impl Display for Unproven {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory64 => f.write_str("an imported memory of 64 bits is not watched"),
            Self::SharedMemory => f.write_str("a shared memory is not watched"),
            Self::MemorySize => f.write_str("an imported memory of that size is not watched"),
            Self::Segments => write!(f, "more than {SEGMENTS} data segments are not watched"),
            Self::SeveralMemories => f.write_str("several imported memories are not watched"),
            Self::GivenPlaces(global) => {
                write!(f, "where its data or functions lie depends on the imported global `{global}`")
            }
            Self::UnknownPlaces => f.write_str("where its data lies in memory is not a constant"),
            Self::DataBeyond => f.write_str("its data does not fit into memory"),
            Self::StartCalls { module, name } => write!(f, "{} calls `{module}.{name}`", Step::Start),
            Self::StartStops => write!(f, "{} does not end", Step::Start),
            Self::Stops => write!(f, "{} does not end", Step::Initialiser),
            Self::NotRun(error) => write!(f, "it cannot be run: {error}"),
            Self::NoInitialiser => f.write_str("it is not there"),
            Self::NoAnswer => f.write_str("what it looked at is not known"),
            Self::Endless(step, bounds) => {
                write!(f, "{step} takes too many instructions: {}", bounds.advice(Bound::RunSteps))
            }
            Self::LargeMemory(step, bounds) => {
                write!(f, "{step} wants too much memory, in bytes: {}", bounds.advice(Bound::RunMemory))
            }
            Self::LargeModule(bounds) => {
                write!(f, "it wants too much memory, in bytes: {}", bounds.advice(Bound::RunMemory))
            }
            Self::Traps(step, trap) => write!(f, "{step} traps: {trap}"),
            Self::Fails(step, error) => write!(f, "{step} cannot be run: {error}"),
            Self::LookedAt(given) => {
                let given: Vec<String> = given.iter().map(Given::to_string).collect();
                write!(f, "the run looked at {}", given.join(", and at "))
            }
        }
    }
}

impl Display for Step {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Start => "the start section, which runs first,",
            Self::Initialiser => "the initialiser",
        })
    }
}

impl Display for Given {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Content => "memory that the host gives, at a place where the module has written nothing",
            Self::Size => "the size of the memory that the host gives",
            Self::Global => "an imported global",
            Self::Table => "a table that the host gives",
            Self::Other => "memory that the host gives, by an instruction that is not watched",
        })
    }
}
