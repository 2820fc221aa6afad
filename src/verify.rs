//! The output against the plan: valid, and nothing changed but what the plan names.
//!
//! Nothing that the rewriter says is taken on trust. Its renumbering of functions is a claim, which holds if every
//! function, compared under it, is the same.

mod bodies;
mod compared;
mod expected;
mod sections;
#[cfg(test)]
mod tests;

use wasmparser::BinaryReader;
use wasmparser::SubType;
use wasmparser::TypeSectionReader;
use wasmparser::Validator;
use wasmparser::WasmFeatures;

use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::module::Module;
use crate::module::format::section;
use crate::plan::Plan;
use crate::rewrite::Renumbering;
use crate::rewrite::Rewriter;
use crate::rewrite::Rewritten;
use compared::Compared;
use compared::same;

/// Verifies a rewritten module against the input and the plan. `validator` is the one that has seen the input.
///
/// # Errors
///
/// [`ErrorKind::Bug`], with the first difference.
pub(crate) fn verify(before: &Module, plan: &Plan, rewritten: &Rewritten, validator: &mut Validator) -> Result<()> {
    validator.reset();
    let after = Module::of_pieces(&rewritten.wasm, before, validator).map_err(|error| {
        too_much(&error).unwrap_or_else(|| Error::bug(format!("the result is not valid ({})", error.message())))
    })?;
    let compared = Compared::new(before, &after, plan, rewritten);
    all(&compared).map_err(|error| match rewritten.rewriter {
        Rewriter::Walrus if has_types_that_only_look_the_same(before) => Error::new(
            ErrorKind::Unsupported,
            "walrus takes types of this module for the same that only look the same; --rewriter=splice keeps them apart",
        ),
        _ => error,
    })
}

/// What a valid module may not have after the fix, if it had as much as a module may have before.
fn too_much(error: &Error) -> Option<Error> {
    let said = error.message();
    let what = said.strip_prefix("invalid module: ")?.split(" at offset ").next()?;
    let is_limit = what.contains("exceeds limit of") || what.contains("exceeds the limit of");
    is_limit.then(|| {
        Error::refused(format!(
            "the module cannot take what the fix adds: its {what}, which is as much as engines take"
        ))
    })
}

fn all(compared: &Compared) -> Result<()> {
    places(compared)?;
    expected::compare(compared)?;
    sections::compare(compared)?;
    bodies::compare(compared)
}

/// Every function that the plan does not drop has one place in the output, and imported ones have kept theirs. One that is
/// dropped has no number in the output, so anything that still names it differs.
fn places(compared: &Compared) -> Result<()> {
    let Renumbering { functions, added } = compared.functions;
    let mut places: Vec<u32> = functions.iter().flatten().chain(added).copied().collect();
    places.sort_unstable();
    let complete = places.into_iter().eq(0..compared.after.function_count());
    let imported = compared.before.imported_functions as usize;
    let kept = functions.iter().take(imported).copied().eq((0..compared.before.imported_functions).map(Some));
    let gone = (0..).zip(functions).filter(|(_, place)| place.is_none()).map(|(func, _)| func);
    same("the number of functions", &compared.before.function_count(), &(functions.len() as u32))?;
    same("the number of new functions", &compared.touched.added.len(), &added.len())?;
    same("the functions that are gone", &compared.touched.dropped, &gone.collect())?;
    if complete && kept {
        return Ok(());
    }
    Err(Error::bug("the result's functions are not those of the input and the plan"))
}

/// Whether types are set apart by more than their shape: by the recursion group that they are in, or by being open to
/// subtypes.
fn has_types_that_only_look_the_same(module: &Module) -> bool {
    let content = BinaryReader::new_features(module.content(section::TYPE), 0, WasmFeatures::all());
    let groups = TypeSectionReader::new(content).into_iter().flatten().flatten();
    let is_more = |ty: &SubType| !ty.is_final || !ty.supertype_idxs.is_empty();
    groups.into_iter().any(|group| group.is_explicit_rec_group() || group.types().any(is_more))
}
