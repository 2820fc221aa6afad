//! build: clang22++ -O2 -nostartfiles -Wl,--no-entry,--strip-debug,--import-memory %s -o %o
//! expect: fixed start imported
//! calls: runs_() = 1; runs_() = 1
//! calls: get(0) = 1222621274; poke(0, 77); get(0) = 77; runs_() = 1
//! calls-before: runs_() = 1; runs_() = 2; runs_() = 3
//! calls-before: poke(0, 77); get(0) = 1222621274
// Wrapped exports and a start function of lld's: the constructors are chained after it.
#include "../src/ctor_silent.cpp"
