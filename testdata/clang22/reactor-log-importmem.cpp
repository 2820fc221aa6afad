//! build: clang22++ -O2 -mexec-model=reactor -Wl,--strip-debug,--import-memory %s -o %o
//! expect: unchanged reactor imported
//! run: --assume=env.log=memory
//! expect: fixed start imported
//! calls: total() = 40; _initialize(); total() = 40
//! calls-before: total() = 0
// The import that the constructors call must see zeroed .bss: memory first, constructors second.
#include "../src/ctor_log.cpp"
