//! build: clang19 -O2 -nostartfiles -Wl,--no-entry,--strip-debug %s -o $tmp/in.wasm
//! build: wasm-opt -g -O2 $tmp/in.wasm -o %o
//! expect: unchanged none exported
//! calls: next() = 10; next() = 10; get(3) = 9
// The linker's function for constructors is gone, and the wrappers begin with the one constructor: they do not run destructors alone.
#include <stdlib.h>
static volatile int number, table[32];
static void forget(void) { table[0] = 0; }
__attribute__((constructor, noinline)) static void construct(void) {
    for (int i = 0; i < 32; i++) table[i] = i * 3;
    number = 10;
}
__attribute__((export_name("next"))) int next(void) { return number++; }
__attribute__((export_name("get"))) int get(int i) {
    if (i == 99) atexit(forget);
    return table[i];
}
__attribute__((export_name("reset"))) void reset(void) {
    construct();
    number = 5;
}
