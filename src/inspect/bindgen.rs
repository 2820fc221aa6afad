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
#[non_exhaustive]
pub struct Bindgen {
    /// Whether wasm-bindgen has run; else it has yet to read the module.
    pub has_run: bool,
    /// What `__wbindgen_start` does, if it is there and that can be taken apart.
    pub start: Option<BindgenStart>,
}

/// What the first export that the JS calls does: it sets up a table for the JS, and runs what the program says is to run first.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BindgenStart {
    /// The exported function.
    pub func: u32,
    /// What it calls to set up what constructors may need: imports, or it is one itself.
    pub sets_up: Vec<u32>,
    /// What it calls then; or itself, if it is a wrapper.
    pub then: Vec<u32>,
}

/// Whether exports of wasm-bindgen's own that lld links do not all begin with a call of a function: then that is not lld's, which would
/// have wrapped these, too. They have names of their own or numbers. That they do begin with it proves nothing: numbers stand for
/// closures as well, and tools put calls into every export.
pub(super) fn allocates_without(module: &Module, func: u32) -> Result<bool> {
    const NAMES: [&str; 4] = ["__wbindgen_malloc", "__wbindgen_realloc", "__wbindgen_free", "__wbindgen_export"];
    let is_one = |name: &str| NAMES.iter().any(|prefix| name.starts_with(prefix));
    let defined = module.exported_functions().filter(|export| export.index >= module.imported_functions);
    for export in defined.filter(|export| is_one(export.name)) {
        if leading_call(module, export.index)?.is_none_or(|call| call.callee != func) {
            return Ok(true);
        }
    }
    Ok(false)
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
    // The JS gives nothing and takes nothing.
    let is_called_by_it = |calls: &Vec<u32>| std::iter::once(&func).chain(calls).all(|func| module.is_nullary(*func));
    Ok(calls.filter(is_called_by_it).map(|calls| {
        let (sets_up, then) = calls.into_iter().partition(is_import);
        BindgenStart { func, sets_up, then }
    }))
}
