//! build: clang19++ -O2 -nostartfiles -Wl,--no-entry,--strip-debug %s -o $tmp/in.wasm
//! build: wasm-opt -O1 -g $tmp/in.wasm -o %o
//! expect: fixed lazy exported
//! calls: use() = 12; use() = 12; __wasm_call_dtors()
//! calls-before: use() = 12; use() = trap
// Optimised without inlining: a wrapper keeps its result in a local while destructors run.
#include "../src/ctor_atexit.cpp"
