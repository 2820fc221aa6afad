//! build: clang19++ -O2 -DWITH_MAIN -Wl,--strip-debug,--export=get,--export=runs_ %s -o %o
//! expect: unchanged command exported
//! calls: runs_() = 1; runs_() = 2
//! calls: _start()
//! run: --init=lazy
//! expect: fixed lazy exported
//! calls: runs_() = 1; runs_() = 1; poke(0, 77); get(0) = 77; _start(); get(0) = 77; runs_() = 1
//! calls: _start(); runs_() = 1; mix(1.0, 2.0, 3, 4) = 1222621284; runs_() = 1
//! run: --init=lazy --init-name=setup
//! expect: fixed lazy exported
//! calls: setup(); runs_() = 1; setup(); _start(); runs_() = 1
//! run: --init=lazy --init-name=_initialize
//! expect: fixed lazy exported
//! calls: runs_() = 1; _start(); runs_() = 1
// lld wraps every further export of a command as well, so that it reruns the constructors after `main` has run.
#include "../src/ctor_silent.cpp"
