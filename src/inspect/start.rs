//! The start section: what prepares memory for the linker, or by a fix, or the user's code.

use wasmparser::Operator;

use super::access::only_stores;
use super::mark::Marked;
use super::mark::marked;
use super::zeroed::zeroes_alone;
use crate::error::Result;
use crate::hosts::CALL_CTORS;
use crate::module::Function;
use crate::module::Module;

/// The start function.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Start {
    /// The function; it may be an import.
    pub function: Function,
    /// What it is for.
    pub kind: StartKind,
    /// What a fix has it do in the first instance alone.
    pub marked: Option<Marked>,
    /// The exports that run it again.
    pub exports: Vec<String>,
}

/// What a start function is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StartKind {
    /// The linker's, or a fix's: it fills memory or applies relocations, in every instance and before anything else.
    MemoryInit,
    /// The preparation of memory, then code.
    MemoryInitThenCode,
    /// Code: constructors, top-level statements.
    Code,
}

/// The functions that wasm-ld puts into the start section (`lld/wasm/Writer.cpp`, `createStartFunction`).
const LINKER_STARTS: [&str; 3] = ["__wasm_init_memory", "__wasm_apply_global_relocs", "__wasm_start"];

pub(super) fn start(module: &Module) -> Result<Option<Start>> {
    let Some(func) = module.start else {
        return Ok(None);
    };
    let exports = module.exported_functions().filter(|export| export.index == func);
    let marked = marked(module, func)?;
    Ok(Some(Start {
        function: module.function(func),
        kind: kind(module, marked.as_ref().and_then(|marked| marked.to).unwrap_or(func))?,
        marked,
        exports: exports.map(|export| export.name.to_owned()).collect(),
    }))
}

fn kind(module: &Module, func: u32) -> Result<StartKind> {
    if prepares_memory(module, func)? {
        return Ok(StartKind::MemoryInit);
    }
    for operator in module.operators(func) {
        return Ok(match operator?.0 {
            Operator::Nop => continue,
            Operator::Call { function_index } if prepares_memory(module, function_index)? => {
                StartKind::MemoryInitThenCode
            }
            _ => StartKind::Code,
        });
    }
    Ok(StartKind::Code)
}

fn prepares_memory(module: &Module, func: u32) -> Result<bool> {
    if module.names.function(func).is_some_and(|name| LINKER_STARTS.contains(&name)) {
        return Ok(true);
    }
    fills_memory(module, func, 2)
}

/// Without names, the linker's functions are known by what they do: bulk operations on memory at constant or relocated
/// addresses, behind an atomic flag where memory is shared, and nothing else. `__wasm_start` calls two of them.
fn fills_memory(module: &Module, func: u32, depth: usize) -> Result<bool> {
    // Constructors that do nothing else are constructors.
    if module.names.function(func) == Some(CALL_CTORS) {
        return Ok(false);
    }
    if zeroes_alone(module, func)? {
        return Ok(true);
    }
    let mut fills = false;
    let mut of_zero = false;
    for operator in module.operators(func) {
        let operator = operator?.0;
        let stores_zero = of_zero && only_stores(&operator);
        of_zero = is_zero(&operator);
        match operator {
            // An optimiser makes it of the filling of a few bytes.
            _ if stores_zero => {}
            Operator::MemoryInit { .. } | Operator::MemoryFill { .. } | Operator::DataDrop { .. } => fills = true,
            Operator::Call { function_index } if depth > 0 && fills_memory(module, function_index, depth - 1)? => {
                fills = true;
            }
            operator if is_linkers(&operator) => {}
            _ => return Ok(false),
        }
    }
    Ok(fills)
}

fn is_zero(operator: &Operator) -> bool {
    match operator {
        Operator::I32Const { value: 0 } | Operator::I64Const { value: 0 } => true,
        Operator::V128Const { value } => value.i128() == 0,
        _ => false,
    }
}

/// The instructions that `createInitMemoryFunction` and `createApplyGlobalRelocationsFunction` use beside the filling.
fn is_linkers(operator: &Operator) -> bool {
    matches!(
        operator,
        Operator::I32Const { .. }
            | Operator::I64Const { .. }
            | Operator::I32Add
            | Operator::I64Add
            | Operator::GlobalGet { .. }
            | Operator::GlobalSet { .. }
            | Operator::LocalGet { .. }
            | Operator::LocalSet { .. }
            | Operator::LocalTee { .. }
            | Operator::I32AtomicRmwCmpxchg { .. }
            | Operator::I32AtomicStore { .. }
            | Operator::MemoryAtomicWait32 { .. }
            | Operator::MemoryAtomicNotify { .. }
            | Operator::Block { .. }
            | Operator::If { .. }
            | Operator::Else
            | Operator::End
            | Operator::Br { .. }
            | Operator::BrIf { .. }
            | Operator::BrTable { .. }
            | Operator::Drop
            | Operator::Nop
    )
}
