//! build: clang19++ -O2 -mexec-model=reactor -Wl,--strip-debug %s -o $tmp/core.wasm
//! build: wasm-tools component embed ../src/plugin.wit --world plugin $tmp/core.wasm -o $tmp/embedded.wasm
//! build: wasm-tools component new $tmp/embedded.wasm -o $tmp/component.wasm
//! build: wasm-tools component unbundle --threshold 0 $tmp/component.wasm --module-dir $tmp/modules -o $tmp/unbundled.wasm
//! build: cp $tmp/modules/unbundled-module1.wasm %o
//! expect: unchanged none none
// The shim that component tools add: a table and indirect calls, no memory.
#include "../src/comp.cpp"
