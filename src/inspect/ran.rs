//! What a run of the initialiser showed.

use super::reach::ReachedImport;
use crate::prove::Unproven;

/// What a run of the initialiser showed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ran {
    /// It ended without calling an import, and nothing that a host gives could have steered it.
    Ends,
    /// It called this import, before any other.
    Calls {
        /// The import.
        import: ReachedImport,
    },
    /// Neither is known: why.
    Unknown(Unproven),
}
