//! build: clang19++-and-wasm-opt -Oz -fno-exceptions -nostartfiles -Wl,--no-entry,--strip-debug %s -o %o
//! expect: fixed lazy exported
//! calls: bump() = 41; bump() = 42; get(1) = 43
//! calls: get(1) = 41
//! calls-before: bump() = 41; bump() = 41; get(1) = 41
//! run: --init=lazy
//! expect: fixed lazy exported
//! calls: bump() = 41; bump() = 42; get(1) = 43
//! calls: _initialize(); bump() = 41; bump() = 42
// The first constructor, which wasm-opt puts into __wasm_call_ctors, begins with the guard of a static variable of its own.
#include "../src/static_guard.cpp"
