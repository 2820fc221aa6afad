//! build: clang19 -O2 -mexec-model=reactor -pthread -Wl,--max-memory=1048576,--import-memory,--export=__wasm_call_ctors,--export=__wasm_init_tls,--export=__tls_size,--export=__stack_pointer,--export=__heap_base %s -o %o
//! expect: unchanged reactor imported
//! run: --init=lazy
//! expect: fixed lazy imported
//! run: --init=export
//! expect: fixed export imported
// Threads with WASI, as -pthread has them; of its library, only what knows no atomics can be linked, and `_initialize` runs the constructors each time.
#include "../src/shared_threads.c"
