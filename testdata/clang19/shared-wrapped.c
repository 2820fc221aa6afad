//! build: clang19 -O2 -DWITH_CTOR --target=wasm32-unknown-unknown -nostdlib -matomics -mbulk-memory -ftls-model=local-exec -Wl,--no-entry,--shared-memory,--max-memory=1048576,--import-memory %s -o %o
//! expect: unchanged wrapped imported
//! run: --init=start
//! expect: error the memory is shared, and each thread's instance would run the start section; --init=lazy runs the constructors once
//! run: --init=lazy
//! expect: fixed lazy imported
//! run: --init=export
//! expect: fixed export imported
//! run: --init=lazy --guard-address=4095
//! expect: error --guard-address=0xfff: it is no multiple of 4
//! run: --init=lazy --guard-address=131072
//! expect: error --guard-address=0x20000: it does not lie in the memory, as it is at first
//! run: --init=lazy --guard-address=5104
//! expect: error --guard-address=0x13f0: that is the linker's own word, which is used without this option
//! run: --init=lazy --guard-address=5000
//! expect: error --guard-address=0x1388: data lies there
//! run: --init=lazy --import-memory=host,heap
//! expect: fixed lazy imported
// Wrapped exports over shared memory: the word by which lld has data written once tells all threads that constructors have run.
#include "../src/shared.c"
