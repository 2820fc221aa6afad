//! build: clang19++ -O2 -mexec-model=reactor -Wl,--strip-debug,--strip-all %s -o %o
//! expect: unchanged reactor exported
//! run: --import-memory
//! expect: fixed reactor both
//! run: --import-memory --no-export-memory
//! expect: fixed reactor imported
// stdio in a constructor, no names: hosts set up WASI only after start, whoever owns the memory, so _initialize stays.
#include "../src/ctor_printf.cpp"
