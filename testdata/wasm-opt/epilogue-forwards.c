//! build: clang19 -O2 -nostdlib -Wl,--no-entry,--strip-all -o $tmp/in.wasm ../clang19/epilogue-forwards-stripped.c
//! build: wasm-opt -O2 $tmp/in.wasm -o %o
//! expect: unchanged none exported
//! calls: add(60) = 60; add(60) = 60; twice(1) = 5
// Nothing tells any more what a compiler wrote. What ends each call lies in memory as the list of atexit does.
