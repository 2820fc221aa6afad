//! build: clang19 -O2 -nostartfiles -Wl,--no-entry,--strip-debug,--export=__wasm_call_ctors,--import-table %s -o %o
//! expect: fixed export exported
//! calls: __wasm_call_ctors(); inits() = 1; i_i(4) = 8; i_i(5) = 15
//! calls-before: __wasm_call_ctors(); __wasm_call_ctors(); inits() = 2
//! run: --init=start
//! expect: fixed start exported
//! calls: __wasm_call_ctors(); inits() = 1; i_i(4) = 8; i_i(5) = 15
//! run: --policy=memory
//! expect: fixed export exported
//! calls: _initialize(); __wasm_call_ctors(); inits() = 1; i_i(4) = 8; i_i(5) = 15
// The table is the host's.
#include "../src/multival.c"
