//! Whether constructors may be where nothing shows them.

use std::collections::HashSet;

use wasmparser::Operator;
use wasmparser::ValType;

use super::access::stores;
use super::loaders::is_tool_export;
use super::padded::is_linkers;
use crate::constant::constant;
use crate::error::Result;
use crate::hosts::CALL_CTORS;
use crate::module::Module;

/// Whether an optimiser may have put constructors into the exports of a module that a linker made: then nothing tells them from
/// what the exports do. The linker's function for them, if its name is there, is where they are; as the linker left the module, nothing
/// is hidden; and without a place for what they make, or anything that changes it, there are none.
pub(super) fn may_hide(module: &Module) -> Result<bool> {
    let is_known = module.names.functions().any(|(_, name)| name == CALL_CTORS);
    let has_place = !module.memories.is_empty() || module.globals().any(|global| global.ty.mutable);
    Ok(!is_known && has_place && may_be_of_lld(module) && !is_linkers(module)? && changes_anything(module)?)
}

/// Whether a module may be one that lld made: it says what made it, as lld does for each (`lld/wasm/SyntheticSections.h`), has the global
/// of clang's and rustc's stack, or memory for one, of 64 KiB or more, and for something else.
fn may_be_of_lld(module: &Module) -> bool {
    let says_so = ["producers", "target_features"].iter().any(|name| module.custom(name).is_some());
    says_so || has_stack(module) || module.memories.iter().any(|memory| memory.ty.initial >= 2)
}

/// Whether a module has the global of clang's and rustc's stack: lld's first own one, an address.
fn has_stack(module: &Module) -> bool {
    let first = module.globals().next();
    first.is_some_and(|first| {
        let is_address = matches!(first.ty.content_type, ValType::I32 | ValType::I64) && first.ty.mutable;
        is_address && constant(&first.init_expr).is_some_and(|address| address >= 1024 && address % 16 == 0)
    })
}

/// Whether an export changes something of the module's, or calls what may.
fn changes_anything(module: &Module) -> Result<bool> {
    let exported = module.exported_functions().filter(|export| !is_tool_export(export.name));
    let mut stack: Vec<u32> = exported.map(|export| export.index).collect();
    let mut seen: HashSet<u32> = stack.iter().copied().collect();
    while let Some(func) = stack.pop() {
        for operator in module.operators(func) {
            match operator?.0 {
                Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
                    if function_index < module.imported_functions {
                        return Ok(true);
                    }
                    if seen.insert(function_index) {
                        stack.push(function_index);
                    }
                }
                Operator::CallIndirect { .. } | Operator::ReturnCallIndirect { .. } | Operator::GlobalSet { .. } => {
                    return Ok(true);
                }
                operator if stores(&operator) => return Ok(true),
                _ => {}
            }
        }
    }
    Ok(false)
}
