//! What wasm-bindgen makes of modules.

use super::body::calls_alone;
use super::loaders;
use crate::error::Result;
use crate::module::Module;

/// The export that wasm-bindgen's JS calls before it calls any other (`crates/cli-support/src/js/mod.rs`).
pub(crate) const BINDGEN_START: &str = "__wbindgen_start";

/// A module whose exports are called by the JS that wasm-bindgen generates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bindgen {
    /// What `__wbindgen_start` calls, if it is there and does nothing else. Without it, wasm-bindgen has yet to run, or nothing has
    /// to be called first.
    pub start: Option<BindgenStart>,
}

/// What the first export that the JS calls does: it sets up a table for the JS, and runs what the program says is to run first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BindgenStart {
    /// The exported function.
    pub func: u32,
    /// What it calls to set up what constructors may need.
    pub sets_up: Vec<u32>,
    /// What it calls then.
    pub then: Vec<u32>,
}

/// What wasm-bindgen has to do with a module, if anything.
pub(super) fn bindgen(module: &Module) -> Result<Option<Bindgen>> {
    if loaders::bindgen(module).is_none() {
        return Ok(None);
    }
    Ok(Some(Bindgen { start: start(module)? }))
}

fn start(module: &Module) -> Result<Option<BindgenStart>> {
    let Some(export) = module.exported_functions().find(|export| export.name == BINDGEN_START) else {
        return Ok(None);
    };
    let calls = calls_alone(module, export.index)?;
    Ok(calls.map(|calls| {
        let callees = calls.into_iter().map(|call| call.callee);
        let (sets_up, then) = callees.partition(|callee| *callee < module.imported_functions);
        BindgenStart { func: export.index, sets_up, then }
    }))
}
