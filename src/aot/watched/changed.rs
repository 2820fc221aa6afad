//! What a host can change by calling the module.

use std::collections::BTreeSet;

use wasmparser::ExternalKind;
use wasmparser::Operator;
use wasmparser::TypeRef;
use wasmparser::ValType;

use super::item::StatePart;
use crate::error::Result;
use crate::module::Module;
use crate::module::references::mentioned;

/// What the functions change that an import can call: exports, but for those that initialise the module, and what a table or a
/// reference gives into the host's hands.
pub(super) fn by_exports(module: &Module, initialisers: &[String]) -> Result<BTreeSet<StatePart>> {
    let exports = module.exported_functions().filter(|export| !initialisers.iter().any(|name| export.name == *name));
    let mut waiting: Vec<u32> = exports.map(|export| export.index).collect();
    let mut referred = referred(module)?;
    if hands_out_references(module) {
        waiting.append(&mut referred);
    }
    let mut seen = BTreeSet::new();
    let mut changed = BTreeSet::new();
    while let Some(func) = waiting.pop() {
        if !seen.insert(func) {
            continue;
        }
        for operator in module.operators(func) {
            let (operator, _) = operator?;
            match operator {
                Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
                    waiting.push(function_index)
                }
                Operator::CallIndirect { .. }
                | Operator::ReturnCallIndirect { .. }
                | Operator::CallRef { .. }
                | Operator::ReturnCallRef { .. } => waiting.append(&mut referred),
                operator => changed.extend(StatePart::changed_by(&operator)),
            }
        }
    }
    Ok(changed)
}

/// Functions that there may be references to.
fn referred(module: &Module) -> Result<Vec<u32>> {
    let mut functions = mentioned(module)?;
    functions.extend(module.may_be_referred_to());
    Ok(functions)
}

/// Whether a host can get references: from a table, a global, or an argument.
fn hands_out_references(module: &Module) -> bool {
    let is_reference = |ty: &ValType| matches!(ty, ValType::Ref(_));
    let types = module.types.as_ref();
    let imported = module.imports.iter().any(|import| match import.ty {
        TypeRef::Table(_) => true,
        TypeRef::Global(ty) => is_reference(&ty.content_type),
        TypeRef::Func(ty) | TypeRef::FuncExact(ty) => {
            module.type_at(ty).is_some_and(|ty| ty.params().iter().any(is_reference))
        }
        TypeRef::Memory(_) | TypeRef::Tag(_) => false,
    });
    imported
        || module.exports.iter().any(|export| match export.kind {
            ExternalKind::Table => true,
            ExternalKind::Global => is_reference(&types.global_at(export.index).content_type),
            ExternalKind::Func | ExternalKind::FuncExact => {
                module.function_type(export.index).is_some_and(|ty| ty.results().iter().any(is_reference))
            }
            ExternalKind::Memory | ExternalKind::Tag => false,
        })
}
