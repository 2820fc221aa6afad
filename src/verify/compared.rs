//! The input and the output side by side.

use std::fmt::Debug;
use std::fmt::Display;

use crate::canonical::Functions;
use crate::canonical::Numbering;
use crate::canonical::Side;
use crate::canonical::Types;
use crate::error::Error;
use crate::error::Result;
use crate::module::MemoryPlaces;
use crate::module::Module;
use crate::plan::Plan;
use crate::plan::Target;
use crate::plan::Touched;
use crate::rewrite::Renumbering;
use crate::rewrite::Rewriter;
use crate::rewrite::Rewritten;

/// Two modules, and how what is in one is called in the other.
pub(super) struct Compared<'a, 'b> {
    pub before: &'a Module<'b>,
    pub after: &'a Module<'a>,
    pub plan: &'a Plan,
    pub touched: Touched<'a>,
    pub functions: &'a Renumbering,
    pub rewriter: Rewriter,
    pub types: Types,
    /// Whether an index of a type, a function or a memory means the same in both. Those of other items always do: the types of
    /// all of them are compared.
    pub keeps_indices: bool,
}

impl<'a, 'b> Compared<'a, 'b> {
    pub(super) fn new(before: &'a Module<'b>, after: &'a Module<'a>, plan: &'a Plan, rewritten: &'a Rewritten) -> Self {
        let touched = plan.touched();
        Self {
            before,
            after,
            plan,
            keeps_indices: !touched.places.moves() && keeps_indices(before, after, &rewritten.renumbering),
            touched,
            functions: &rewritten.renumbering,
            rewriter: rewritten.rewriter,
            types: Types::number(before, after),
        }
    }

    /// How the items of one of the two are numbered, so that equal ones have equal numbers.
    pub(super) fn numbering(&self, side: Side) -> Numbering<'_> {
        let (functions, memories) = match side {
            Side::Before => (Functions::Places(&self.functions.functions), self.touched.places),
            Side::After => (Functions::Own, MemoryPlaces::default()),
        };
        Numbering { types: &self.types, side, functions, memories }
    }

    /// Whether what these bytes hold is the same in both: they are the very same bytes of the input, and mean the same.
    pub(super) fn are_same(&self, before: &[u8], after: &[u8]) -> bool {
        self.keeps_indices && std::ptr::eq(before, after)
    }

    /// The place in the output of a function of the input.
    pub(super) fn function(&self, func: u32) -> Option<u32> {
        self.functions.functions.get(func as usize).copied().flatten()
    }

    /// The place in the output of a function that the plan names.
    pub(super) fn place(&self, target: Target) -> Option<u32> {
        match target {
            Target::Old(func) => self.function(func),
            Target::New(added) => self.functions.added.get(added.number()).copied(),
        }
    }
}

fn keeps_indices(before: &Module, after: &Module, renumbering: &Renumbering) -> bool {
    let (old, new) = (before.types.as_ref(), after.types.as_ref());
    let types = old.core_type_count_in_module();
    let same_type = |index| old.core_type_at_in_module(index) == new.core_type_at_in_module(index);
    types <= new.core_type_count_in_module()
        && (0..types).all(same_type)
        && renumbering.functions.iter().copied().eq((0..before.function_count()).map(Some))
}

/// Whether two things are the same.
pub(super) fn same<T: PartialEq + Debug>(what: impl Display, expected: &T, found: &T) -> Result<()> {
    if expected == found {
        return Ok(());
    }
    Err(Error::bug(format!("{what} should be {expected:?} and is {found:?} in the result")))
}
