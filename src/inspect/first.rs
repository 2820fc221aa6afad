//! Exports that a host calls before anything else of a module, constructors included.

use super::body::does_nothing;
use super::body::leading_call;
use super::once::first_calls;
use super::reach::leads_to;
use crate::error::Result;
use crate::hosts::CALL_CTORS;
use crate::module::Module;

/// An export that sets up what every other function of the module needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct First {
    /// Its name.
    pub name: &'static str,
    /// What it sets up, as part of a sentence.
    pub sets_up: &'static str,
    /// How often a host calls it.
    pub each: Each,
    /// What a host gives that runs the constructors next; none if only that host can know it, as an address.
    pub arguments: Option<&'static [i32]>,
}

/// What such an export is called for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Each {
    /// Each instance.
    Instance,
    /// Each instance but the first, as threads have: that one has what its start section set up.
    Thread,
    /// Each task: around every call that a component's glue makes.
    Task,
}

/// In the order in which hosts call them.
///
/// - Relocations: tool-conventions, `DynamicLinking.md`; lld's `Writer.cpp`, `createApplyGlobalRelocationsFunction`.
/// - Thread-local storage: lld's `createInitTLSFunction`, and `createInitMemoryFunction` for the first instance; Emscripten's `system/lib/pthread/emscripten_tls_init.c`.
/// - Limits of the stack: `stackCheckInit` and `initRuntime` in Emscripten's `src/preamble.js`.
/// - Tasks: wit-component's `src/encoding.rs` (wasm-tools#2574, #2603), and what they are for: wasi-sdk#643.
const FIRST: [First; 10] = [
    First::of("__wasm_apply_global_relocs", "addresses in globals", Each::Instance, Some(&[])),
    First::of("__wasm_apply_data_relocs", "addresses in data", Each::Instance, Some(&[])),
    First::of("__wasm_init_tls", "thread-local storage", Each::Thread, None),
    First::of("_emscripten_tls_init", "thread-local storage", Each::Thread, Some(&[])),
    First::of("emscripten_tls_init", "thread-local storage", Each::Thread, Some(&[])),
    First::of("emscripten_stack_init", "the limits of the stack", Each::Instance, Some(&[])),
    First::of("__set_stack_limits", "the limits of the stack", Each::Instance, None),
    First::of("__wasm_init_task", "the stack of a task", Each::Task, Some(&[])),
    First::of("__wasm_init_async_task", "the stack of a task", Each::Task, None),
    // 6: `_initialize` is called next.
    First::of("__wasm_task_hook", "the stack of a task", Each::Task, Some(&[6])),
];

impl First {
    const fn of(name: &'static str, sets_up: &'static str, each: Each, arguments: Option<&'static [i32]>) -> Self {
        Self { name, sets_up, each, arguments }
    }
}

/// Whether a host calls the export of this name first, so that it can do nothing before.
pub(crate) fn is_called_first(name: &str) -> bool {
    FIRST.iter().any(|first| first.name == name)
}

/// Whether lld's constructors begin with a call of a function; also if something has them run once.
fn is_constructor(module: &Module, func: u32) -> Result<bool> {
    let Some(ctors) = module.exported_functions().find(|export| export.name == CALL_CTORS) else {
        return Ok(false);
    };
    let once = first_calls(module, ctors.index)?.unwrap_or_default();
    let behind = once.first().copied().unwrap_or(ctors.index);
    Ok(behind >= module.imported_functions && leading_call(module, behind)?.is_some_and(|call| call.callee == func))
}

/// Those that a module has, which do something, and which neither its start section calls itself nor lld's constructors call first:
/// Emscripten's begin with `emscripten_stack_init`, and its JS calls that before only to check the stack (`stackCheckInit`).
pub(super) fn first(module: &Module) -> Result<Vec<First>> {
    let mut found = Vec::new();
    for first in FIRST {
        let Some(export) = module.exported_functions().find(|export| export.name == first.name) else {
            continue;
        };
        let is_started = match module.start {
            Some(start) => start == export.index || leads_to(module, start, export.index)?,
            None => false,
        };
        if !is_started && !is_constructor(module, export.index)? && !does_nothing(module, export.index)? {
            found.push(first);
        }
    }
    Ok(found)
}
