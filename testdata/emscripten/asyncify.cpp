//! build: em++ -O2 -sASYNCIFY -DWITH_MAIN %s -o $tmp/a.js
//! build: cp $tmp/a.wasm %o
//! expect: unchanged emscripten exported
//! calls: add(1, 2) = 3; asyncify_get_state() = 0
// Asyncify's instrumentation in front of everything.
#include "../src/emmain.cpp"
