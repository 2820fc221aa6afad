//! What a run showed.

use super::unproven::Unproven;

/// What happened, functions by index.
#[cfg_attr(not(feature = "prove"), expect(dead_code, reason = "without the interpreter nothing is seen"))]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Seen {
    /// The initialiser ended without calling an import.
    Ends,
    /// It called this import, before any other.
    Calls(u32),
    /// The run proves nothing: why.
    Unknown(Unproven),
}
