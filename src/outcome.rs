//! What became of a module.

use std::borrow::Cow;

use crate::decide::Fix;
use crate::decide::Note;
use crate::decide::Reasons;
use crate::decide::Warning;
use crate::inspect::Direction;
use crate::inspect::Facts;
use crate::pieces::Pieces;
use crate::plan::Plan;
use crate::rewrite::Lost;
use crate::rewrite::Moved;
use crate::rewrite::Renumbering;
use crate::rewrite::Rewriter;
use crate::rewrite::Rewritten;

/// What [`fix`](crate::fix) did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// The module stays as it is.
    Unchanged {
        /// What was seen.
        facts: Box<Facts>,
        /// Why it stays.
        reasons: Reasons,
    },
    /// The module was changed.
    Fixed(Box<Fixed<'a>>),
}

/// A module that was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed<'a> {
    /// The module.
    pub wasm: Pieces<'a>,
    /// What was seen in the input.
    pub facts: Facts,
    /// What was decided.
    pub fix: Fix,
    /// How it was done.
    pub plan: Plan,
    /// Custom sections that could not be carried over.
    pub lost: Vec<Lost>,
    /// By how many bytes the code moved.
    pub moved: Moved,
    /// Whether the source map moves with it.
    moves_source_map: bool,
    /// The new indices of the input's functions; none of those that were dropped.
    pub renumbered: Vec<Option<u32>>,
    /// The new indices of the functions that the plan adds.
    pub added: Vec<u32>,
    /// The rewriter that ran.
    pub rewriter: Rewriter,
}

impl<'a> Fixed<'a> {
    pub(crate) fn new(facts: Facts, fix: Fix, plan: Plan, rewritten: Rewritten<'a>, moves_source_map: bool) -> Self {
        let Rewritten { wasm, renumbering, lost, moved, rewriter } = rewritten;
        let Renumbering { functions: renumbered, added } = renumbering;
        Self { wasm, facts, fix, plan, lost, moved, moves_source_map, renumbered, added, rewriter }
    }
}

impl Fixed<'_> {
    /// Warnings about what does not fit the code any more, since it moved.
    fn left_behind(&self) -> Vec<Warning> {
        let Moved { in_file, in_section } = self.moved;
        let mut warnings = Vec::new();
        if in_section != 0 && self.facts.debug_info {
            warnings.push(Warning::DebugInfoLeft(in_section));
        }
        if in_file != 0 && self.facts.source_map && !self.moves_source_map {
            warnings.push(Warning::SourceMapLeft(in_file));
        }
        warnings
    }
}

impl<'a> Outcome<'a> {
    /// The changed module; nothing if the input stays as it is.
    pub fn wasm(&self) -> Option<&Pieces<'a>> {
        match self {
            Self::Unchanged { .. } => None,
            Self::Fixed(fixed) => Some(&fixed.wasm),
        }
    }

    /// What was seen in the input.
    pub fn facts(&self) -> &Facts {
        match self {
            Self::Unchanged { facts, .. } => facts,
            Self::Fixed(fixed) => &fixed.facts,
        }
    }

    /// Why it was changed, or stays.
    pub fn reasons(&self) -> &Reasons {
        match self {
            Self::Unchanged { reasons, .. } => reasons,
            Self::Fixed(fixed) => &fixed.fix.reasons,
        }
    }

    /// What the reasons, notes and warnings say, as words for programs: they stay when a sentence changes.
    pub fn keys(&self) -> Vec<&'static str> {
        let Reasons { reason, notes, .. } = self.reasons();
        let mut keys = reason.keys();
        keys.extend(notes.iter().flat_map(Note::keys));
        keys.extend(self.warnings().flat_map(|warning| warning.keys()));
        keys
    }

    /// What the user should know, and may have to act on.
    pub fn warnings(&self) -> impl Iterator<Item = Cow<'_, Warning>> {
        let moved = match self {
            Self::Unchanged { .. } => Vec::new(),
            Self::Fixed(fixed) => fixed.left_behind(),
        };
        let reasons = self.reasons().warnings.iter().map(Cow::Borrowed);
        reasons.chain(moved.into_iter().map(Cow::Owned))
    }

    /// Who runs the constructors now, as a word: the convention's, or `start`, `export`, `lazy`.
    pub fn init_after(&self) -> &'static str {
        let before = self.facts().convention.keyword();
        match self {
            Self::Unchanged { .. } => before,
            Self::Fixed(fixed) => fixed.fix.init.as_ref().map_or(before, |init| init.target.keyword()),
        }
    }

    /// Who can reach the memory now.
    pub fn memory_after(&self) -> Direction {
        match self {
            Self::Unchanged { facts, .. } => facts.memory,
            Self::Fixed(fixed) => fixed.fix.direction,
        }
    }
}
