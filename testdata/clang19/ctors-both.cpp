//! build: clang19++ -O2 -nostartfiles -Wl,--no-entry,--strip-debug,--export=__wasm_call_ctors,--import-memory,--export-memory %s -o %o
//! expect: fixed export both
//! calls: _initialize(); runs_() = 1; __wasm_call_ctors(); __wasm_call_ctors(); runs_() = 1
//! calls: _initialize(); get(0) = 1222621274; mix(1.0, 2.0, 3, 4) = 1222621284
//! calls-before: __wasm_call_ctors(); __wasm_call_ctors(); runs_() = 2
//! calls-before: runs_() = 0
//! run: --init=start
//! expect: fixed start both
//! calls: runs_() = 1; __wasm_call_ctors(); __wasm_call_ctors(); runs_() = 1
//! calls: get(0) = 1222621274; mix(1.0, 2.0, 3, 4) = 1222621284
//! run: --no-export-memory
//! expect: fixed start imported
//! calls: runs_() = 1; __wasm_call_ctors(); __wasm_call_ctors(); runs_() = 1
//! calls: get(0) = 1222621274; mix(1.0, 2.0, 3, 4) = 1222621284
// Memory imported and exported, no WASI: start.
#include "../src/ctor_silent.cpp"
