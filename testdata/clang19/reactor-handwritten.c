//! build: clang19 -O2 -nostartfiles -Wl,--strip-debug,--entry=_initialize %s -o %o
//! expect: fixed start exported
//! calls: _initialize(); get() = 10
//! calls: get() = 10
//! run: --policy=memory
//! expect: unchanged reactor exported
//! calls: _initialize(); get() = 10
//! calls: get() = 0
//! run: --import-memory
//! expect: fixed start both
//! calls: get() = 10; _initialize(); get() = 10
// An _initialize of the user's own, chosen with --entry, that calls __wasm_call_ctors and does more.
#include "../src/freestanding_initialize.c"
