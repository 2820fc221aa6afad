//! How much a run may take. The bounds are on instructions and memory, and not on time: so the same module gives the same
//! answer on any machine.

/// The most instructions that a run may take, about.
pub const FUEL: u64 = 1_000_000_000;

/// The most memory that a run may have, in bytes.
pub const MEMORY: usize = 1 << 30;

/// The most pages of a watched memory: its shadow takes as much again.
#[cfg(feature = "prove")]
pub(super) const PAGES: u64 = 4096;

/// The most data segments of a module with a watched memory: each has a function of its own.
pub(crate) const SEGMENTS: usize = 1000;
