//! build: clang22 -O2 -DWITH_CTOR --target=wasm32-unknown-unknown -nostdlib -matomics -mbulk-memory -ftls-model=local-exec -Wl,--no-entry,--shared-memory,--max-memory=1048576,--import-memory,--export-memory,--export=__wasm_call_ctors,--export=__wasm_init_tls %s -o %o
//! expect: unchanged ctors both
// Threads, by LLVM 22.
#include "../src/shared.c"
