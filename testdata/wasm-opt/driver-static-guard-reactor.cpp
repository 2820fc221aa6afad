//! build: clang19++-and-wasm-opt -O2 -fno-exceptions -mexec-model=reactor -Wl,--strip-debug %s -o %o
//! expect: fixed start exported
//! calls: bump() = 41; bump() = 42; get(1) = 43
//! calls: get(1) = 41
//! calls-before: _initialize(); bump() = 41; bump() = 42; get(1) = 43
// The twin of driver-static-guard-O2 and -Oz, linked as a reactor.
#include "../src/static_guard.cpp"
