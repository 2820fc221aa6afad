//! What matters where a memory outlives instances: what it holds is found again by the next instance of the same module.

use wasmparser::AbstractHeapType;
use wasmparser::ExternalKind;
use wasmparser::HeapType;
use wasmparser::TypeRef;
use wasmparser::ValType;

use super::mark::hash;
use super::own_state::OwnState;
use super::own_state::own_state;
use super::own_state::own_state_of;
use crate::error::Error;
use crate::error::Result;
use crate::module::Module;
use crate::module::references::mentioned;

/// What matters where a memory outlives instances.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Persistence {
    /// A number that stands for what the module is: that of its sections, custom ones left out.
    pub content: u128,
    /// What of an instance the start function changes.
    pub start: OwnState,
    /// What of an instance the initialiser changes.
    pub initialiser: OwnState,
    /// What functions that a host calls change of it: exported ones, and those that it finds in tables, globals, arguments and results.
    pub calls: OwnState,
}

/// `initialiser`: the functions that the start section could run.
pub(super) fn persistence(module: &Module, initialiser: &[u32]) -> Result<Persistence> {
    let state = |funcs: &[u32]| {
        funcs.iter().try_fold(OwnState::default(), |so_far, func| Ok::<_, Error>(so_far.and(own_state(module, *func)?)))
    };
    let start: Vec<u32> = module.start.into_iter().collect();
    let mut called: Vec<u32> = module.exported_functions().map(|export| export.index).collect();
    if gives_references(module) {
        called.extend(mentioned(module)?);
    }
    Ok(Persistence {
        content: content(module),
        start: state(&start)?,
        initialiser: state(initialiser)?,
        calls: own_state_of(module, called)?,
    })
}

/// Whether a host gets references to functions otherwise than by exports.
fn gives_references(module: &Module) -> bool {
    let types = module.types.as_ref();
    let any = |types: &[ValType]| types.iter().any(may_be_function);
    let takes = |func: u32| module.function_type(func).is_some_and(|ty| any(ty.params()));
    let imported = module.imports.iter().any(|import| match import.ty {
        TypeRef::Table(ty) => may_be_function(&ValType::Ref(ty.element_type)),
        TypeRef::Global(ty) => may_be_function(&ty.content_type),
        TypeRef::Func(_) | TypeRef::FuncExact(_) => takes(import.index),
        TypeRef::Memory(_) | TypeRef::Tag(_) => false,
    });
    imported
        || module.exports.iter().any(|export| match export.kind {
            ExternalKind::Table => may_be_function(&ValType::Ref(types.table_at(export.index).element_type)),
            ExternalKind::Global => may_be_function(&types.global_at(export.index).content_type),
            ExternalKind::Func | ExternalKind::FuncExact => {
                module.function_type(export.index).is_some_and(|ty| any(ty.results()))
            }
            ExternalKind::Memory | ExternalKind::Tag => false,
        })
}

/// References to anything else lead to no function that a host could call.
fn may_be_function(ty: &ValType) -> bool {
    let ValType::Ref(ty) = ty else {
        return false;
    };
    match ty.heap_type() {
        HeapType::Abstract { ty, .. } => ty == AbstractHeapType::Func,
        HeapType::Concrete(_) | HeapType::Exact(_) => true,
    }
}

/// All sections that are not custom, each behind its id. No host gives memory in which that hash stands by chance, and two builds of
/// one source do not share it unless they are the same.
fn content(module: &Module) -> u128 {
    let begun = hash(None, []);
    module.sections().fold(begun, |so_far, section| {
        let content = module.bytes.get(section.content.clone()).unwrap_or_default();
        hash(Some(so_far), std::iter::once(section.id).chain(content.iter().copied()))
    })
}
