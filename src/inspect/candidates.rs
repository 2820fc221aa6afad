//! Exports that may be initialisers under names that nothing is known of.

use super::body::does_nothing;
use super::callers::callers;
use super::convention::Convention;
use super::exempt::is_never_guarded;
use super::loaders::is_tool_export;
use super::start::Start;
use super::start::StartKind;
use crate::error::Result;
use crate::hosts::START;
use crate::module::Export;
use crate::module::Module;

/// Exports of type `() -> ()` that do something and that nothing in the module calls, where nothing else is seen to be the initialiser:
/// `hs_init`, `initialize-runtime`, the one-letter name that Emscripten gives `__wasm_call_ctors` at -O3.
pub(super) fn candidates(module: &Module, convention: &Convention, start: Option<&Start>) -> Result<Vec<String>> {
    let is_open = match convention {
        Convention::None | Convention::Undecidable => true,
        Convention::Start => start.is_some_and(|start| start.kind == StartKind::MemoryInit),
        // Its own constructors have another name where all names are short, and in what its older compilers made.
        Convention::Loaded(loader) => {
            let is_known = |export: &Export| loader.initialisers.contains(&export.name);
            loader.keyword == "emscripten" && !module.exported_functions().any(is_known)
        }
        _ => false,
    };
    if !is_open {
        return Ok(Vec::new());
    }
    let is_one = |name: &str| name != START && !is_never_guarded(name) && !is_tool_export(name);
    let exports = module.exported_functions().filter(|export| is_one(export.name) && module.is_nullary(export.index));
    let exports: Vec<(u32, &str)> = exports.map(|export| (export.index, export.name)).collect();
    let functions: Vec<u32> = exports.iter().map(|(func, _)| *func).collect();
    let mut found = Vec::new();
    for ((func, name), called) in exports.iter().zip(callers(module, &functions)?) {
        if called.calls.is_empty() && !called.taken && !does_nothing(module, *func)? {
            found.push((*name).to_owned());
        }
    }
    Ok(found)
}
