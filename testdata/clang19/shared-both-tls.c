//! build: clang19 -O2 -DWITH_CTOR --target=wasm32-unknown-unknown -nostdlib -matomics -mbulk-memory -ftls-model=local-exec -Wl,--no-entry,--shared-memory,--max-memory=1048576,--import-memory,--export-memory,--export=__wasm_call_ctors,--export=__wasm_init_tls,--export=__tls_size,--export=__stack_pointer %s -o %o
//! expect: unchanged ctors both
//! run: --init=start
//! expect: error the memory is shared, and each thread's instance would run the start section; --init=lazy runs the constructors once
//! run: --init=lazy
//! expect: fixed lazy both
// Threads: start runs in every instance, so constructors never go there; __wasm_init_tls is exported for each thread.
#include "../src/shared.c"
