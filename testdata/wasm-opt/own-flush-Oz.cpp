//! build: clang19++ -O2 -fno-exceptions -nostartfiles -Wl,--no-entry,--strip-debug %s -o $tmp/in.wasm
//! build: initfix $tmp/in.wasm -o $tmp/fixed.wasm
//! build: wasm-opt -Oz $tmp/fixed.wasm -o %o
//! expect: unchanged lazy exported
// The exports go on writing buffered output after each call.
#include "../src/ctor_say.cpp"
