//! build: clang19 -O2 --target=wasm32-unknown-unknown -nostdlib -matomics -mbulk-memory -Wl,--no-entry,--shared-memory,--max-memory=131072,--import-memory,--export=__wasm_call_ctors,--strip-all %s -o $tmp/in.wasm
//! build: wasm-opt -O2 --all-features $tmp/in.wasm -o %o
//! expect: unchanged ctors imported
//! run: --init=lazy
//! expect: fixed lazy imported
//! run: --init=lazy --guard-address=2048
//! expect: fixed lazy imported
// Without names, and with a .bss of 4 bytes: wasm-opt makes a store of what lld filled by memory.fill, and the stack pointer is known by
// being set back.
#include "../src/common.h"
static volatile int zero;
static volatile int data[4] = {1, 2, 3, 4};
__attribute__((noinline)) static int sum(volatile int *all) { int s = 0; for (int i = 0; i < 4; i++) s += all[i]; return s; }
__attribute__((constructor)) static void init(void) {
  volatile int copy[4];
  for (int i = 0; i < 4; i++) copy[i] = data[i] + zero;
  zero = sum(copy);
}
EXPORT(get) int get(void) { return zero; }
