//! build: clang19++-and-wasm-opt -O2 -fno-exceptions -Wl,--strip-debug %s -o %o
//! expect: unchanged command exported
//! run: --init=start
//! expect: error this module exports `_start`, which runs the program; it cannot be seen that `_start` runs constructors first; link it with initfix-wasm-ld, or with names (the wasm-opt that clang runs with -O drops them), and if it is no program, as a reactor
//! run: --init=start --assume-wrapped --assume=env.note=pure
//! expect: error this module exports `_start`, which runs the program, and 1 other export runs its constructors again, on every call; at the end of each call, exports run destructors and may write buffered output, and one cannot go without the other; say --after-call=nothing if neither has to happen after each call, or link it as a reactor
//! run: --init=start --assume-wrapped --assume=env.note=pure --after-call=nothing
//! expect: fixed start exported
//! calls: get() = 40; get() = 40
//! run: --init=start --assume-wrapped --assume=env.note=pure --after-call=nothing --export-main
//! expect: error no function of type () -> i32 or (i32, i32) -> i32 is seen that runs `main` for `_start`: an optimiser may have put it into that; link it without, or leave out --export-main
// wasm-opt has put `main` into `_start`, and left no names.
#include "../src/order.cpp"
