//! build: clang19++ -O2 -nostartfiles -nostdlib -Wl,--relocatable %s -o %o
//! expect: error a relocatable WebAssembly object; link it first, wasm-initfix runs after linking
// Partly linked (wasm-ld -r): a linking section as --emit-relocs leaves it, but no exports yet and nothing that calls the constructors.
#include "../src/ctor_silent.cpp"
