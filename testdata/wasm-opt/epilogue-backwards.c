//! build: clang19 -O2 -nostdlib -Wl,--no-entry,--strip-all -o $tmp/in.wasm ../clang19/epilogue-backwards-stripped.c
//! build: wasm-opt -O2 $tmp/in.wasm -o %o
//! expect: unchanged none exported
//! calls: add(60) = 60; add(60) = 60; twice(1) = 5
// Nothing tells what a compiler wrote. The places are those of atexit, and the block is not refilled.
