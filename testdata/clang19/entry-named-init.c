//! build: clang19 -O2 --target=wasm32-unknown-unknown -nostdlib -DCALL_CTORS -Wl,--entry=init,--strip-debug %s -o %o
//! expect: unchanged none exported
//! calls: is_ready() = 0; init(); is_ready() = 101; init(); is_ready() = 202
//! run: --init-export init
//! expect: fixed export exported
//! calls: _initialize(); is_ready() = 101
//! calls: init(); _initialize(); init(); is_ready() = 101
//! run: --init-export init --init=lazy
//! expect: fixed lazy exported
//! calls: is_ready() = 101; init(); is_ready() = 101
// An initialiser under a name of the user's: only --init-export can say that it is one.
#include "../src/freestanding.c"
