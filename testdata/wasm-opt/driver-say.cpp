//! build: clang19++-and-wasm-opt -O2 -fno-exceptions -nostartfiles -Wl,--no-entry,--strip-debug %s -o %o
//! expect: unchanged none exported
//! run: --assume-wrapped
//! expect: fixed lazy exported
//! check: say(3); say(4); get()
//! run: --assume-wrapped --after-call=nothing
//! expect: fixed lazy exported
// What wasm-opt makes of it.
#include "../src/ctor_say.cpp"
