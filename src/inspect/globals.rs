//! Which globals can change, and who sees that.

use std::collections::HashSet;

use wasmparser::ExternalKind;
use wasmparser::GlobalType;
use wasmparser::TypeRef;
use wasmparser::ValType;

use crate::module::Module;

/// Whether each global is mutable, by index.
pub(super) fn mutable(module: &Module) -> Vec<bool> {
    types(module).map(|ty| ty.mutable).collect()
}

/// What others give and see of globals.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GlobalFacts {
    /// Those that are imported, by module name and name.
    pub imports: HashSet<(String, String)>,
    /// The names under which mutable ones are exported, but for vectors, which no JavaScript can have.
    pub mutable_exports: Vec<String>,
    /// Whether a host reaches one that can change.
    pub is_reached: bool,
}

impl GlobalFacts {
    pub(super) fn of(module: &Module) -> Self {
        let imports = module.imports.iter().filter(|import| matches!(import.ty, TypeRef::Global(_)));
        let imports = imports.map(|import| (import.module.to_owned(), import.name.to_owned())).collect();
        Self { imports, mutable_exports: mutable_exports(module), is_reached: is_reached(module) }
    }
}

/// Whether one that can change is imported or exported, of whatever type.
fn is_reached(module: &Module) -> bool {
    let is_imported = module.imports.iter().any(|import| matches!(import.ty, TypeRef::Global(ty) if ty.mutable));
    let mut exports = module.exports.iter().filter(|export| export.kind == ExternalKind::Global).peekable();
    if is_imported || exports.peek().is_none() {
        return is_imported;
    }
    let mutable = mutable(module);
    exports.any(|export| mutable.get(export.index as usize).is_some_and(|mutable| *mutable))
}

fn mutable_exports(module: &Module) -> Vec<String> {
    let exports: Vec<_> = module.exports.iter().filter(|export| export.kind == ExternalKind::Global).collect();
    if exports.is_empty() {
        return Vec::new();
    }
    let types: Vec<GlobalType> = types(module).collect();
    let changes =
        |index: u32| types.get(index as usize).is_some_and(|ty| ty.mutable && ty.content_type != ValType::V128);
    exports.into_iter().filter(|export| changes(export.index)).map(|export| export.name.to_owned()).collect()
}

fn types(module: &Module) -> impl Iterator<Item = GlobalType> {
    let imported = module.imports.iter().filter_map(|import| match import.ty {
        TypeRef::Global(ty) => Some(ty),
        _ => None,
    });
    imported.chain(module.globals().map(|global| global.ty))
}
