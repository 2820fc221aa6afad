//! The plan, carried out.

mod rewritten;
mod splice;
#[cfg(feature = "walrus")]
mod walrus;

use crate::bounds::Bounds;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::module::Module;
use crate::options::RewriterChoice;
use crate::plan::Moves;
use crate::plan::Plan;

pub use rewritten::Lost;
pub use rewritten::Moved;
pub(crate) use rewritten::Renumbering;
pub use rewritten::Rewriter;
pub(crate) use rewritten::Rewritten;

/// Carries out a plan.
///
/// # Errors
///
/// [`ErrorKind::Unsupported`] for a valid module that the rewriter cannot read, or that has too much for it.
pub(crate) fn rewrite<'a>(
    module: &Module<'a>,
    plan: &Plan,
    choice: RewriterChoice,
    bounds: &Bounds,
) -> Result<Rewritten<'a>> {
    if choice == RewriterChoice::Walrus {
        return anew(module, plan, bounds);
    }
    match (plan.moves(), choice) {
        (None, _) => {}
        (Some(Moves::Functions), RewriterChoice::Splice) => {
            return Err(Error::refused(
                "functions become dead and go (--gc), which moves indices; --rewriter=splice cannot do that",
            ));
        }
        (Some(Moves::Memories), RewriterChoice::Splice) => {
            return Err(Error::refused(
                "memories get other numbers, since imports come first; --rewriter=splice cannot do that",
            ));
        }
        (Some(_), _) => return anew(module, plan, bounds),
    }
    match (splice::rewrite(module, plan)?, choice) {
        (Some(rewritten), _) => Ok(rewritten),
        (None, RewriterChoice::Splice) => Err(Error::new(
            ErrorKind::Unsupported,
            "what changes is imported in a group of imports, which --rewriter=splice does not know; use --rewriter=walrus",
        )),
        (None, _) => anew(module, plan, bounds),
    }
}

#[cfg(feature = "walrus")]
fn anew<'a>(module: &Module<'a>, plan: &Plan, bounds: &Bounds) -> Result<Rewritten<'a>> {
    walrus::rewrite(module, plan, bounds)
}

/// Says that nothing can be written anew.
#[cfg(not(feature = "walrus"))]
fn anew<'a>(_: &Module<'a>, _: &Plan, _: &Bounds) -> Result<Rewritten<'a>> {
    Err(Error::new(
        ErrorKind::Absent,
        "this takes walrus, which this build does not have; build wasm-initfix with the feature `walrus`, which is on by default",
    ))
}
