//! build: clang19++ -O2 -DWITH_MAIN -Wl,--strip-debug %s -o %o
//! expect: unchanged command exported
//! calls: _start()
//! run: --import-memory
//! expect: fixed command both
//! calls: _start()
//! run: --init=start
//! expect: fixed start exported
//! calls: runs_() = 1; runs_() = 1; _start(); runs_() = 1
//! run: --init=start --export-main
//! expect: fixed start exported
//! calls: main() = 0; poke(0, 77); main() = 0; get(0) = 77; runs_() = 1; _start()
//! run: --init=export
//! expect: error this module exports `_start`, which runs the program, and 4 other exports run its constructors again, on every call; it is a program, which initialises itself; say --init=lazy if other exports need its constructors, or --init-export=_start if it is an initialiser after all
// _start is main, not an initialiser: it is never converted, but its constructors can go; the memory may still change hands.
#include "../src/ctor_silent.cpp"
