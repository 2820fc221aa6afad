//! build: clang19 -O2 --target=wasm32-unknown-unknown -nostdlib -matomics -mbulk-memory -ftls-model=local-exec -Wl,--no-entry,--shared-memory,--max-memory=1048576,--export-memory %s -o %o
//! expect: unchanged start exported
//! run: --import-memory
//! expect: fixed start both
// Shared memory, exported; start is lld's own __wasm_init_memory, which every thread's instance must run.
#include "../src/shared.c"
