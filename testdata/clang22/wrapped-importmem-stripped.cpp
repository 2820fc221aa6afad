//! build: clang22++ -O2 -nostartfiles -Wl,--no-entry,--strip-debug,--import-memory,--strip-all %s -o %o
//! expect: fixed start imported
//! calls: runs_() = 1; runs_() = 1
//! calls: get(0) = 1222621274; poke(0, 77); get(0) = 77; runs_() = 1
//! calls-before: runs_() = 1; runs_() = 2; runs_() = 3
//! calls-before: poke(0, 77); get(0) = 1222621274
// The same without names: that start is memory initialisation shows only in what it does.
#include "../src/ctor_silent.cpp"
