//! What a walk along calls did not see.

use super::targets::OpenCall;
use crate::module::Function;

/// What the walk did not see.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Beyond {
    /// Nothing: these are all imports that may be called.
    Nothing,
    /// Indirect calls were not followed.
    NotFollowed,
    /// An import had been met that decides what there is to decide.
    Decided,
    /// There was more code than [`BUDGET`](super::BUDGET).
    Budget,
    /// An indirect call may lead anywhere: why.
    Open(Open),
}

/// Why an indirect call may lead anywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Open {
    /// One that this function makes.
    Call {
        /// The function.
        function: Function,
        /// Why.
        why: OpenCall,
    },
    /// The start section runs first and calls this import, which may fill tables.
    StartFillsTables {
        /// The import's module name.
        module: String,
        /// The import's name.
        name: String,
    },
    /// This import gives references to functions.
    GivesReferences {
        /// The import's module name.
        module: String,
        /// The import's name.
        name: String,
    },
}
