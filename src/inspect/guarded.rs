//! Exports that make sure that an initialiser has run.

use std::collections::HashMap;
use std::collections::HashSet;

use super::body::begins_run_once;
use super::body::does_nothing;
use super::body::hands_over;
use super::body::only_calls;
use super::exempt::is_allocator;
use super::exempt::wants_guard;
use super::exported::CALL_CTORS;
use super::exported::CALL_DTORS;
use crate::error::Result;
use crate::module::Export;
use crate::module::Module;

/// The name that this tool gives its run-once initialiser in the `name` section.
pub(crate) const RUN_ONCE: &str = "wasm_initfix.run_once";
/// The name that this tool gives the function that runs destructors and writes output.
pub(crate) const DESTRUCTORS: &str = "wasm_initfix.destructors";

/// The exported functions that run once by their own guard, each with the first of its names.
pub(super) fn run_once<'a>(module: &Module<'a>) -> Result<HashMap<u32, &'a str>> {
    let mut seen = HashSet::new();
    let mut found = HashMap::new();
    for export in module.exported_functions() {
        if seen.insert(export.index) && module.is_nullary(export.index) && begins_run_once(module, export.index)? {
            found.insert(export.index, export.name);
        }
    }
    Ok(found)
}

/// The function that exports make sure has run, and one of them, if all do that have to. It is one of `run_once`: an export
/// that calls something else first is a function of its own.
pub(super) fn guarded<'a>(module: &Module<'a>, run_once: &HashMap<u32, &str>) -> Result<Option<(u32, &'a str)>> {
    if run_once.is_empty() {
        return Ok(None);
    }
    let Guards { found, unguarded, rivals } = Guards::among(module, run_once, |export| wants_guard(export.name))?;
    let Some((init, guarded)) = (match found {
        Some(found) => Some(found),
        // Where nothing else could make sure, allocators do.
        None => Guards::among(module, run_once, |export| is_allocator(export.name))?.found,
    }) else {
        return Ok(None);
    };
    let is_own = module.names.function(init) == Some(RUN_ONCE);
    // Beside the initialiser, other constructors would be left for the host to run.
    if !is_own && (rivals || has_other_ctors(module, init)?) {
        return Ok(None);
    }
    for func in unguarded.into_iter().filter(|func| *func != init) {
        let is_dtors = [CALL_DTORS, DESTRUCTORS].map(Some).contains(&module.names.function(func));
        if !is_dtors && !does_nothing(module, func)? {
            return Ok(None);
        }
    }
    Ok(Some((init, guarded)))
}

/// Which exports make sure that a function has run.
struct Guards<'a> {
    /// The function, and the first of them.
    found: Option<(u32, &'a str)>,
    /// Those that do not, or make sure of another one.
    unguarded: Vec<u32>,
    /// Whether one of them is an initialiser itself, by the name of what it does then.
    rivals: bool,
}

impl<'a> Guards<'a> {
    fn among(module: &Module<'a>, run_once: &HashMap<u32, &str>, is_one: impl Fn(&Export<'a>) -> bool) -> Result<Self> {
        let mut guards = Self { found: None, unguarded: Vec::new(), rivals: false };
        // One function may be exported under many names.
        let mut seen = HashSet::new();
        for export in module.exported_functions().filter(|export| is_one(export) && seen.insert(export.index)) {
            let hands_over = hands_over(module, export.index)?.filter(|it| run_once.contains_key(&it.first));
            guards.rivals |= hands_over.is_some_and(|it| module.names.function(it.target) == Some(CALL_CTORS));
            match (hands_over.map(|it| it.first), guards.found) {
                (Some(init), None) => guards.found = Some((init, export.name)),
                (Some(init), Some((other, _))) if init == other => {}
                _ => guards.unguarded.push(export.index),
            }
        }
        Ok(guards)
    }
}

/// Whether `__wasm_call_ctors` is exported and runs more than an initialiser.
fn has_other_ctors(module: &Module, init: u32) -> Result<bool> {
    let ctors = module.exported_functions().find(|export| export.name == CALL_CTORS).map(|export| export.index);
    match ctors.filter(|ctors| *ctors != init && module.is_nullary(*ctors)) {
        Some(ctors) => Ok(!does_nothing(module, ctors)? && !only_calls(module, ctors, init)?),
        None => Ok(false),
    }
}
