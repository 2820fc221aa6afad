//! build: clang19++ -O2 -c %s -o %o
//! expect: error a relocatable WebAssembly object; link it first, wasm-initfix runs after linking
// An object file: WebAssembly, but not linked yet.
#include "../src/ctor_silent.cpp"
