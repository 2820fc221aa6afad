//! build: clang19++ -O0 -nostartfiles -Wl,--no-entry,--strip-debug,--export=__wasm_call_ctors %s -o %o
//! expect: fixed export exported
//! calls: _initialize(); total() = 40
//! calls: __wasm_call_ctors(); _initialize(); total() = 40
//! calls-before: total() = 0
//! run: --import-memory
//! expect: fixed export both
//! calls: _initialize(); total() = 40
//! run: --import-memory --init=start --assume=env.log=memory
//! expect: fixed start both
//! calls: total() = 40
// -O0 keeps every local and every small function: more for the rewriter to disturb.
#include "../src/ctor_log.cpp"
