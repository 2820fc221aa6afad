//! build: clang19++ -O2 -nostartfiles -Wl,--no-entry,--strip-debug %s -o $tmp/core.wasm
//! build: wasm-tools component embed ../src/plugin.wit --world plugin $tmp/core.wasm -o $tmp/embedded.wasm
//! build: cp $tmp/embedded.wasm %o
//! expect: fixed lazy exported
//! calls: run() = 42; run() = 43
//! calls: _initialize(); run() = 42; _initialize(); run() = 43
//! calls-before: run() = 42; run() = 42
// Built without crt: wrapped, cabi_realloc too, which the import in the constructor may call back; that one gets no guard.
#include "../src/comp.cpp"
