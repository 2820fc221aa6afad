//! build: zig c++ -target wasm32-wasi -O2 -s -mexec-model=reactor -Wl,--import-memory %s -o %o
//! expect: fixed start imported
//! calls: runs_() = 1; _initialize(); _initialize(); runs_() = 1
//! calls: _initialize(); get(0) = 1222621274; poke(0, 77); _initialize(); get(0) = 77
//! calls-before: runs_() = 0
//! calls-before: _initialize(); _initialize() = trap
// The same with the host's memory: in start, and _initialize called after it is harmless.
#include "../src/ctor_silent.cpp"
