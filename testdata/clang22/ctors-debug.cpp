//! build: clang22++ -g -O2 -nostartfiles -Wl,--no-entry,--export=__wasm_call_ctors %s -o %o
//! expect: fixed export exported
//! calls: _initialize(); runs_() = 1
//! calls: __wasm_call_ctors(); __wasm_call_ctors(); runs_() = 1
//! calls: __wasm_call_ctors(); poke(0, 77); get(0) = 77; runs_() = 1
//! calls: _initialize(); get(0) = 1222621274; mix(1.0, 2.0, 3, 4) = 1222621284
//! calls-before: __wasm_call_ctors(); __wasm_call_ctors(); runs_() = 2
//! calls-before: runs_() = 0
//! run: --init=start
//! expect: fixed start exported
//! calls: runs_() = 1
//! calls: __wasm_call_ctors(); __wasm_call_ctors(); runs_() = 1
//! calls: __wasm_call_ctors(); poke(0, 77); get(0) = 77; runs_() = 1
//! calls: get(0) = 1222621274; mix(1.0, 2.0, 3, 4) = 1222621284
//! run: --policy=memory
//! expect: fixed export exported
//! calls: _initialize(); _initialize(); runs_() = 1
//! calls: __wasm_call_ctors(); __wasm_call_ctors(); runs_() = 1
//! calls: __wasm_call_ctors(); poke(0, 77); _initialize(); get(0) = 77; runs_() = 1
//! calls: _initialize(); get(0) = 1222621274; mix(1.0, 2.0, 3, 4) = 1222621284
// DWARF 5 by LLVM 22.
#include "../src/ctor_silent.cpp"
