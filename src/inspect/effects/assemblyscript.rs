//! What the functions do that AssemblyScript's standard library imports.
//!
//! The compiler's bindings (`src/bindings/js.ts`) and its older loader (`lib/loader/index.js`) read a string from the
//! memory that is exported or was imported. They make a result that is no number with the exports `__new` and `__pin`.

use wasmparser::FuncType;

use super::effect::Effect;
use super::effect::ImportEffect;
use super::entry::Entry;
use super::entry::Signature;
use super::entry::find;

const BUILTINS: &str = "AssemblyScript's std/assembly/builtins.ts";
const DOM: &str = "AssemblyScript's std/assembly/bindings/dom.ts";
const NODE: &str = "AssemblyScript's std/assembly/bindings/node.ts";

const fn entry(name: &'static str, effect: Effect, letters: &'static str, source: &'static str) -> Entry {
    Entry { name, effect, ty: Signature::new(letters), source }
}

/// Sorted by name. `crypto.getRandomValuesN` gives an array, which the bindings make with exports in any case.
pub(super) const TABLE: &[Entry] = &[
    entry("Date.now", Effect::Pure, "d", DOM),
    entry("Math.abs", Effect::Pure, "dd", DOM),
    entry("Math.acos", Effect::Pure, "dd", DOM),
    entry("Math.acosh", Effect::Pure, "dd", DOM),
    entry("Math.asin", Effect::Pure, "dd", DOM),
    entry("Math.asinh", Effect::Pure, "dd", DOM),
    entry("Math.atan", Effect::Pure, "dd", DOM),
    entry("Math.atan2", Effect::Pure, "ddd", DOM),
    entry("Math.atanh", Effect::Pure, "dd", DOM),
    entry("Math.cbrt", Effect::Pure, "dd", DOM),
    entry("Math.ceil", Effect::Pure, "dd", DOM),
    entry("Math.clz32", Effect::Pure, "dd", DOM),
    entry("Math.cos", Effect::Pure, "dd", DOM),
    entry("Math.cosh", Effect::Pure, "dd", DOM),
    entry("Math.exp", Effect::Pure, "dd", DOM),
    entry("Math.expm1", Effect::Pure, "dd", DOM),
    entry("Math.floor", Effect::Pure, "dd", DOM),
    entry("Math.fround", Effect::Pure, "fd", DOM),
    entry("Math.hypot", Effect::Pure, "ddd", DOM),
    entry("Math.imul", Effect::Pure, "ddd", DOM),
    entry("Math.log", Effect::Pure, "dd", DOM),
    entry("Math.log10", Effect::Pure, "dd", DOM),
    entry("Math.log1p", Effect::Pure, "dd", DOM),
    entry("Math.log2", Effect::Pure, "dd", DOM),
    entry("Math.max", Effect::Pure, "ddd", DOM),
    entry("Math.min", Effect::Pure, "ddd", DOM),
    entry("Math.pow", Effect::Pure, "ddd", DOM),
    entry("Math.random", Effect::Pure, "d", DOM),
    entry("Math.round", Effect::Pure, "dd", DOM),
    entry("Math.sign", Effect::Pure, "dd", DOM),
    entry("Math.sin", Effect::Pure, "dd", DOM),
    entry("Math.sinh", Effect::Pure, "dd", DOM),
    entry("Math.sqrt", Effect::Pure, "dd", DOM),
    entry("Math.tan", Effect::Pure, "dd", DOM),
    entry("Math.tanh", Effect::Pure, "dd", DOM),
    entry("Math.trunc", Effect::Pure, "dd", DOM),
    entry("abort", Effect::Aborts, "viiii", BUILTINS),
    entry("console.assert", Effect::NeedsMemory, "vii", DOM),
    entry("console.debug", Effect::NeedsMemory, "vi", DOM),
    entry("console.error", Effect::NeedsMemory, "vi", DOM),
    entry("console.info", Effect::NeedsMemory, "vi", DOM),
    entry("console.log", Effect::NeedsMemory, "vi", DOM),
    entry("console.time", Effect::NeedsMemory, "vi", DOM),
    entry("console.timeEnd", Effect::NeedsMemory, "vi", DOM),
    entry("console.timeLog", Effect::NeedsMemory, "vi", DOM),
    entry("console.warn", Effect::NeedsMemory, "vi", DOM),
    entry("crypto.getRandomValuesN", Effect::Reenters, "ii", DOM),
    entry("performance.now", Effect::Pure, "d", DOM),
    entry("process.exit", Effect::Aborts, "vi", NODE),
    entry("seed", Effect::Pure, "d", BUILTINS),
    entry("trace", Effect::NeedsMemory, "viiddddd", BUILTINS),
];

/// What an import is known to do if AssemblyScript made the module. `env` has names such as `Math.abs`; until release 0.19
/// the module was `Math`, or `Date` (`std/assembly/bindings/Math.ts` and `Date.ts`).
pub(super) fn effect(module: &str, name: &str, ty: Option<&FuncType>) -> Option<ImportEffect> {
    match module {
        "env" => find(TABLE, name, ty),
        "Math" | "Date" => find(TABLE, &format!("{module}.{name}"), ty),
        _ => None,
    }
}
