//! build: zig c++ -target wasm32-wasi -O2 -s -nostartfiles -Wl,--no-entry %s -o %o
//! expect: unchanged command exported
//! calls: runs_() = 0
// Zig links its crt whatever one says: a command, with exports that are not wrapped.
#include "../src/ctor_silent.cpp"
