//! build: clang14++ -O2 -mexec-model=reactor -Wl,--strip-debug,--import-memory %s -o %o
//! expect: fixed start imported
//! calls: runs_() = 1; _initialize(); _initialize(); runs_() = 1
//! calls: _initialize(); get(0) = 1222621274; poke(0, 77); _initialize(); get(0) = 77
//! calls-before: runs_() = 0
// The oldest linker still in use, no bulk memory.
#include "../src/ctor_silent.cpp"
