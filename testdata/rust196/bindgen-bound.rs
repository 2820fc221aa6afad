//! build: rust196-crate wasm32-unknown-unknown ../src/bindgen.rs $tmp/case.wasm
//! build: wasm-bindgen --target web --out-dir $tmp/out --out-name case $tmp/case.wasm && cp $tmp/out/case_bg.wasm %o
//! expect: fixed start exported
//! calls: __wbindgen_start(); total() = 21; add(2) = 23; total() = 23
//! calls-before: __wbindgen_start(); total() = 22; add(2) = 25
//! run: --init=lazy
//! expect: fixed lazy exported
//! calls: __wbindgen_start(); total() = 21; add(2) = 23; total() = 23
// After wasm-bindgen: some wrappers are behind functions of its own, and its JS calls `__wbindgen_start` first.
