//! build: clang19 -O2 -nostdlib -mcpu=mvp -Wl,--no-entry,--import-memory %s -o %o
//! expect: unchanged none imported
//! calls: next() = 1; next() = 2; get(0) = 0; heap() = 0; get(2) = 7
//! run: --zero-memory
//! expect: fixed none imported
//! calls: next() = 1; next() = 2; get(0) = 0; heap() = 0; get(2) = 7
// Without bulk memory, lld writes .bss as a segment of zeros.
#include "../src/zeroed.c"
