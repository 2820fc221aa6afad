//! Entries of tables of imports, and how an import is found in them.

use wasmparser::FuncType;
use wasmparser::ValType;

use super::effect::Basis;
use super::effect::Effect;
use super::effect::ImportEffect;

/// A function that some toolchain's modules import, in a table of such.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub name: &'static str,
    pub effect: Effect,
    /// Others may use the name for something else, so that a name alone tells nothing. What had several types has several
    /// entries.
    pub ty: Signature,
    /// The file that says so.
    pub source: &'static str,
}

/// A function's type as Emscripten writes one (`src/lib/libsigs.js`): a letter for the result, and one for each parameter.
/// `v` is no result; `i`, `j`, `f`, `d` are i32, i64, f32, f64; `p` is an address, which is an i64 in wasm64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Signature(&'static str);

impl Signature {
    /// Only for tables, where letters that are no type stop the compiler.
    pub const fn new(letters: &'static str) -> Self {
        assert!(is_signature(letters.as_bytes()), "no type");
        Self(letters)
    }

    pub fn letters(self) -> &'static str {
        self.0
    }
}

const fn is_signature(letters: &[u8]) -> bool {
    let [result, params @ ..] = letters else { return false };
    let mut params = params;
    while let [param, rest @ ..] = params {
        if !is_value(*param) {
            return false;
        }
        params = rest;
    }
    *result == b'v' || is_value(*result)
}

const fn is_value(letter: u8) -> bool {
    matches!(letter, b'i' | b'j' | b'f' | b'd' | b'p')
}

pub(super) const fn pure(name: &'static str, letters: &'static str, source: &'static str) -> Entry {
    Entry { name, effect: Effect::Pure, ty: Signature::new(letters), source }
}

pub(super) const fn aborts(name: &'static str, letters: &'static str, source: &'static str) -> Entry {
    Entry { name, effect: Effect::Aborts, ty: Signature::new(letters), source }
}

pub(super) const fn memory(name: &'static str, letters: &'static str, source: &'static str) -> Entry {
    Entry { name, effect: Effect::NeedsMemory, ty: Signature::new(letters), source }
}

pub(super) const fn may_reenter(name: &'static str, letters: &'static str, source: &'static str) -> Entry {
    Entry { name, effect: Effect::Unknown, ty: Signature::new(letters), source }
}

pub(super) const fn reenters(name: &'static str, letters: &'static str, source: &'static str) -> Entry {
    Entry { name, effect: Effect::Reenters, ty: Signature::new(letters), source }
}

/// The entry for an import of this name and type: the one of just this type before one that has it only once its 64-bit
/// numbers are parted.
pub(super) fn find(table: &[Entry], name: &str, ty: Option<&FuncType>) -> Option<ImportEffect> {
    let ty = ty?;
    let named = || table.iter().filter(|entry| entry.name == name);
    let entry = named()
        .find(|entry| is_exactly(ty, entry.ty.letters()))
        .or_else(|| named().find(|entry| is_type(ty, entry.ty.letters())));
    entry.map(|entry| ImportEffect { effect: entry.effect, basis: Basis::Known(entry.source) })
}

/// Whether a type is the one with these letters ([`Signature`]). Modules for JS without BigInt have each i64 parted: a
/// parameter into two i32, and of a result only the lower half is returned (Binaryen's `LegalizeJSInterface`).
pub(super) fn is_type(ty: &FuncType, letters: &str) -> bool {
    is_exactly(ty, letters) || has_types(ty, letters, ValType::I32, Longs::Parted)
}

/// The same, but for parted numbers. Addresses are all of one size.
fn is_exactly(ty: &FuncType, letters: &str) -> bool {
    has_types(ty, letters, ValType::I32, Longs::Whole) || has_types(ty, letters, ValType::I64, Longs::Whole)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Longs {
    Whole,
    Parted,
}

fn has_types(ty: &FuncType, letters: &str, address: ValType, longs: Longs) -> bool {
    if !is_signature(letters.as_bytes()) {
        return false;
    }
    let value = |letter: char| match letter {
        'j' if longs == Longs::Whole => ValType::I64,
        'f' => ValType::F32,
        'd' => ValType::F64,
        'p' => address,
        _ => ValType::I32,
    };
    let count = |letter: char| if letter == 'j' && longs == Longs::Parted { 2 } else { 1 };
    let mut all = letters.chars();
    let result = all.next().filter(|letter| *letter != 'v').map(value);
    let params = all.flat_map(|letter| std::iter::repeat_n(value(letter), count(letter)));
    ty.results().iter().copied().eq(result) && ty.params().iter().copied().eq(params)
}
