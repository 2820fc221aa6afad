//! Functions and memories that edits name.

use std::fmt;

/// A function of the input or of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A function of the input, by index.
    Old(u32),
    /// A function that the plan adds.
    New(Added),
}

/// A function that a plan adds, by its number: the first is 0. It comes from the plan that adds the function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Added(pub(super) usize);

impl Added {
    /// How many functions the plan adds before this one.
    pub fn number(self) -> usize {
        self.0
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Old(func) => write!(f, "func {func}"),
            Self::New(Added(added)) => write!(f, "func +{added}"),
        }
    }
}

/// A memory in words. The first has no number: most modules have no other.
pub(super) fn shown(memory: u32) -> String {
    if memory == 0 { "memory".to_owned() } else { format!("memory {memory}") }
}
