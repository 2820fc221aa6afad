//! What each instance needs that shares a memory with others, as threads do: a stack, and thread-local variables, of its own.

use wasmparser::ExternalKind;
use wasmparser::Operator;
use wasmparser::ValType;

use crate::error::Error;
use crate::error::Result;
use crate::inspect::Facts;
use crate::inspect::StartKind;
use crate::module::Module;

/// How an instance that is not the first on its memory gets what it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Threads {
    /// By `__stack_pointer`, which is exported.
    pub stack: bool,
    /// By `__wasm_init_tls`, which is exported.
    pub tls: bool,
    /// By `wasi_thread_start`, which is exported, and sets both.
    pub starts: bool,
}

const STACK_POINTER: &str = "__stack_pointer";
const INIT_TLS: &str = "__wasm_init_tls";
const THREAD_START: &str = "wasi_thread_start";

impl Threads {
    /// None if no memory is shared.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if nothing that is exported can set what threads need.
    pub fn of(module: &Module, facts: &Facts) -> Result<Option<Self>> {
        if !facts.memories.iter().any(|memory| memory.shared) {
            return Ok(None);
        }
        let is_exported = |name: &str, kind| module.export(name).is_some_and(|export| export.kind == kind);
        let threads = Self {
            stack: is_exported(STACK_POINTER, ExternalKind::Global),
            tls: is_exported(INIT_TLS, ExternalKind::Func),
            starts: starts(module)?,
        };
        if !threads.starts && !threads.stack && has_stack(module) {
            return Err(Error::refused(
                "each thread needs a stack of its own, and nothing is exported that sets it; link the module with \
                 --export=__stack_pointer, and with --export=__wasm_init_tls where it has variables of threads",
            ));
        }
        if !threads.starts && !threads.tls && has_variables(module, facts)? {
            return Err(Error::refused(
                "each thread needs thread-local variables of its own, and nothing is exported that sets them; link the module with \
                 --export=__wasm_init_tls and --export=__tls_size",
            ));
        }
        Ok(Some(threads))
    }
}

/// Any global that may change can be the stack pointer, where names are stripped.
fn has_stack(module: &Module) -> bool {
    let types = module.types.as_ref();
    !module.names.globals(STACK_POINTER).is_empty()
        || (0..types.global_count()).any(|global| types.global_at(global).mutable)
}

/// Whether it has thread-local variables, as far as that is known: `__tls_base` has its name, or lld's own start function sets it, which
/// sets no other global (`lld/wasm/Writer.cpp`, `createInitMemoryFunction`).
fn has_variables(module: &Module, facts: &Facts) -> Result<bool> {
    let types = module.types.as_ref();
    // A name may be that of no global.
    let is_own = |global: u32| global < types.global_count() && types.global_at(global).mutable;
    let is_named = module.names.globals("__tls_base").into_iter().any(is_own);
    let is_linkers = facts.start.as_ref().is_some_and(|start| start.kind == StartKind::MemoryInit);
    match module.start.filter(|_| is_linkers && !is_named) {
        Some(start) => sets_a_global(module, start),
        None => Ok(is_named),
    }
}

/// Whether `wasi_thread_start` sets the stack pointer and the thread-local variables first, from what its second argument points to, as that
/// of wasi-libc does (`wasi_thread_start.s`).
fn starts(module: &Module) -> Result<bool> {
    let Some(export) = module.export(THREAD_START).filter(|export| export.kind == ExternalKind::Func) else {
        return Ok(false);
    };
    let has_type = module
        .function_type(export.index)
        .is_some_and(|ty| ty.params() == [ValType::I32; 2] && ty.results().is_empty());
    let named = module.names.globals(STACK_POINTER);
    let is_stack = |global: &u32| named.is_empty() || named.contains(global);
    Ok(has_type && set_first(module, export.index)?.filter(is_stack).is_some())
}

/// The global that a function sets first, whatever it is given: before it calls anything, or looks where to go on.
fn set_first(module: &Module, func: u32) -> Result<Option<u32>> {
    for operator in module.operators(func) {
        match operator?.0 {
            Operator::GlobalSet { global_index } => return Ok(Some(global_index)),
            Operator::LocalGet { .. } | Operator::LocalSet { .. } | Operator::LocalTee { .. } => {}
            Operator::I32Load { .. } | Operator::I32Const { .. } | Operator::I32Add => {}
            _ => return Ok(None),
        }
    }
    Ok(None)
}

fn sets_a_global(module: &Module, func: u32) -> Result<bool> {
    for operator in module.operators(func) {
        if matches!(operator?.0, Operator::GlobalSet { .. }) {
            return Ok(true);
        }
    }
    Ok(false)
}
