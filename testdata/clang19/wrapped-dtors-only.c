//! build: clang19 -O2 -nostartfiles -Wl,--no-entry,--strip-debug %s -o %o
//! expect: unchanged wrapped exported
//! calls: add(2, 3) = 5; bump() = 8; bump() = 9
// libc alone makes lld wrap: no constructors, the wrappers call destructors only. Nothing runs twice, so nothing is changed.
#include "../src/noctor.c"
