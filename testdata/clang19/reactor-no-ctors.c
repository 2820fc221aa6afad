//! build: clang19 -O2 -mexec-model=reactor -Wl,--strip-debug %s -o %o
//! expect: unchanged reactor exported
//! calls: _initialize(); add(2, 3) = 5; bump() = 8; bump() = 9; peek(0) = 104
// An _initialize that does nothing has nothing to move.
#include "../src/noctor.c"
