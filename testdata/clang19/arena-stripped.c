//! build: clang19 -O2 -nostdlib -Wl,--no-entry,--strip-all %s -o %o
//! expect: unchanged none exported
//! calls: parse(1) = 1; parse(1) = 1; render(3) = 6
// What a program does before each call need not be what lld does.
#include "../src/arena.c"
