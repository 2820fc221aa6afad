//! build: clang19++ -O2 -nostartfiles -Wl,--no-entry,--strip-debug %s -o $tmp/in.wasm
//! build: wasm-tools strip --all $tmp/in.wasm -o %o
//! expect: fixed lazy exported
// wasm-tools strip takes every name from a module with stdio.
#include "../src/ctor_printf.cpp"
