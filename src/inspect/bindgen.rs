//! What wasm-bindgen makes of modules.

use super::body::calls_alone;
use super::body::leading_call;
use super::loaders;
use crate::error::Result;
use crate::module::Module;

/// The export that wasm-bindgen's JS calls before it calls any other (`crates/cli-support/src/js/mod.rs`).
pub(crate) const BINDGEN_START: &str = "__wbindgen_start";

/// A module whose exports are called by the JS that wasm-bindgen generates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bindgen {
    /// Whether wasm-bindgen has run; else it has yet to read the module.
    pub has_run: bool,
    /// What `__wbindgen_start` does, if it is there and that can be taken apart.
    pub start: Option<BindgenStart>,
}

/// What the first export that the JS calls does: it sets up a table for the JS, and runs what the program says is to run first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BindgenStart {
    /// The exported function.
    pub func: u32,
    /// What it calls to set up what constructors may need: imports, or it is one itself.
    pub sets_up: Vec<u32>,
    /// What it calls then; or itself, if it is a wrapper.
    pub then: Vec<u32>,
}

/// How the exports begin that allocate for the JS: they are of the library that programs use for wasm-bindgen (its `src/rt/mod.rs`), so
/// that no program puts anything into them. Only lld does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Allocators {
    /// There are not two of them.
    Missing,
    /// With a call of the function, all of them.
    Begin,
    /// Not all with that.
    Differ,
}

/// How they begin, if all exports of the program begin with a call of a function. They have names of their own or numbers; what
/// wasm-bindgen writes itself is no allocator.
pub(super) fn allocators(module: &Module, func: u32) -> Result<Allocators> {
    const NAMES: [&str; 4] = ["__wbindgen_malloc", "__wbindgen_realloc", "__wbindgen_free", "__wbindgen_export"];
    let is_one = |name: &str| NAMES.iter().any(|prefix| name.starts_with(prefix));
    let mut found: Vec<u32> = module
        .exported_functions()
        .filter(|export| is_one(export.name) && export.index >= module.imported_functions)
        .map(|export| export.index)
        .collect();
    found.sort_unstable();
    found.dedup();
    for allocator in &found {
        if leading_call(module, *allocator)?.is_none_or(|call| call.callee != func) {
            return Ok(Allocators::Differ);
        }
    }
    Ok(if found.len() < 2 { Allocators::Missing } else { Allocators::Begin })
}

/// What wasm-bindgen has to do with a module, if anything; `is_wrapper`: of its exports, which are wrapped.
pub(super) fn bindgen(module: &Module, is_wrapper: impl Fn(u32) -> bool) -> Result<Option<Bindgen>> {
    if loaders::bindgen(module).is_none() {
        return Ok(None);
    }
    Ok(Some(Bindgen { has_run: !loaders::is_before_bindgen(module), start: start(module, is_wrapper)? }))
}

fn start(module: &Module, is_wrapper: impl Fn(u32) -> bool) -> Result<Option<BindgenStart>> {
    let Some(export) = module.exported_functions().find(|export| export.name == BINDGEN_START) else {
        return Ok(None);
    };
    let func = export.index;
    let is_import = |func: &u32| *func < module.imported_functions;
    // wasm-bindgen exports one function as it is, if that is all that there is to call.
    let calls = match calls_alone(module, func)? {
        _ if is_import(&func) || is_wrapper(func) => Some(vec![func]),
        calls => calls.map(|calls| calls.into_iter().map(|call| call.callee).collect()),
    };
    Ok(calls.map(|calls| {
        let (sets_up, then) = calls.into_iter().partition(is_import);
        BindgenStart { func, sets_up, then }
    }))
}
