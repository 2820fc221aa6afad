//! build: clang19 -O2 -mexec-model=reactor -Wl,--strip-debug,--import-memory %s -o %o
//! expect: unchanged reactor imported
//! calls: _initialize(); add(2, 3) = 5; bump() = 8; peek(1) = 101
// An _initialize that does nothing stays where it is although memory is imported.
#include "../src/noctor.c"
