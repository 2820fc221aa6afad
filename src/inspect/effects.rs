//! What imports do with the module that calls them: what is known of each, and where from.
//!
//! What the user says comes first, then the tables, which are data: [`wasi`], [`emscripten`], [`assemblyscript`]. What is
//! in none of them is judged by its name if that is one that ends runs, and else by its type.

mod assemblyscript;
mod emscripten;
#[cfg(test)]
mod tests;
pub(crate) mod wasi;

use wasmparser::FuncType;
use wasmparser::ValType;

pub(crate) use wasi::is_wasi;

/// What a call of an import does with the module that calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// It touches nothing of the module.
    Pure,
    /// It ends the run: whether memory is there does not matter any more.
    Aborts,
    /// It reads or writes the module's memory, looks at its size, or must be taken to.
    NeedsMemory,
    /// It calls the module's functions, or needs its table or other exports than memory: no start section will do,
    /// whoever owns the memory.
    Reenters,
}

impl Effect {
    /// The word for it, as `--assume` takes it and reports write it.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Pure => "pure",
            Self::Aborts => "aborts",
            Self::NeedsMemory => "memory",
            Self::Reenters => "reenters",
        }
    }

    /// Whether the module's memory has to be there.
    #[cfg(feature = "aot")]
    pub(crate) fn needs_memory(self) -> bool {
        matches!(self, Self::NeedsMemory | Self::Reenters)
    }
}

/// How an effect is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// By the import's name (and, where the table has it, its type): the document or file that says so.
    Known(&'static str),
    /// The user said so.
    Assumed,
    /// Neither: by the types of its parameters.
    Type,
}

/// What an import does, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ImportEffect {
    /// What it does.
    pub effect: Effect,
    /// How that is known.
    pub basis: Basis,
}

impl ImportEffect {
    /// Whether it may call functions of the module: it does, or nothing is known of it.
    pub fn may_call_back(&self) -> bool {
        match self.effect {
            Effect::Reenters => true,
            Effect::Aborts => false,
            Effect::Pure | Effect::NeedsMemory => self.basis == Basis::Type,
        }
    }
}

/// What the user says of an import, by `MODULE.NAME`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assumption {
    /// It touches nothing of the module.
    Pure,
    /// It reads or writes the module's memory, and calls nothing.
    Memory,
    /// It calls the module's functions, or needs its table or other exports than memory.
    Reenters,
}

impl From<Assumption> for Effect {
    fn from(assumption: Assumption) -> Self {
        match assumption {
            Assumption::Pure => Self::Pure,
            Assumption::Memory => Self::NeedsMemory,
            Assumption::Reenters => Self::Reenters,
        }
    }
}

/// A function that some toolchain's modules import, in a table of such.
#[derive(Debug, Clone, Copy)]
struct Entry {
    /// Its name; one that ends with `*` stands for all names that begin with what comes before.
    name: &'static str,
    effect: Effect,
    /// Its type as Emscripten writes one (`src/lib/libsigs.js`), the result first; empty for any type. What an entry says
    /// to touch nothing has a type, since others may use its name for something that does.
    ty: &'static str,
    /// The file that says so.
    source: &'static str,
}

impl Entry {
    fn is_for(&self, name: &str, ty: Option<&FuncType>) -> bool {
        let named = match self.name.strip_suffix('*') {
            Some(beginning) => name.starts_with(beginning),
            None => name == self.name,
        };
        named && (self.ty.is_empty() || ty.is_some_and(|ty| is_type(ty, self.ty)))
    }
}

/// The entry for an import: under its name, or else under the longest beginning of it.
fn find(table: &[Entry], name: &str, ty: Option<&FuncType>) -> Option<ImportEffect> {
    let entries = table.iter().filter(|entry| entry.is_for(name, ty));
    let entry = entries.max_by_key(|entry| (!entry.name.ends_with('*'), entry.name.len()))?;
    Some(ImportEffect { effect: entry.effect, basis: Basis::Known(entry.source) })
}

/// Whether a type is the one with these letters: `v` for no result, `i`, `j`, `f`, `d` for i32, i64, f32, f64, and `p` for
/// an address, which is an i64 in wasm64.
fn is_type(ty: &FuncType, letters: &str) -> bool {
    let value = |letter: char, ty: &ValType| match letter {
        'i' => *ty == ValType::I32,
        'j' => *ty == ValType::I64,
        'f' => *ty == ValType::F32,
        'd' => *ty == ValType::F64,
        'p' => matches!(ty, ValType::I32 | ValType::I64),
        _ => false,
    };
    let are = |letters: &str, types: &[ValType]| {
        letters.len() == types.len() && letters.chars().zip(types).all(|(letter, ty)| value(letter, ty))
    };
    let (result, params) = letters.split_at(1);
    are(if result == "v" { "" } else { result }, ty.results()) && are(params, ty.params())
}

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
