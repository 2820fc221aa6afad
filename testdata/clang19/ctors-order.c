//! build: clang19 -O2 -nostartfiles -Wl,--no-entry,--strip-debug,--export=__wasm_call_ctors %s -o %o
//! expect: fixed export exported
//! calls: _initialize(); count() = 3; nth(0) = 150; nth(1) = 300; nth(2) = 65535
//! calls-before: __wasm_call_ctors(); __wasm_call_ctors(); count() = 6
//! run: --init=start
//! expect: fixed start exported
//! calls: count() = 3; nth(0) = 150; nth(1) = 300; nth(2) = 65535
//! run: --policy=memory
//! expect: fixed export exported
//! calls: _initialize(); _initialize(); count() = 3; nth(0) = 150; nth(1) = 300; nth(2) = 65535
// C constructors by attribute, whose order the module itself can tell.
#include "../src/ctor_c.c"
