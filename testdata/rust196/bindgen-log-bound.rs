//! build: rust196-crate wasm32-unknown-unknown ../src/bindgen_log.rs $tmp/case.wasm
//! build: wasm-bindgen --target web --out-dir $tmp/out --out-name case $tmp/case.wasm && cp $tmp/out/case_bg.wasm %o
//! expect: fixed lazy exported
//! calls: __wbindgen_start(); total() = 21; total() = 21
//! calls-before: __wbindgen_start(); total() = 22; total() = 23
// The constructor calls JavaScript: it runs after what wasm-bindgen sets up for that, and before the start function.
