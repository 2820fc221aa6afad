//! build: clang19 -O2 -nostdlib -Wl,--no-entry,--strip-all -o $tmp/in.wasm ../clang19/epilogue-like-atexit-stripped.c
//! build: wasm-opt -O2 $tmp/in.wasm -o %o
//! expect: unchanged none exported
//! calls: add(60) = 60; add(60) = 60; twice(1) = 5
// An optimiser has rewritten it, so that nothing tells what a compiler wrote; the list of atexit has 32 places to a block, and this not.
