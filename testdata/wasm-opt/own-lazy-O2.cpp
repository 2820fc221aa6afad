//! build: clang19++ -O2 -nostartfiles -Wl,--no-entry,--strip-debug %s -o $tmp/in.wasm
//! build: initfix $tmp/in.wasm -o $tmp/fixed.wasm
//! build: wasm-opt -O2 $tmp/fixed.wasm -o %o
//! expect: unchanged lazy exported
//! calls: total() = 40; total() = 40
//! calls: hello(); total() = 40; _initialize(); total() = 40
// wasm-opt puts the initialiser, guard and all, into the exports that call it.
#include "../src/ctor_log.cpp"
