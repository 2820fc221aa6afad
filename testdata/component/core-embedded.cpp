//! build: clang19++ -O2 -mexec-model=reactor -Wl,--strip-debug %s -o $tmp/core.wasm
//! build: wasm-tools component embed ../src/plugin.wit --world plugin $tmp/core.wasm -o $tmp/embedded.wasm
//! build: cp $tmp/embedded.wasm %o
//! expect: unchanged reactor exported
//! calls: _initialize(); run() = 42; run() = 43
// A core module on its way to be a component: its component-type section must survive.
#include "../src/comp.cpp"
