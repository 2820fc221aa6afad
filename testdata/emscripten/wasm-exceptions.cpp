//! build: em++ -O2 -fwasm-exceptions -DEXC -DWITH_MAIN %s -o $tmp/a.js
//! build: cp $tmp/a.wasm %o
//! expect: unchanged emscripten exported
// Exceptions of the older proposal.
#include "../src/emmain.cpp"
