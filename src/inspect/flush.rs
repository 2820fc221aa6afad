//! What is called at the end of each wrapped export: whether it runs destructors, or writes buffered output, or both.
//!
//! wasi-libc's `__wasm_call_dtors` (`libc-bottom-half/sources/__wasm_call_dtors.c`) calls `__funcs_on_exit` and then
//! `__stdio_exit`. The first calls the functions that `atexit` and `__cxa_atexit` were given, with one address each
//! (`libc-top-half/musl/src/exit/atexit.c`); the second writes what stdio still holds. Where one of them is not needed, a
//! function takes its place that does nothing.

use std::collections::HashSet;

use wasmparser::FuncType;
use wasmparser::Operator;
use wasmparser::ValType;

use super::body::Call;
use super::body::does_nothing;
use super::callers::callers;
use super::effects::Effect;
use super::reach::Beyond;
use super::reach::Depth;
use super::reach::ReachedImport;
use super::reach::reach;
use crate::error::Result;
use crate::module::Module;

/// What the destructors' function does about buffered output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flush {
    /// It writes none.
    Nothing,
    /// It does nothing but to write it.
    All,
    /// It does so after it has run destructors.
    Behind {
        /// The function that runs them.
        destructors: u32,
        /// Where it is called: offset in the file, in bytes.
        offset: usize,
    },
    /// It may do so, and what runs destructors cannot be told apart from that.
    Unknown,
}

const FUNCS_ON_EXIT: &str = "__funcs_on_exit";
const STDIO_EXIT: &str = "__stdio_exit";

/// What a function does about buffered output that exports call last, so many times.
pub(super) fn flush(module: &Module, dtors: u32, times: usize) -> Result<Flush> {
    let calls = only_calls(module, dtors)?;
    let (destructors, flush) = match calls.as_deref() {
        Some([first, last]) => (*first, last.callee),
        _ => return whole(module, dtors),
    };
    match (does_nothing(module, destructors.callee)?, does_nothing(module, flush)?) {
        (_, true) => Ok(Flush::Nothing),
        (true, false) => whole(module, flush),
        (false, false) => {
            // What others call has to go on doing what it does.
            let others = callers(module, &[dtors])?.iter().any(|it| it.taken || it.calls.len() != times);
            let Call { callee, offset } = destructors;
            let behind = !others && is_pair(module, callee, flush)?;
            if behind { Ok(Flush::Behind { destructors: callee, offset }) } else { whole(module, dtors) }
        }
    }
}

/// Whether the first of two functions runs destructors, and the second writes output and runs none.
fn is_pair(module: &Module, first: u32, last: u32) -> Result<bool> {
    let names = [first, last].map(|func| module.names.function(func));
    Ok(match names {
        [Some(first), Some(last)] => first == FUNCS_ON_EXIT && last == STDIO_EXIT,
        _ => runs_handlers(module, first)? && !runs_handlers(module, last)? && may_write(module, last)?,
    })
}

/// What a function does that is not known to consist of two.
fn whole(module: &Module, func: u32) -> Result<Flush> {
    Ok(match () {
        () if module.names.function(func) == Some(STDIO_EXIT) => Flush::All,
        () if module.names.function(func) == Some(FUNCS_ON_EXIT) => Flush::Nothing,
        () if !may_write(module, func)? => Flush::Nothing,
        () if !runs_handlers(module, func)? => Flush::All,
        () => Flush::Unknown,
    })
}

/// The calls of `() -> ()` functions that a function consists of.
fn only_calls(module: &Module, func: u32) -> Result<Option<Vec<Call>>> {
    let mut calls = Vec::new();
    for operator in module.operators(func) {
        match operator? {
            (Operator::Call { function_index: callee }, offset) if module.is_nullary(callee) => {
                calls.push(Call { callee, offset });
            }
            (Operator::Nop | Operator::End | Operator::Return, _) => {}
            _ => return Ok(None),
        }
    }
    Ok(Some(calls))
}

/// Whether a function may call an import that writes output: one of WASI that does, or one that may do anything.
fn may_write(module: &Module, func: u32) -> Result<bool> {
    const WRITES: [&str; 3] = ["fd_write", "fd_pwrite", "sock_send"];
    let writes = |import: &ReachedImport| match import.effect {
        _ if import.is_wasi() => WRITES.contains(&import.name.as_str()),
        Effect::Pure | Effect::Aborts => false,
        Effect::NeedsMemory | Effect::Unknown | Effect::Reenters => true,
    };
    let reach = reach(module, func, Depth::Full, &[])?;
    Ok(reach.beyond != Beyond::Nothing || reach.imports.iter().any(writes))
}

/// Whether a function may run what `atexit` was given: something that direct calls lead to calls a function by reference, with
/// one address and without a result.
pub(super) fn runs_handlers(module: &Module, func: u32) -> Result<bool> {
    let takes_address = |ty: &FuncType| ty.results().is_empty() && matches!(ty.params(), [ValType::I32 | ValType::I64]);
    let is_handler = |ty: u32| module.type_at(ty).is_some_and(takes_address);
    let mut seen = HashSet::from([func]);
    let mut stack = vec![func];
    while let Some(func) = stack.pop() {
        for operator in module.operators(func) {
            match operator?.0 {
                Operator::CallIndirect { type_index, .. }
                | Operator::ReturnCallIndirect { type_index, .. }
                | Operator::CallRef { type_index }
                | Operator::ReturnCallRef { type_index }
                    if is_handler(type_index) =>
                {
                    return Ok(true);
                }
                Operator::Call { function_index } | Operator::ReturnCall { function_index }
                    if seen.insert(function_index) =>
                {
                    stack.push(function_index);
                }
                _ => {}
            }
        }
    }
    Ok(false)
}
