//! The part of `NAME.mjs` that has the module compiled: `compile`, and where its bytes come from.

use super::base64::base64;
use super::js_string;
use super::options::EsmBytes;
use super::options::EsmLoading;
use super::options::EsmOptions;
use super::surface::Surface;

const STREAM: &str = include_str!("compile.mjs");
const AFTER_READING: &str = include_str!("compile_bytes.mjs");
const AT_ONCE: &str = include_str!("compile_sync.mjs");
const READ: &str = include_str!("read.mjs");
const INLINE: &str = include_str!("inline.mjs");

pub(super) fn compile(wasm: &[u8], surface: &Surface, options: &EsmOptions) -> String {
    let parts: &[&str] = match (options.loading, options.bytes) {
        (EsmLoading::Promised, EsmBytes::File) => &[STREAM],
        (EsmLoading::Promised, EsmBytes::Inline) => &[AFTER_READING, INLINE],
        (EsmLoading::Sync, EsmBytes::File) => &[AT_ONCE, READ],
        (EsmLoading::Sync, EsmBytes::Inline) => &[AT_ONCE, INLINE],
    };
    // First, since the text of the module may have these letters.
    let text = parts.concat().replace("NAME", &options.name);
    let text = if surface.imports.iter().any(js_string::is_function) { js_string::with_option(&text) } else { text };
    match options.bytes {
        EsmBytes::File => text,
        EsmBytes::Inline => text.replace("//# base64", &base64(wasm)),
    }
}

/// What stands before a call of `compile`.
pub(super) fn wait(loading: EsmLoading) -> &'static str {
    match loading {
        EsmLoading::Promised => "await ",
        EsmLoading::Sync => "",
    }
}

/// An instance, as an expression; `arguments`: a compiled module, and what it imports.
pub(super) fn instance(loading: EsmLoading, arguments: &str) -> String {
    match loading {
        EsmLoading::Promised => format!("await WebAssembly.instantiate({arguments})"),
        EsmLoading::Sync => format!("new WebAssembly.Instance({arguments})"),
    }
}
