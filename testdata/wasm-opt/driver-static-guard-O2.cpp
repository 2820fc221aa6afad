//! build: clang19++-and-wasm-opt -O2 -fno-exceptions -nostartfiles -Wl,--no-entry,--strip-debug %s -o %o
//! expect: unchanged none exported
//! calls: bump() = 41; bump() = 41; get(1) = 41
//! run: --assume-wrapped
//! expect: fixed lazy exported
//! calls: bump() = 41; bump() = 42; get(1) = 43
// The first constructor, which wasm-opt puts into __wasm_call_ctors, begins with the guard of a static variable of its own. Nothing tells this from code that begins each call: it stays.
#include "../src/static_guard.cpp"
