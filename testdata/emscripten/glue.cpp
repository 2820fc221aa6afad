//! build: em++ -O2 -DWITH_MAIN %s -o $tmp/a.js
//! build: cp $tmp/a.wasm %o
//! expect: unchanged emscripten exported
//! calls: add(1, 2) = 3
// The JS glue calls __wasm_call_ctors, then main: nothing to settle.
#include "../src/emmain.cpp"
