//! build: clang19++ -O2 -nostartfiles -Wl,--no-entry,--strip-debug,--import-memory %s -o $tmp/in.wasm
//! build: wasm-opt -O3 $tmp/in.wasm -o %o
//! expect: unchanged none imported
//! run: --assume-wrapped
//! expect: fixed start imported
//! calls: runs_() = 1; runs_() = 1
//! calls: get(0) = 1222621274; poke(0, 77); get(0) = 77; runs_() = 1
//! calls-before: runs_() = 1; runs_() = 2; runs_() = 3
//! calls-before: poke(0, 77); get(0) = 1222621274
// Inlined, nameless, and the host's memory: start.
#include "../src/ctor_silent.cpp"
