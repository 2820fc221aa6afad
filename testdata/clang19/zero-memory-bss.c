//! build: clang19 -O2 -nostdlib -Wl,--no-entry %s -o %o
//! expect: unchanged none exported
//! calls: next() = 1; next() = 2; get(0) = 0; heap() = 0; get(2) = 7
//! run: --import-memory --no-export-memory --zero-memory
//! expect: fixed none imported
//! calls: next() = 1; next() = 2; get(0) = 0; heap() = 0; get(2) = 7
// lld does not record .bss where the module owns the memory, nor what pads data.
#include "../src/zeroed.c"
