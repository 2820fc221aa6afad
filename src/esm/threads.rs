//! What each instance needs that shares a memory with others, as threads do: a stack, and thread-local variables, of its own.

use wasmparser::ExternalKind;
use wasmparser::Global;
use wasmparser::Operator;
use wasmparser::TypeRef;
use wasmparser::ValType;

use crate::constant::constant;
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
    /// Whether a global without a name may be a stack pointer, which nothing sets then.
    pub may_lack_stack: bool,
}

pub(super) const STACK_POINTER: &str = "__stack_pointer";
pub(super) const INIT_TLS: &str = "__wasm_init_tls";
const THREAD_START: &str = "wasi_thread_start";

impl Threads {
    /// What cannot be seen.
    pub fn note(&self) -> Option<String> {
        let text = "the globals have no names, so it cannot be seen whether one is a stack pointer; if the module has a stack in memory, \
                    each thread needs one of its own: link the module with --export=__stack_pointer then";
        self.may_lack_stack.then(|| text.to_owned())
    }

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
        let stack = stack(module);
        let threads = Self {
            stack: is_exported(STACK_POINTER, ExternalKind::Global),
            tls: is_exported(INIT_TLS, ExternalKind::Func),
            starts: starts(module)?,
            may_lack_stack: false,
        };
        let may_lack_stack = !threads.starts && !threads.stack && stack == Stack::Unknown;
        if !threads.starts && !threads.stack && stack == Stack::There {
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
        Ok(Some(Self { may_lack_stack, ..threads }))
    }
}

/// Whether there is a stack in memory.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stack {
    There,
    Unknown,
    None,
}

/// lld gives the stack pointer its name, and the end of the stack as its value, a multiple of 16 (`lld/wasm/Writer.cpp`, `layoutMemory`).
fn stack(module: &Module) -> Stack {
    if module.names.globals(STACK_POINTER).into_iter().any(|global| is_own_and_mutable(module, global)) {
        return Stack::There;
    }
    let may_be = |global: Global| {
        let is_address = matches!(global.ty.content_type, ValType::I32 | ValType::I64);
        let is_end = || constant(&global.init_expr).is_some_and(|end| end > 0 && end % 16 == 0);
        global.ty.mutable && is_address && is_end()
    };
    match !module.names.has_globals() && module.globals().any(may_be) {
        true => Stack::Unknown,
        false => Stack::None,
    }
}

/// A name may be that of no global.
fn is_own_and_mutable(module: &Module, global: u32) -> bool {
    let types = module.types.as_ref();
    let imported = module.imports.iter().filter(|import| matches!(import.ty, TypeRef::Global(_))).count();
    (global as usize) >= imported && global < types.global_count() && types.global_at(global).mutable
}

/// Whether it has thread-local variables, as far as that is known: code reads `__tls_base`, which lld 19 defines in any case, or lld's
/// own start function sets it, which sets no other global (`lld/wasm/Writer.cpp`, `createInitMemoryFunction`).
fn has_variables(module: &Module, facts: &Facts) -> Result<bool> {
    let base: Vec<u32> = module.names.globals("__tls_base");
    let base = base.into_iter().find(|global| is_own_and_mutable(module, *global));
    let is_linkers = facts.start.as_ref().is_some_and(|start| start.kind == StartKind::MemoryInit);
    let start = module.start.filter(|_| is_linkers);
    if let Some(start) = start
        && has(
            module,
            start,
            |operator| matches!(operator, Operator::GlobalSet { global_index } if base.is_none_or(|base| base == *global_index)),
        )?
    {
        return Ok(true);
    }
    let Some(base) = base else {
        return Ok(false);
    };
    for func in module.imported_functions..module.function_count() {
        if has(
            module,
            func,
            |operator| matches!(operator, Operator::GlobalGet { global_index } if *global_index == base),
        )? {
            return Ok(true);
        }
    }
    Ok(false)
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

/// Whether a function has an instruction of this kind.
fn has(module: &Module, func: u32, is_it: impl Fn(&Operator) -> bool) -> Result<bool> {
    for operator in module.operators(func) {
        if is_it(&operator?.0) {
            return Ok(true);
        }
    }
    Ok(false)
}
