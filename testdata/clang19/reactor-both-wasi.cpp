//! build: clang19++ -O2 -mexec-model=reactor -Wl,--strip-debug,--import-memory,--export-memory %s -o %o
//! expect: unchanged reactor both
// WASI with memory imported and exported: Node's WASI knows the memory only from initialize on, so start would break it.
#include "../src/ctor_printf.cpp"
