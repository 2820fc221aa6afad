//! The stack pointer of code that LLVM compiled: each function sets it back before it returns.

use wasmparser::TypeRef;

use crate::module::Module;

/// lld's name for it (`lld/wasm/Driver.cpp`, `createSyntheticSymbols`).
const STACK_POINTER: &str = "__stack_pointer";

/// Globals that are the stack pointer, as far as that is known: by their name. Without names it may be another global, since optimisers
/// put them in another order. Functions that it calls leave it to a module as it was (tool-conventions, `BasicCABI.md`), whatever an
/// import calls. One that is exported, hosts may set.
pub(super) fn pointers(module: &Module) -> Vec<u32> {
    let globals = module.imports.iter().filter(|import| matches!(import.ty, TypeRef::Global(_)));
    let imported: Vec<&str> = globals.map(|import| import.name).collect();
    let given = (0..).zip(&imported).filter(|(_, name)| **name == STACK_POINTER).map(|(index, _)| index);
    let mut pointers: Vec<u32> = given.chain(module.names.globals(STACK_POINTER)).collect();
    let is_exported =
        |index: &u32| module.exports.iter().any(|it| it.kind == wasmparser::ExternalKind::Global && it.index == *index);
    pointers.retain(|index| !is_exported(index));
    pointers
}
