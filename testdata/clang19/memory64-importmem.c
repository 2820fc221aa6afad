//! build: clang19 -O2 -nostartfiles --target=wasm64-unknown-unknown -nostdlib -Wl,--no-entry,--strip-debug,--export=__wasm_call_ctors,--import-memory %s -o %o
//! expect: fixed start imported
//! calls: inits() = 1; __wasm_call_ctors(); inits() = 1; at(1) = -7046029254386353131
//! calls-before: inits() = 0
// A 64-bit memory of the host's: start.
#include "../src/w64.c"
