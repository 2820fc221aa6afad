//! What became of a module.

use crate::decide::Fix;
use crate::decide::Reasons;
use crate::inspect::Direction;
use crate::inspect::Facts;
use crate::pieces::Pieces;
use crate::plan::Plan;
use crate::rewrite::Lost;
use crate::rewrite::Renumbering;
use crate::rewrite::Rewriter;
use crate::rewrite::Rewritten;

/// What [`fix`](crate::fix) did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// Nothing was to be done.
    Unchanged {
        /// What was seen.
        facts: Box<Facts>,
        /// Why nothing was to be done.
        reasons: Reasons,
    },
    /// Something was done.
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
    /// What is not as right as it was, in words.
    pub warnings: Vec<String>,
    /// The new indices of the input's functions.
    pub renumbered: Vec<u32>,
    /// The new indices of the functions that the plan adds.
    pub added: Vec<u32>,
    /// The rewriter that ran.
    pub rewriter: Rewriter,
}

impl<'a> Fixed<'a> {
    pub(crate) fn new(facts: Facts, fix: Fix, plan: Plan, rewritten: Rewritten<'a>) -> Self {
        let Rewritten { wasm, renumbering, lost, warnings, rewriter } = rewritten;
        let Renumbering { functions: renumbered, added } = renumbering;
        Self { wasm, facts, fix, plan, lost, warnings, renumbered, added, rewriter }
    }
}

impl<'a> Outcome<'a> {
    /// The changed module; nothing if the input is as it should be.
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

    /// Why.
    pub fn reasons(&self) -> &Reasons {
        match self {
            Self::Unchanged { reasons, .. } => reasons,
            Self::Fixed(fixed) => &fixed.fix.reasons,
        }
    }

    /// What the user should know, and may have to do something about.
    pub fn warnings(&self) -> impl Iterator<Item = &String> {
        let rewritten = match self {
            Self::Unchanged { .. } => &[][..],
            Self::Fixed(fixed) => &fixed.warnings,
        };
        self.reasons().warnings.iter().chain(rewritten)
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
