//! build: clang19 -O2 -nostartfiles -Wl,--no-entry,--strip-debug,--export=exported_global,--export-table %s -o $tmp/in.wasm
//! build: wasm-opt -O2 $tmp/in.wasm -o %o
//! expect: unchanged none exported
//! run: --assume-wrapped
//! expect: fixed lazy exported
//! calls: inits() = 1; inits() = 1
//! calls: v_v(); i_i(4) = 8; i_i(5) = 15; l_l(7) = 21; d_dd(1.5, 2.0) = 3.0; inits() = 1
//! calls: many(1, 2, 3.5, 4.5, 5, 6) = 22.0; inits() = 1
//! calls-before: v_v(); inits() = 2
//! run: --assume-wrapped --init=start
//! expect: fixed start exported
//! calls: inits() = 1; inits() = 1
//! calls: v_v(); i_i(4) = 8; i_i(5) = 15; l_l(7) = 21; d_dd(1.5, 2.0) = 3.0; inits() = 1
//! calls: many(1, 2, 3.5, 4.5, 5, 6) = 22.0; inits() = 1
//! run: --assume-wrapped --policy=memory
//! expect: fixed lazy exported
//! calls: inits() = 1; inits() = 1
//! calls: v_v(); i_i(4) = 8; i_i(5) = 15; l_l(7) = 21; d_dd(1.5, 2.0) = 3.0; inits() = 1
//! calls: many(1, 2, 3.5, 4.5, 5, 6) = 22.0; _initialize(); inits() = 1
// Inlined wrappers of every type.
#include "../src/multival.c"
