//! build: em++ -O2 -sIMPORTED_MEMORY -DWITH_MAIN %s -o $tmp/a.js
//! build: cp $tmp/a.wasm %o
//! expect: unchanged emscripten imported
//! calls: add(1, 2) = 3
// The glue makes the memory.
#include "../src/emmain.cpp"
