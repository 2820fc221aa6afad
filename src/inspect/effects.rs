//! What imports do with the module that calls them: what is known of each, and where from.
//!
//! What the user says of an import by its name comes first, then the tables, which are data: [`wasi`], [`emscripten`], [`assemblyscript`]. They know
//! an import by its module, its name and its type, all three. What is in none of them is what a pattern of the user's says
//! of it, or unknown.

mod assemblyscript;
mod effect;
mod emscripten;
mod entry;
mod pattern;
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

/// What an import does.
pub(crate) fn effect(
    module: &str,
    name: &str,
    ty: Option<&FuncType>,
    assumed: &[(String, Assumption)],
) -> ImportEffect {
    let known = known(module, name, ty);
    let is_known = known.is_some_and(|known| known.effect != Effect::Unknown);
    match assumption(module, name, is_known, assumed) {
        Some(assumption) => ImportEffect { effect: assumption.into(), basis: Basis::Assumed },
        None => known.unwrap_or_else(|| unknown(ty)),
    }
}

/// Whether an import that needs memory is known to read it, and not to write to it.
#[allow(dead_code, reason = "for runs, which not every build has")]
pub(crate) fn only_reads(module: &str, name: &str, ty: Option<&FuncType>) -> bool {
    let needs_memory = known(module, name, ty).is_some_and(|known| known.effect == Effect::NeedsMemory);
    needs_memory && (assemblyscript::effect(module, name, ty).is_some() || emscripten::only_reads(name))
}

/// Whether a pattern of the user's means an import.
pub(super) fn is_meant(pattern: &str, module: &str, name: &str) -> bool {
    pattern::matches(pattern, module, name)
}

/// What the user says of an import: of all names and patterns that mean it ([`pattern::matches`]), the last counts. A pattern says
/// nothing of an import that is known: who speaks of all others need not name it.
fn assumption(module: &str, name: &str, is_known: bool, assumed: &[(String, Assumption)]) -> Option<Assumption> {
    let is_name = |pattern: &str| pattern.strip_prefix(module).and_then(|it| it.strip_prefix('.')) == Some(name);
    let counts = |pattern: &str| if is_known { is_name(pattern) } else { pattern::matches(pattern, module, name) };
    let last = assumed.iter().rev().find(|(pattern, _)| counts(pattern));
    last.map(|(_, assumption)| *assumption)
}

fn known(module: &str, name: &str, ty: Option<&FuncType>) -> Option<ImportEffect> {
    // A module of that name is WASI's: what is there but not in its table is unknown, whatever it is called.
    if wasi::is_preview1(module) {
        return wasi::effect(module, name, ty);
    }
    wasi::thread_effect(module, name, ty)
        .or_else(|| assemblyscript::effect(module, name, ty))
        .or_else(|| emscripten::effect(module, name, ty))
}

/// What no table has. Any i32 or i64 may be an address.
fn unknown(ty: Option<&FuncType>) -> ImportEffect {
    let may_be_address = |ty: &&ValType| matches!(ty, ValType::I32 | ValType::I64);
    let address = ty.and_then(|ty| ty.params().iter().find(may_be_address).copied());
    ImportEffect { effect: Effect::Unknown, basis: Basis::Type { address } }
}
