//! build: clang19++ -O0 -fno-exceptions -DWITH_ARGUMENTS -Wl,--strip-debug %s -o %o
//! expect: unchanged command exported
//! run: --init=start --assume=env.note=pure --export-main
//! expect: fixed start exported
//! calls: get() = 40; get() = 40
//! check: get(); get()
// `main` takes arguments, which libc reads for it, in `_start` and where the host calls `main`.
#include "../src/order.cpp"
