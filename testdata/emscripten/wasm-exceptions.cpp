//! build: em++ -O2 -fwasm-exceptions -DEXC -DWITH_MAIN %s -o $tmp/a.js
//! build: cp $tmp/a.wasm %o
//! expect: unchanged emscripten exported
//! check-error: cannot be compiled to run: legacy_exceptions feature required for try instruction
// Exceptions of the older proposal.
#include "../src/emmain.cpp"
