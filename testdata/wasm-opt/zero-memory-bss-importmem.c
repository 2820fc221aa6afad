//! build: clang19 -O2 -nostdlib -mbulk-memory -Wl,--no-entry,--import-memory ../clang19/zero-memory-bss-importmem.c -o $tmp/in.wasm
//! build: wasm-opt -O3 --zero-filled-memory $tmp/in.wasm -o %o
//! expect: unchanged start imported
//! calls: next() = 1; next() = 2; get(0) = 0; heap() = 0; get(2) = 7
//! run: --zero-memory
//! expect: fixed start imported
//! calls: next() = 1; next() = 2; get(0) = 0; heap() = 0; get(2) = 7
// The same for an imported memory, which is said to be zero.
