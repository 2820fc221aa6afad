//! build: clang19++ -O2 -mexec-model=reactor -Wl,--strip-debug,--strip-all %s -o %o
//! expect: unchanged reactor exported
//! calls: _initialize(); use() = 12; use() = 12
//! run: --import-memory --assume=env.mark=memory
//! expect: fixed start both
//! calls: use() = 12; _initialize(); use() = 12
// Constructors register destructors with atexit; a reactor never runs them, and no name is left to recognise anything by.
#include "../src/ctor_atexit.cpp"
