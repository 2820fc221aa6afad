//! build: em++ -O3 --no-entry -sERROR_ON_UNDEFINED_SYMBOLS=0 %s -o $tmp/a.js
//! build: cp $tmp/a.wasm %o
//! expect: unchanged emscripten exported
//! calls: c(); d() = 67735
//! run: --init-export c
//! expect: fixed export exported
//! calls: _initialize(); d() = 67735
//! calls: c(); _initialize(); d() = 67735
//! calls-before: d() = 0
// At -O3 every name is one letter, and which one is the constructors' only the JS knows.
#include "../src/ctor_prio.cpp"
