//! The stack pointer of code that LLVM compiled: each function sets it back before it returns.

use wasmparser::TypeRef;

use crate::constant::constant;
use crate::inspect::Facts;
use crate::module::Module;

/// lld's name for it (`lld/wasm/Driver.cpp`, `createSyntheticSymbols`).
const STACK_POINTER: &str = "__stack_pointer";

/// Globals that are the stack pointer, as far as that is known: by their name, or by where lld puts it. Functions that it calls leave it
/// to a module as it was (tool-conventions, `BasicCABI.md`), whatever an import calls. One that is exported, hosts may set.
pub(super) fn pointers(module: &Module, facts: &Facts) -> Vec<u32> {
    let globals = module.imports.iter().filter(|import| matches!(import.ty, TypeRef::Global(_)));
    let imported: Vec<&str> = globals.map(|import| import.name).collect();
    let first = imported.len() as u32;
    let given = (0..).zip(&imported).filter(|(_, name)| **name == STACK_POINTER).map(|(index, _)| index);
    let mut pointers: Vec<u32> = given.chain(module.names.globals(STACK_POINTER)).collect();
    if pointers.is_empty() && is_linked_by_lld(facts) && is_first_of_lld(module) {
        pointers.push(first);
    }
    let is_exported =
        |index: &u32| module.exports.iter().any(|it| it.kind == wasmparser::ExternalKind::Global && it.index == *index);
    pointers.retain(|index| !is_exported(index));
    pointers
}

/// Whether a compiler says so whose code only lld links.
fn is_linked_by_lld(facts: &Facts) -> bool {
    facts.producers.iter().any(|producer| ["clang", "rustc"].iter().any(|name| producer.contains(name)))
}

/// Whether the first global that the module defines begins at an address and changes, as of lld's globals only the stack pointer does.
fn is_first_of_lld(module: &Module) -> bool {
    let first = module.globals().next();
    first.is_some_and(|global| global.ty.mutable && constant(&global.init_expr).is_some_and(|address| address > 0))
}
