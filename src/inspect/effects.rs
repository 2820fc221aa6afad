//! What imports do with the module that calls them: what is known of each, and where from.
//!
//! What the user says comes first, then the tables, which are data: [`wasi`], [`emscripten`], [`assemblyscript`]. They know
//! an import by its module, its name and its type, all three. What is in none of them is judged by its type alone.

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
pub(crate) use pattern::matches as is_meant;
pub(crate) use wasi::is_wasi;

/// What an import does.
pub(crate) fn effect(
    module: &str,
    name: &str,
    ty: Option<&FuncType>,
    assumed: &[(String, Assumption)],
) -> ImportEffect {
    match assumption(module, name, assumed) {
        Some(assumption) => ImportEffect { effect: assumption.into(), basis: Basis::Assumed },
        None => known(module, name, ty).unwrap_or_else(|| unknown(ty)),
    }
}

/// What the user says of an import: of all patterns that mean it ([`pattern::matches`]), the last counts.
pub(crate) fn assumption(module: &str, name: &str, assumed: &[(String, Assumption)]) -> Option<Assumption> {
    let last = assumed.iter().rev().find(|(pattern, _)| pattern::matches(pattern, module, name));
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
