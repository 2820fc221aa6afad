//! build: clang19 -O2 -nostartfiles --target=wasm64-unknown-unknown -nostdlib -Wl,--no-entry,--strip-debug,--export=__wasm_call_ctors %s -o %o
//! expect: fixed export exported
//! calls: __wasm_call_ctors(); inits() = 1; at(1) = -7046029254386353131
//! calls-before: __wasm_call_ctors(); __wasm_call_ctors(); inits() = 2
//! calls-before: inits() = 0; at(1) = 0
//! run: --init=start
//! expect: fixed start exported
//! calls: __wasm_call_ctors(); inits() = 1; at(1) = -7046029254386353131
//! run: --policy=memory
//! expect: fixed export exported
//! calls: _initialize(); __wasm_call_ctors(); inits() = 1; at(1) = -7046029254386353131
//! run: --import-memory
//! expect: fixed export both
//! calls: __wasm_call_ctors(); inits() = 1; at(1) = -7046029254386353131
// A 64-bit memory: the initialiser is settled as ever, and the memory may be imported like any other.
#include "../src/w64.c"
