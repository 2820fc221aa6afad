//! build: clang19++ -g -O2 -mexec-model=reactor -Wl,--import-memory %s -o %o
//! expect: fixed start imported
//! calls: runs_() = 1; _initialize(); _initialize(); runs_() = 1
//! calls: _initialize(); get(0) = 1222621274; poke(0, 77); _initialize(); get(0) = 77
// DWARF of the program and of Debian's libc: what the rewriter cannot carry must go missing with a message.
#include "../src/ctor_silent.cpp"
