//! build: clang19 -O2 -nostdlib -mbulk-memory -Wl,--no-entry,--import-memory %s -o %o
//! expect: unchanged start imported
//! calls: next() = 1; next() = 2; get(0) = 0; heap() = 0; get(2) = 7
//! run: --zero-memory
//! expect: fixed start imported
//! calls: next() = 1; next() = 2; get(0) = 0; heap() = 0; get(2) = 7
// lld fills .bss itself where memory is imported and bulk memory is there. What pads data it leaves, and the rest of the memory.
#include "../src/zeroed.c"
