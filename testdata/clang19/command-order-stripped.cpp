//! build: clang19++ -O2 -fno-exceptions -Wl,--strip-all %s -o %o
//! expect: unchanged command exported
//! run: --init=start --assume=env.note=pure --export-main
//! expect: fixed start exported
//! calls: get() = 40; get() = 40
//! check: get(); get()
// Without names: lld's wrappers are known by their place, and `main` by how `_start` calls it.
#include "../src/order.cpp"
