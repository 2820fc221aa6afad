//! build: clang19 -O2 -nostartfiles -Wl,--no-entry,--strip-debug,--export=__wasm_call_ctors %s -o %o
//! expect: unchanged ctors exported
//! calls: __wasm_call_ctors(); bump() = 8
// __wasm_call_ctors is exported and does nothing.
#include "../src/noctor.c"
