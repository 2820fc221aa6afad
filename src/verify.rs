//! The output against the plan: valid, and nothing changed but what the plan names.
//!
//! Nothing that the rewriter says is taken on trust. Its renumbering of functions is a claim, which holds if every
//! function, compared under it, is the same.

mod bodies;
mod expected;
mod sections;
#[cfg(test)]
mod tests;

use std::fmt::Display;

use wasmparser::BinaryReader;
use wasmparser::SubType;
use wasmparser::TypeSectionReader;
use wasmparser::Validator;
use wasmparser::WasmFeatures;

use crate::canonical::Functions;
use crate::canonical::Numbering;
use crate::canonical::Side;
use crate::canonical::Types;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::module::Module;
use crate::module::format::section;
use crate::plan::Plan;
use crate::plan::Target;
use crate::plan::Touched;
use crate::rewrite::Renumbering;
use crate::rewrite::Rewriter;
use crate::rewrite::Rewritten;

/// Verifies a rewritten module against the input and the plan. `validator` is the one that has seen the input.
///
/// # Errors
///
/// [`ErrorKind::Bug`](crate::ErrorKind::Bug), with the first difference.
pub(crate) fn verify(before: &Module, plan: &Plan, rewritten: &Rewritten, validator: &mut Validator) -> Result<()> {
    validator.reset();
    let after = Module::of_pieces(&rewritten.wasm, before, validator)
        .map_err(|error| Error::bug(format!("the result is not valid ({error})")))?;
    let compared = Compared {
        before,
        after: &after,
        plan,
        touched: plan.touched(),
        functions: &rewritten.renumbering,
        rewriter: rewritten.rewriter,
        types: Types::number(before, &after),
        keeps_indices: keeps_indices(before, &after, &rewritten.renumbering),
    };
    compared.all().map_err(|error| match rewritten.rewriter {
        Rewriter::Walrus if has_types_that_only_look_the_same(before) => Error::new(
            ErrorKind::Unsupported,
            "walrus takes types of this module for the same that only look the same; --rewriter=splice keeps them apart",
        ),
        _ => error,
    })
}

/// Whether types are set apart by more than their shape: by the recursion group that they are in, or by being open to
/// subtypes.
fn has_types_that_only_look_the_same(module: &Module) -> bool {
    let content = BinaryReader::new_features(module.content(section::TYPE), 0, WasmFeatures::all());
    let groups = TypeSectionReader::new(content).into_iter().flatten().flatten();
    let is_more = |ty: &SubType| !ty.is_final || !ty.supertype_idxs.is_empty();
    groups.into_iter().any(|group| group.is_explicit_rec_group() || group.types().any(is_more))
}

/// Two modules, and how what is in one is called in the other.
struct Compared<'a, 'b> {
    before: &'a Module<'b>,
    after: &'a Module<'a>,
    plan: &'a Plan,
    touched: Touched<'a>,
    functions: &'a Renumbering,
    rewriter: Rewriter,
    types: Types,
    /// Whether an index of a type or a function means the same in both. Those of other items always do: the types of all
    /// of them are compared.
    keeps_indices: bool,
}

fn keeps_indices(before: &Module, after: &Module, renumbering: &Renumbering) -> bool {
    let (old, new) = (before.types.as_ref(), after.types.as_ref());
    let types = old.core_type_count_in_module();
    let same_type = |index| old.core_type_at_in_module(index) == new.core_type_at_in_module(index);
    types <= new.core_type_count_in_module()
        && (0..types).all(same_type)
        && renumbering.functions.iter().copied().eq((0..before.function_count()).map(Some))
}

impl Compared<'_, '_> {
    fn all(&self) -> Result<()> {
        self.places()?;
        expected::compare(self)?;
        sections::compare(self)?;
        bodies::compare(self)
    }

    /// Every function that the plan does not drop has one place in the output, and imported ones have kept theirs. One that
    /// is dropped has no number in the output, so whatever still named it would be found to differ.
    fn places(&self) -> Result<()> {
        let Renumbering { functions, added } = self.functions;
        let mut places: Vec<u32> = functions.iter().flatten().chain(added).copied().collect();
        places.sort_unstable();
        let complete = places.into_iter().eq(0..self.after.function_count());
        let imported = self.before.imported_functions as usize;
        let kept = functions.iter().take(imported).copied().eq((0..self.before.imported_functions).map(Some));
        let gone = (0..).zip(functions).filter(|(_, place)| place.is_none()).map(|(func, _)| func);
        same("the number of functions", &self.before.function_count(), &(functions.len() as u32))?;
        same("the number of new functions", &self.touched.added.len(), &added.len())?;
        same("the functions that are gone", &self.touched.dropped, &gone.collect())?;
        if complete && kept {
            return Ok(());
        }
        Err(Error::bug("the result's functions are not those of the input and the plan"))
    }

    /// How the items of one of the two are numbered, so that equal ones have equal numbers.
    fn numbering(&self, side: Side) -> Numbering<'_> {
        let functions = match side {
            Side::Before => Functions::Places(&self.functions.functions),
            Side::After => Functions::Own,
        };
        Numbering { types: &self.types, side, functions }
    }

    /// Whether what these bytes hold is the same in both: they are the very same bytes of the input, and mean the same.
    fn are_same(&self, before: &[u8], after: &[u8]) -> bool {
        self.keeps_indices && std::ptr::eq(before, after)
    }

    /// The place in the output of a function of the input.
    fn function(&self, func: u32) -> Option<u32> {
        self.functions.functions.get(func as usize).copied().flatten()
    }

    /// The place in the output of a function that the plan names.
    fn place(&self, target: Target) -> Option<u32> {
        match target {
            Target::Old(func) => self.function(func),
            Target::New(added) => self.functions.added.get(added.number()).copied(),
        }
    }
}

/// Whether two things are the same.
fn same<T: PartialEq + std::fmt::Debug>(what: impl Display, expected: &T, found: &T) -> Result<()> {
    if expected == found {
        return Ok(());
    }
    Err(Error::bug(format!("{what} should be {expected:?} and is {found:?} in the result")))
}
