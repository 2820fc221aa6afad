//! build: clang19++ -O2 -mexec-model=reactor -Wl,--strip-debug %s -o $tmp/core.wasm
//! build: wasm-tools component embed ../src/plugin.wit --world plugin $tmp/core.wasm -o $tmp/embedded.wasm
//! build: wasm-tools component new $tmp/embedded.wasm -o $tmp/component.wasm
//! build: cp $tmp/component.wasm %o
//! expect: error a component; give its core modules (`wasm-tools component unbundle` takes them out)
// A component: only its core modules have anything to settle.
#include "../src/comp.cpp"
