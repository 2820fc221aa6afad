//! build: zig c++ -target wasm32-wasi -O2 -s -mexec-model=reactor %s -o %o
//! expect: fixed start exported
//! calls: _initialize(); runs_() = 1; runs_() = 1
//! calls: _initialize(); get(0) = 1222621274; mix(1.0, 2.0, 3, 4) = 1222621284
//! calls: _initialize(); _initialize(); runs_() = 1
//! run: --policy=memory
//! expect: unchanged reactor exported
//! calls: _initialize(); runs_() = 1; runs_() = 1
//! calls: _initialize(); get(0) = 1222621274; mix(1.0, 2.0, 3, 4) = 1222621284
//! calls: _initialize(); _initialize() = trap
//! run: --init=lazy
//! expect: fixed lazy exported
//! calls: runs_() = 1; runs_() = 1; runs_() = 1
//! calls: _initialize(); runs_() = 1; _initialize(); runs_() = 1
//! calls: poke(0, 77); get(0) = 77; mix(1.0, 2.0, 3, 4) = 87; _initialize(); get(0) = 77; runs_() = 1
//! calls: mix(1.0, 2.0, 3, 4) = 1222621284; runs_() = 1
//! calls-before: _initialize(); _initialize() = trap
// Zig's crt traps on a second call of _initialize; behind a guard a host may call it late or twice.
#include "../src/ctor_silent.cpp"
