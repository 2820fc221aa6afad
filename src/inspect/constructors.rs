//! The functions that an initialiser calls, one for each file or object that wants to be initialised.

use wasmparser::Operator;

use super::reach::leads_to;
use crate::error::Result;
use crate::hosts::CALL_CTORS;
use crate::module::Module;

/// The constructors that a root runs, in order: what `__wasm_call_ctors` calls, if the root is that or leads to it, and else
/// what the root calls, if it does little else.
///
/// # Errors
///
/// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if a function body cannot be read.
pub fn constructors(module: &Module, root: u32) -> Result<Vec<u32>> {
    let functions = module.imported_functions..module.function_count();
    let named = || functions.into_iter().find(|func| module.names.function(*func) == Some(CALL_CTORS));
    let exported = module.exported_functions().find(|export| export.name == CALL_CTORS).map(|export| export.index);
    let ctors = match exported.or_else(named) {
        Some(ctors) if ctors == root || leads_to(module, root, ctors)? => ctors,
        _ => root,
    };
    let constructors = calls(module, ctors)?;
    // `_initialize` of wasi-libc without names.
    match constructors.as_slice() {
        [only] if ctors == root => {
            Ok(Some(calls(module, *only)?).filter(|inner| inner.len() > 1).unwrap_or(constructors))
        }
        _ => Ok(constructors),
    }
}

/// The functions that a function calls, if it does nothing else (wasm-ld drops results that constructors give, and gives
/// them zeros for parameters: `lld/wasm/Writer.cpp`, `createCallCtorsFunction`).
fn calls(module: &Module, func: u32) -> Result<Vec<u32>> {
    let mut calls = Vec::new();
    for operator in module.operators(func) {
        match operator?.0 {
            Operator::Call { function_index } => calls.push(function_index),
            Operator::Nop | Operator::End | Operator::Return | Operator::Drop | Operator::I32Const { .. } => {}
            _ => return Ok(Vec::new()),
        }
    }
    Ok(calls)
}
