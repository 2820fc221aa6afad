//! build: clang19++ -O2 -mexec-model=reactor -Wl,--strip-debug,--import-memory %s -o %o
//! expect: fixed start imported
//! calls: runs_() = 1; _initialize(); _initialize(); runs_() = 1
//! calls: _initialize(); get(0) = 1222621274; poke(0, 77); _initialize(); get(0) = 77
//! calls-before: runs_() = 0
//! calls-before: _initialize(); _initialize(); runs_() = 2
//! run: --drop-init-export
//! expect: fixed start imported
//! calls: runs_() = 1; runs_() = 1
//! calls: get(0) = 1222621274; poke(0, 77); get(0) = 77; runs_() = 1
//! run: --init=lazy
//! expect: fixed lazy imported
//! calls: runs_() = 1; runs_() = 1; runs_() = 1
//! calls: _initialize(); runs_() = 1; _initialize(); runs_() = 1
//! calls: poke(0, 77); get(0) = 77; mix(1.0, 2.0, 3, 4) = 87; _initialize(); get(0) = 77; runs_() = 1
//! calls: mix(1.0, 2.0, 3, 4) = 1222621284; runs_() = 1
//! run: --init=keep
//! expect: unchanged reactor imported
//! calls: _initialize(); runs_() = 1; runs_() = 1
//! calls: _initialize(); get(0) = 1222621274; mix(1.0, 2.0, 3, 4) = 1222621284
//! run: --define-memory --init=keep
//! expect: fixed reactor exported
//! calls: _initialize(); runs_() = 1; runs_() = 1
//! calls: _initialize(); get(0) = 1222621274; mix(1.0, 2.0, 3, 4) = 1222621284
// The host owns the memory, so constructors may run in start; _initialize stays, empty, for hosts that call it.
#include "../src/ctor_silent.cpp"
