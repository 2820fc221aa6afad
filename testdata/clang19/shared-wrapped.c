//! build: clang19 -O2 -DWITH_CTOR --target=wasm32-unknown-unknown -nostdlib -matomics -mbulk-memory -ftls-model=local-exec -Wl,--no-entry,--shared-memory,--max-memory=1048576,--import-memory %s -o %o
//! expect: unchanged wrapped imported
//! run: --init=lazy
//! expect: error the memory is shared, and threads would each run the start section and have a run-once guard of their own; leave out --init
// Wrapped exports over shared memory: a guard in a global is one per thread, so there is no safe answer.
#include "../src/shared.c"
