//! build: rust196-crate wasm32-unknown-unknown ../src/bindgen_table.rs $tmp/case.wasm
//! build: wasm-bindgen --target web --out-dir $tmp/out --out-name case $tmp/case.wasm && cp $tmp/out/case_bg.wasm %o
//! expect: fixed lazy exported
//! calls: __wbindgen_start(); total() = 1; total() = 1
//! calls-before: __wbindgen_start(); total() = 1; total() = 2
// `__wbindgen_start` is the import that sets up the table for JS: nothing else has to be called first.
