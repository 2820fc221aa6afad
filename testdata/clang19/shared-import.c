//! build: clang19 -O2 --target=wasm32-unknown-unknown -nostdlib -matomics -mbulk-memory -ftls-model=local-exec -Wl,--no-entry,--shared-memory,--max-memory=1048576,--import-memory %s -o %o
//! expect: unchanged start imported
//! run: --define-memory
//! expect: fixed start exported
// Shared memory, imported: start is memory initialisation and stays.
#include "../src/shared.c"
