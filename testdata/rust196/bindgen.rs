//! build: rust196-crate wasm32-unknown-unknown ../src/bindgen.rs %o
//! expect: fixed start exported
// Before wasm-bindgen has read it: each export is wrapped, wasm-bindgen's own as well.
