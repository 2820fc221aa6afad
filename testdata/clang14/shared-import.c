//! build: clang14 -O2 --target=wasm32-unknown-unknown -nostdlib -matomics -mbulk-memory -ftls-model=local-exec -Wl,--no-entry,--shared-memory,--max-memory=1048576,--import-memory %s -o %o
//! expect: unchanged start imported
// lld 14's __wasm_init_memory.
#include "../src/shared.c"
