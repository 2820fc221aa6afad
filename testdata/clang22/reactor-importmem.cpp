//! build: clang22++ -O2 -mexec-model=reactor -Wl,--strip-debug,--import-memory %s -o %o
//! expect: fixed start imported
//! calls: runs_() = 1; _initialize(); _initialize(); runs_() = 1
//! calls: _initialize(); get(0) = 1222621274; poke(0, 77); _initialize(); get(0) = 77
//! calls-before: runs_() = 0
//! calls-before: _initialize(); _initialize(); runs_() = 2
//! run: --drop-init-export
//! expect: fixed start imported
//! calls: runs_() = 1; runs_() = 1
//! calls: get(0) = 1222621274; poke(0, 77); get(0) = 77; runs_() = 1
// LLVM 22 already has a start function, which zeroes .bss: constructors are chained after it.
#include "../src/ctor_silent.cpp"
