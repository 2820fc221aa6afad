//! build: clang19++ -O2 -nostartfiles -Wl,--no-entry,--strip-debug %s -o %o
//! expect: fixed lazy exported
// A constructor and exports that print: stdio was flushed after each call, and is not after unwrapping.
#include "../src/ctor_printf.cpp"
