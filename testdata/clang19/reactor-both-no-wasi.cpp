//! build: clang19++ -O2 -mexec-model=reactor -Wl,--strip-debug,--import-memory,--export-memory %s -o %o
//! expect: fixed start both
//! calls: runs_() = 1; _initialize(); _initialize(); runs_() = 1
//! calls: _initialize(); get(0) = 1222621274; poke(0, 77); _initialize(); get(0) = 77
//! calls-before: runs_() = 0
// Memory imported and exported, and no WASI that would look it up among the exports: start is safe.
#include "../src/ctor_silent.cpp"
