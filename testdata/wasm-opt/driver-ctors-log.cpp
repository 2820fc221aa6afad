//! build: clang19++-and-wasm-opt -O2 -nostartfiles -Wl,--no-entry,--strip-debug,--export=__wasm_call_ctors %s -o %o
//! expect: fixed export exported
//! calls: _initialize(); total() = 40
//! calls: __wasm_call_ctors(); _initialize(); total() = 40
//! calls-before: total() = 0
// __wasm_call_ctors through the same driver.
#include "../src/ctor_log.cpp"
