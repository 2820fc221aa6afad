//! build: clang19++ -O2 -fno-exceptions -Wl,--strip-debug %s -o %o
//! expect: unchanged command exported
//! run: --init=start --assume=env.note=pure
//! expect: fixed start exported
//! calls-before: get() = 40; get() = trap
//! calls: get() = 40; get() = 40
//! check: get(); get()
//! run: --init=start --assume=env.note=pure --export-main
//! expect: fixed start exported
//! check: get(); get()
//! run: --init=start --assume=env.note=pure --export-main=run --after-call=nothing
//! expect: fixed start exported
//! run: --export-main
//! expect: error --export-main goes with --init=start
//! run: --init=lazy --export-main
//! expect: error --export-main goes with --init=start
//! run: --init=start --export-main=get
//! expect: error something else is exported as `get`; choose another name for `main` with --export-main=NAME
// LLVM's D40559: the start section runs the constructors, and `main` is left to the host.
#include "../src/order.cpp"
