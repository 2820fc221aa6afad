//! build: clang19++ -O2 -nostdlib -fno-exceptions -Wl,--no-entry ../clang19/called-by-hand.cpp -o $tmp/in.wasm
//! build: wasm-opt -g -O2 $tmp/in.wasm -o %o
//! expect: unchanged none exported
//! calls: add(1) = 11; add(1) = 11; times(2) = 20
// The names of lld's wrappers would be there, and are not.
