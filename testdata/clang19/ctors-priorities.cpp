//! build: clang19++ -O2 -nostartfiles -Wl,--no-entry,--strip-debug,--export=__wasm_call_ctors %s -o %o
//! expect: fixed export exported
//! calls: _initialize(); sum() = 67735
//! calls: __wasm_call_ctors(); sum() = 67735
//! calls-before: sum() = 0
// Constructors of several priorities must keep their order: they stay behind one function.
#include "../src/ctor_prio.cpp"
