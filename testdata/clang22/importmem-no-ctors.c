//! build: clang22 -O2 --target=wasm32-unknown-unknown -nostdlib -Wl,--no-entry,--import-memory %s -o %o
//! expect: unchanged start imported
//! calls: at(1) = 0; set(1, 5); at(1) = 5
// A start function that only zeroes .bss is the linker's, and right where it is.
static volatile int block[1000];
__attribute__((export_name("at"))) int at(int i) { return block[i]; }
__attribute__((export_name("set"))) void set(int i, int x) { block[i] = x; }
