//! Whether a function that a table holds can be called through it.

use rayon::prelude::*;
use wasmparser::ExternalKind;
use wasmparser::Operator;
use wasmparser::TableInit;

use crate::error::Result;
use crate::module::Module;

/// Whether anything can call a `() -> ()` function by a reference: a host that has a table, or code that makes such calls, or
/// takes references in hand. Linkers put all functions of a program into its table, as Go's does, and most are never called
/// there.
pub(super) fn can_call_nullary(module: &Module) -> Result<bool> {
    if is_table_shared(module) || mentions_elsewhere(module) {
        return Ok(true);
    }
    let functions = module.imported_functions..module.function_count();
    let can = functions.into_par_iter().map(|func| calls_or_holds(module, func)).collect::<Result<Vec<bool>>>()?;
    Ok(can.into_iter().any(|can| can))
}

/// Whether a host has a table of the module.
fn is_table_shared(module: &Module) -> bool {
    let exported = module.exports.iter().any(|export| export.kind == ExternalKind::Table);
    let imported = module.imports.iter().any(|import| matches!(import.ty, wasmparser::TypeRef::Table(_)));
    exported || imported
}

/// Whether globals or tables could begin with a reference to a function.
fn mentions_elsewhere(module: &Module) -> bool {
    let in_globals = module.globals().any(|global| global.ty.content_type.is_reference_type());
    in_globals || module.tables.iter().any(|table| matches!(table.init, TableInit::Expr(_)))
}

/// Whether code calls a reference of the type, or has references in hand that may lead anywhere.
fn calls_or_holds(module: &Module, func: u32) -> Result<bool> {
    let is_nullary = |ty: u32| module.type_at(ty).is_none_or(|ty| ty.params().is_empty() && ty.results().is_empty());
    for operator in module.operators(func) {
        let can = match operator?.0 {
            Operator::CallIndirect { type_index, .. } | Operator::ReturnCallIndirect { type_index, .. } => {
                is_nullary(type_index)
            }
            Operator::CallRef { .. }
            | Operator::ReturnCallRef { .. }
            | Operator::RefFunc { .. }
            | Operator::TableGet { .. }
            | Operator::ContNew { .. } => true,
            _ => false,
        };
        if can {
            return Ok(true);
        }
    }
    Ok(false)
}
