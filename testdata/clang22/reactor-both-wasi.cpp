//! build: clang22++ -O2 -mexec-model=reactor -Wl,--strip-debug,--import-memory,--export-memory %s -o %o
//! expect: unchanged reactor both
// With WASI and memory both ways _initialize stays, although a start function is there.
#include "../src/ctor_printf.cpp"
