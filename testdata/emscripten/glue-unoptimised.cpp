//! build: em++ -O0 %s -o $tmp/a.js
//! build: cp $tmp/a.wasm %o
//! expect: unchanged emscripten exported
//! calls: add(1, 2) = 3; look(1) = 0
// -O0, without main.
#include "../src/emmain.cpp"
