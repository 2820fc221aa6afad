//! build: clang22++ -O2 -mexec-model=reactor -Wl,--strip-debug %s -o %o
//! expect: fixed start exported
//! calls: _initialize(); runs_() = 1; runs_() = 1
//! calls: _initialize(); get(0) = 1222621274; mix(1.0, 2.0, 3, 4) = 1222621284
//! run: --policy=memory
//! expect: unchanged reactor exported
//! calls: _initialize(); runs_() = 1; runs_() = 1
//! calls: _initialize(); get(0) = 1222621274; mix(1.0, 2.0, 3, 4) = 1222621284
// The ABI's own shape, by the newest linker.
#include "../src/ctor_silent.cpp"
