//! What may be called besides the imports that were found.

use std::fmt;
use std::fmt::Display;
use std::fmt::Formatter;

use crate::inspect::BUDGET;
use crate::inspect::Beyond;
use crate::inspect::Open;
use crate::inspect::OpenCall;

impl Display for Beyond {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing else may be called"),
            Self::NotFollowed => f.write_str("indirect calls were not followed"),
            Self::Decided => f.write_str("nothing further was looked for"),
            Self::Budget => write!(f, "more than {} MiB of code may be called", BUDGET >> 20),
            Self::Open(open) => open.fmt(f),
        }
    }
}

impl Display for Open {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call { function, why } => write!(f, "{function} {why}"),
            Self::StartFillsTables { module, name } => {
                write!(f, "the start section runs first and calls `{module}.{name}`, which may fill tables")
            }
            Self::GivesReferences { module, name } => write!(f, "import `{module}.{name}` gives references"),
        }
    }
}

/// Goes on from the name of the function that makes the call.
impl Display for OpenCall {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::ImportedTable { module, name } => {
                write!(f, "calls through the table `{module}.{name}`, which the host fills")
            }
            Self::FilledTable => f.write_str("calls through a table that may hold what the host gave"),
            Self::NoTable => f.write_str("calls through a table that does not exist"),
            Self::Reference { module, name } => {
                write!(f, "calls references, and the host may give some through `{module}.{name}`")
            }
            Self::Continuation => f.write_str("runs continuations, which are not followed"),
        }
    }
}
