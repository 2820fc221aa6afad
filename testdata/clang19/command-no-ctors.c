//! build: clang19 -O2 -DWITH_MAIN -Wl,--strip-all %s -o %o
//! expect: unchanged command exported
//! calls: _start()
//! run: --init=lazy
//! expect: error this module exports `_start`, which runs the program; it cannot be seen that `_start` runs constructors first; link it with initfix-wasm-ld, or with names (the wasm-opt that clang runs with -O drops them), and if it is no program, as a reactor
//! run: --init=start
//! expect: error this module exports `_start`, which runs the program; it cannot be seen that `_start` runs constructors first; link it with initfix-wasm-ld, or with names (the wasm-opt that clang runs with -O drops them), and if it is no program, as a reactor
// A command without constructors or names.
#include "../src/noctor.c"
