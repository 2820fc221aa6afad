//! build: clang19 -O2 --target=wasm32-unknown-unknown -pthread -nostdlib -Wl,--no-entry,--shared-memory,--max-memory=1048576,--import-memory,--export=__wasm_call_ctors,--export=__wasm_init_tls,--export=__tls_size,--export=__stack_pointer,--export=__heap_base %s -o %o
//! expect: unchanged ctors imported
//! run: --init=lazy
//! expect: fixed lazy imported
//! run: --init=export
//! expect: fixed export imported
// Threads without a library: with -nostdlib, clang 19 leaves out what -pthread has for the linker.
#include "../src/shared_threads.c"
