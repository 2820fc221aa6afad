//! Exports that run constructors once by code of their language's, and by no guard of a linker's or of this tool.

use super::callers::callers;
use crate::error::Result;
use crate::module::Module;

/// Part of the name of the function that wit-bindgen has each export call first (`crates/guest-rust/src/rt/mod.rs`): it looks at a flag
/// of its own, and calls `__wasm_call_ctors`.
const RUN_CTORS_ONCE: &str = "run_ctors_once";

/// Such a module.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Itself {
    /// The function that runs the constructors once.
    pub once: u32,
    /// An export that calls it.
    pub export: String,
}

/// Whether a function is the one that runs constructors once, by its name.
pub(crate) fn runs_ctors_once(name: Option<&str>) -> bool {
    name.is_some_and(|name| name.contains(RUN_CTORS_ONCE))
}

pub(super) fn itself(module: &Module) -> Result<Option<Itself>> {
    let mut named = module.names.functions().filter(|(_, name)| runs_ctors_once(Some(name)));
    let Some((once, _)) = named.find(|(func, _)| module.is_nullary(*func)) else {
        return Ok(None);
    };
    let called = callers(module, &[once])?.into_iter().next().unwrap_or_default();
    let mut exports = module.exported_functions();
    let export = exports.find(|export| called.calls.binary_search(&export.index).is_ok());
    Ok(export.map(|export| Itself { once, export: export.name.to_owned() }))
}
