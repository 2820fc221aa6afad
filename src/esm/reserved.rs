//! Names that JavaScript takes for something else, or that what is written has for itself.

use super::direct;
use super::item::JsItem;
use super::item::JsKind;
use super::options::EsmMake;
use super::surface::GivenModule;
use super::surface::Surface;
use crate::error::Error;
use crate::error::Result;

/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if an export, or a module that the user gives, cannot have its name.
pub(super) fn check(surface: &Surface, given: &[GivenModule], make: EsmMake) -> Result<()> {
    if let Some(why) = surface.exports.iter().find_map(|export| export_fault(export, make)) {
        return Err(Error::refused(why));
    }
    // Only a file of the user's has that function.
    if make != EsmMake::Factory && given.iter().any(|module| module.name == "register") {
        return Err(Error::refused(
            "it imports from a module `register`, which is what your imports call their function that gets the memory; import from another name",
        ));
    }
    Ok(())
}

fn export_fault(export: &JsItem, make: EsmMake) -> Option<String> {
    let is_function = matches!(export.kind, JsKind::Function(_));
    match (export.name, make) {
        // Nothing else than a function makes a promise.
        ("then", EsmMake::Factory) if is_function => Some(
            "`instantiate` gives a promise of the exports, and what has a function `then` is taken for a promise itself, which never ends; \
             --rename-export=then=NAME gives it another name"
                .to_owned(),
        ),
        ("then", EsmMake::Instance | EsmMake::Direct) if is_function => Some(
            "an ES module that exports `then` is taken for a promise, and `import()` of it never ends; --rename-export=then=NAME gives it another name"
                .to_owned(),
        ),
        ("exports", EsmMake::Instance) => Some(
            "what is written exports all exports together as `exports`; --rename-export=exports=NAME gives the module's own another name"
                .to_owned(),
        ),
        (name, EsmMake::Direct) if direct::is_reserved(name) => Some(format!(
            "hosts that import modules themselves keep names that begin with `wasm:` or `wasm-js:`, and it exports `{name}`; \
             --rename-export=OLD=NEW gives it another name"
        )),
        _ => None,
    }
}
