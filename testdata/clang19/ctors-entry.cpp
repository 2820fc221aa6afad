//! build: clang19++ -O2 -nostartfiles -Wl,--strip-debug,--entry=__wasm_call_ctors %s -o %o
//! expect: fixed export exported
//! calls: _initialize(); __wasm_call_ctors(); total() = 40
//! calls-before: total() = 0
// --entry=__wasm_call_ctors exports it just as --export does.
#include "../src/ctor_log.cpp"
