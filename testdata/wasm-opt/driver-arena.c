//! build: clang19-and-wasm-opt -O2 -nostdlib -Wl,--no-entry,--strip-debug %s -o %o
//! expect: unchanged none exported
//! calls: parse(1) = 1; parse(1) = 1; render(3) = 6
// Without names, and inlined, it has the very shape of driver-wrapped.
#include "../src/arena.c"
