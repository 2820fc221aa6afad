//! build: clang19 -O2 --target=wasm32-unknown-unknown -nostdlib -matomics -mbulk-memory -Wl,--no-entry,--shared-memory,--max-memory=1048576,--import-memory,--export=__wasm_call_ctors %s -o %o
//! expect: unchanged ctors imported
//! run: --init=lazy
//! expect: error the memory is shared, and the constructors may change globals, tables or a memory that each thread's instance has for itself: each has to run them; leave out --init
// A constructor that sets a WebAssembly global: each thread's instance has one of its own.
#include "../src/common.h"
__attribute__((address_space(1))) static int own;
static volatile int data[4] = {1, 2, 3, 4};
__attribute__((constructor)) static void init(void) { own = data[2] + 39; }
EXPORT(get) int get(void) { return own; }
EXPORT(set) void set(int to) { own = to; }
