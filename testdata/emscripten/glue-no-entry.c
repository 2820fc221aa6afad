//! build: emcc -O2 --no-entry %s -o $tmp/a.js
//! build: cp $tmp/a.wasm %o
//! expect: unchanged emscripten exported
//! run: --init-export __wasm_call_ctors --policy=memory
//! expect: fixed export exported
//! calls: _initialize(); __wasm_call_ctors(); count() = 3; nth(0) = 150
//! calls: __wasm_call_ctors(); _initialize(); count() = 3
//! calls-before: __wasm_call_ctors(); __wasm_call_ctors(); count() = 6
// A library for JS glue; a user who hosts it without glue names the initialiser.
#include "../src/ctor_c.c"
