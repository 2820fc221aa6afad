//! build: clang19 -O2 -DWITH_CTOR --target=wasm64-unknown-unknown -nostdlib -matomics -mbulk-memory -Wl,--no-entry,--shared-memory,--max-memory=1048576,--import-memory %s -o %o
//! expect: unchanged wrapped imported
// Shared and 64-bit.
#include "../src/shared.c"
