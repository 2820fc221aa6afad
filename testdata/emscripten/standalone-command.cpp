//! build: em++ -O2 -DWITH_MAIN %s -o %o
//! expect: unchanged command exported
//! calls: add(1, 2) = 3
// STANDALONE_WASM with main is a WASI command.
#include "../src/emmain.cpp"
