//! Entries of tables of imports, and how an import is found in them.

use wasmparser::FuncType;
use wasmparser::ValType;

use super::effect::Basis;
use super::effect::Effect;
use super::effect::ImportEffect;

/// A function that some toolchain's modules import, in a table of such.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// Its name; one that ends with `*` stands for all names that begin with what comes before.
    pub name: &'static str,
    pub effect: Effect,
    /// Its type as Emscripten writes one (`src/lib/libsigs.js`), the result first; empty for any type. What an entry says
    /// to touch nothing has a type, since others may use its name for something that does.
    pub ty: &'static str,
    /// The file that says so.
    pub source: &'static str,
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
pub(super) fn find(table: &[Entry], name: &str, ty: Option<&FuncType>) -> Option<ImportEffect> {
    let entries = table.iter().filter(|entry| entry.is_for(name, ty));
    let entry = entries.max_by_key(|entry| (!entry.name.ends_with('*'), entry.name.len()))?;
    Some(ImportEffect { effect: entry.effect, basis: Basis::Known(entry.source) })
}

/// Whether a type is the one with these letters: `v` for no result, `i`, `j`, `f`, `d` for i32, i64, f32, f64, and `p` for
/// an address, which is an i64 in wasm64.
pub(super) fn is_type(ty: &FuncType, letters: &str) -> bool {
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
