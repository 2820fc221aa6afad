//! build: clang14++ -O2 -mexec-model=reactor -Wl,--strip-debug %s -o %o
//! expect: unchanged reactor exported
//! calls: _initialize(); total() = 40
//! run: --import-memory --no-export-memory --assume=env.log=memory
//! expect: fixed start imported
//! calls: total() = 40
// The constructors' import needs the exported memory.
#include "../src/ctor_log.cpp"
