//! build: zig c++ -target wasm32-wasi -O2 -s -nostartfiles -Wl,--no-entry %s -o %o
//! expect: unchanged command exported
//! calls: runs_() = 0
//! run: --init=lazy
//! expect: error this module exports `_start`, which runs the program; it cannot be seen that `_start` runs constructors first; link it with initfix-wasm-ld, or with names (the wasm-opt that clang runs with -O drops them), and if it is no program, as a reactor
// Zig links its crt whatever one says: a command, with exports that are not wrapped.
#include "../src/ctor_silent.cpp"
