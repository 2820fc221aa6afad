//! build: clang19 -O2 -nostartfiles -Wl,--no-entry,--strip-debug,--export=__wasm_call_ctors,--growable-table,--export-table,--stack-first %s -o %o
//! expect: fixed export exported
//! calls: __wasm_call_ctors(); inits() = 1; i_i(5) = 15; l_l(7) = 21
//! calls-before: __wasm_call_ctors(); __wasm_call_ctors(); inits() = 2
//! run: --init=start
//! expect: fixed start exported
//! calls: __wasm_call_ctors(); inits() = 1; i_i(5) = 15; l_l(7) = 21
//! run: --policy=memory
//! expect: fixed export exported
//! calls: _initialize(); __wasm_call_ctors(); inits() = 1; i_i(5) = 15; l_l(7) = 21
// An exported table without a maximum, and the stack first in memory.
#include "../src/multival.c"
