//! build: em++ -O2 --no-entry %s -o %o
//! expect: unchanged reactor exported
//! run: --import-memory
//! expect: fixed reactor both
// STANDALONE_WASM without main is a reactor, WASI imports and all.
#include "../src/emmain.cpp"
