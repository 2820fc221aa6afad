//! What imports do with the module that calls them: what is known of each, and where from.
//!
//! What the user says comes first, then the tables, which are data: [`wasi`], [`emscripten`], [`assemblyscript`]. What is
//! in none of them is judged by its name if that is one that ends runs, and else by its type.

mod assemblyscript;
mod effect;
mod emscripten;
mod entry;
#[cfg(test)]
mod tests;
pub(crate) mod wasi;

use wasmparser::FuncType;
use wasmparser::ValType;

pub use effect::Assumption;
pub use effect::Basis;
pub use effect::Effect;
pub use effect::ImportEffect;
pub(crate) use wasi::is_wasi;

/// Names of functions that end the run, in whatever module and of whatever type: `abort` is AssemblyScript's
/// (`std/assembly/builtins.ts`) and Emscripten's (`src/lib/libcore.js`), the others Emscripten's and WASI's.
const ABORTING: &[&str] = &[
    "__abort_js",
    "__assert_fail",
    "_abort",
    "_abort_js",
    "_exit",
    "abort",
    "emscripten_force_exit",
    "exit",
    "proc_exit",
];

/// What an import does. Of what the user says of one import, the last counts.
pub(crate) fn effect(
    module: &str,
    name: &str,
    ty: Option<&FuncType>,
    assumed: &[(String, Assumption)],
) -> ImportEffect {
    match assumption(module, name, assumed) {
        Some(assumption) => ImportEffect { effect: assumption.into(), basis: Basis::Assumed },
        None => known(module, name, ty).unwrap_or_else(|| by_type(ty)),
    }
}

/// What the user says of an import.
pub(crate) fn assumption(module: &str, name: &str, assumed: &[(String, Assumption)]) -> Option<Assumption> {
    let is_it = |import: &str| import.strip_prefix(module).and_then(|rest| rest.strip_prefix('.')) == Some(name);
    assumed.iter().rev().find(|(import, _)| is_it(import)).map(|(_, assumption)| *assumption)
}

fn known(module: &str, name: &str, ty: Option<&FuncType>) -> Option<ImportEffect> {
    // A module of that name is WASI's: what is there but not in its table is unknown, whatever it is called.
    if wasi::is_preview1(module) {
        return wasi::effect(module, name, ty);
    }
    wasi::thread_effect(module, name, ty)
        .or_else(|| assemblyscript::effect(module, name, ty))
        .or_else(|| emscripten::effect(module, name, ty))
        .or_else(|| aborting(name))
}

fn aborting(name: &str) -> Option<ImportEffect> {
    const NAME: &str = "a name that ends runs in Emscripten, AssemblyScript and WASI";
    ABORTING.contains(&name).then_some(ImportEffect { effect: Effect::Aborts, basis: Basis::Known(NAME) })
}

/// Any i32 or i64 may be an address.
fn by_type(ty: Option<&FuncType>) -> ImportEffect {
    let address = |ty: &FuncType| ty.params().iter().any(|ty| matches!(ty, ValType::I32 | ValType::I64));
    let effect = if ty.is_none_or(address) { Effect::NeedsMemory } else { Effect::Pure };
    ImportEffect { effect, basis: Basis::Type }
}
