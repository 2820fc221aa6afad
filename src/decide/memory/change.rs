//! What changes in a memory.

use std::ops::Range;

use crate::inspect::ActiveSegment;
use crate::inspect::Mark;
use crate::inspect::MemoryFacts;

/// One change to a memory.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MemoryFix {
    /// The memory, by its index in the input.
    pub memory: u32,
    /// The change.
    pub change: MemoryChange,
}

/// What changes in a memory.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MemoryChange {
    /// The module's own memory becomes imported.
    Import {
        /// The import's module name.
        module: String,
        /// The import's name.
        name: String,
    },
    /// The import gets another name.
    Rename {
        /// The import's new module name.
        module: String,
        /// The import's new name.
        name: String,
    },
    /// The imported memory becomes the module's own.
    Define {
        /// Its initial size, in pages.
        minimum: u64,
    },
    /// It has other limits.
    Limit {
        /// Its initial size, in pages.
        minimum: u64,
        /// The most that it may grow to, in pages.
        maximum: Option<u64>,
    },
    /// It is exported.
    Export {
        /// The export's name.
        name: String,
    },
    /// An export goes.
    Hide {
        /// The export's name.
        name: String,
    },
    /// The start section fills it with zeros before anything else, up to its initial size.
    Zero {
        /// From where on.
        from: u64,
        /// The stretches that nothing else writes before.
        stretches: Vec<Range<u64>>,
        /// Whether by `memory.fill`, and not by stores.
        bulk: bool,
    },
    /// The first instance on it writes its data segments, before anything else but zeros, and initialises it. What it holds then stays
    /// for further instances.
    Once {
        /// What says so.
        mark: Mark,
        /// The data segments.
        segments: Vec<ActiveSegment>,
    },
}

/// A memory with changes made.
pub(super) fn after_changes(memory: &MemoryFacts, changes: &[MemoryChange]) -> MemoryFacts {
    let mut after = memory.clone();
    for change in changes {
        match change {
            MemoryChange::Import { module, name } | MemoryChange::Rename { module, name } => {
                after.import = Some((module.clone(), name.clone()));
            }
            MemoryChange::Define { minimum } => {
                after.import = None;
                after.minimum = *minimum;
            }
            MemoryChange::Limit { minimum, maximum } => (after.minimum, after.maximum) = (*minimum, *maximum),
            MemoryChange::Export { name } => after.exports.push(name.clone()),
            MemoryChange::Hide { name } => after.exports.retain(|export| export != name),
            MemoryChange::Zero { .. } | MemoryChange::Once { .. } => {}
        }
    }
    after
}
