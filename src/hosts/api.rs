//! How a program of the user's calls what a module exports.

/// The interface that a program has, which decides the language of the lines that a report gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Api {
    /// JavaScript: the JS API of WebAssembly.
    JsApi,
    /// Rust: an `Instance` of the wasmtime crate.
    WasmtimeInstance,
    /// Rust: a `Linker` of the wasmtime crate, under the name that the program gave the module.
    WasmtimeLinker,
    /// Python: pywasm3.
    Pywasm3,
    /// Go: wazero's `api.Module`.
    Wazero,
    /// C: `wasm_export.h` of WAMR.
    Wamr,
}
