//! Where the copy has what watches a run, and what that says.

use super::unproven::Given;

/// Indices in the copy.
pub(super) struct Layout {
    /// The global that says, in bits, what the run looked at.
    pub steered: u32,
    /// The memory with a byte for each byte of the watched one: all ones where the module has written. There is none if no
    /// memory is watched.
    pub shadow: u32,
    /// The first of the functions that access the watched memory.
    pub first_helper: u32,
    /// How many bytes the watched memory has.
    pub size: u64,
}

/// Bits of [`Layout::steered`].
pub(super) const CONTENT: i32 = 1;
pub(super) const SIZE: i32 = 2;
pub(super) const GLOBAL: i32 = 4;
pub(super) const TABLE: i32 = 8;
pub(super) const OTHER: i32 = 16;

/// What the run looked at.
pub(super) fn looked_at(steered: i32) -> Vec<Given> {
    let all = [
        (CONTENT, Given::Content),
        (SIZE, Given::Size),
        (GLOBAL, Given::Global),
        (TABLE, Given::Table),
        (OTHER, Given::Other),
    ];
    all.into_iter().filter(|(bit, _)| steered & bit != 0).map(|(_, given)| given).collect()
}
