//! build: clang19++ -O2 -nostartfiles -Wl,--no-entry,--strip-debug,--export=__wasm_call_ctors,--import-memory,--export-memory %s -o %o
//! expect: fixed export both
// Memory imported and exported, with WASI: an exported function.
#include "../src/ctor_printf.cpp"
