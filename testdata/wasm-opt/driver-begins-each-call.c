//! build: clang19-and-wasm-opt -O2 -nostartfiles -Wl,--no-entry,--strip-debug %s -o %o
//! expect: unchanged none exported
//! calls: grow(3) = 3; grow(4) = 4; shrink(1) = -1
//! run: --init=lazy
//! expect: error this module calls func 0 first in every export, but that may be the program's own function, which begins each call; nothing shows what runs its constructors, if it has any; if that function does, say --assume-wrapped
// There are no constructors. lld wraps the exports for the sake of libc's __wasm_call_dtors, and wasm-opt puts the program's functions
// into the wrappers, so that they begin with what the program calls first.
#include <stdlib.h>
static volatile int sum, marks[64];
static void forget(void) { sum = 0; }
__attribute__((noinline)) static void begin_call(void) {
    sum = 0;
    for (int i = 0; i < 64; i++)
        if (marks[i] != i) marks[i] = sum + i;
    for (int i = 63; i > 0; i--) marks[i] += marks[i - 1] & sum;
}
__attribute__((export_name("grow"))) int grow(int by) {
    begin_call();
    sum += by;
    if (sum > 1000) atexit(forget);
    return sum;
}
__attribute__((export_name("shrink"))) int shrink(int by) {
    begin_call();
    sum -= by;
    if (sum < -1000) atexit(forget);
    return sum;
}
