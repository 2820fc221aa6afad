//! build: clang19 -O2 -nostdlib -Wl,--no-entry ../clang19/zero-memory-bss.c -o $tmp/in.wasm
//! build: wasm-opt -O3 $tmp/in.wasm -o %o
//! expect: unchanged none exported
//! calls: next() = 1; next() = 2; get(0) = 0; heap() = 0; get(2) = 7
//! run: --import-memory --no-export-memory --zero-memory
//! expect: fixed none imported
//! calls: next() = 1; next() = 2; get(0) = 0; heap() = 0; get(2) = 7
// An optimiser trims zeros from data, and splits it.
