//! What cannot be watched for its size.

/// The most pages of a watched memory: its shadow takes as much again.
#[cfg(feature = "prove")]
pub(super) const PAGES: u64 = 4096;

/// The most data segments of a module with a watched memory: each has a function of its own.
pub(crate) const SEGMENTS: usize = 1000;
