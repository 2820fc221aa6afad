//! build: clang19++-and-wasm-opt -O2 -fno-exceptions -nostartfiles -Wl,--no-entry,--strip-debug %s -o %o
//! expect: unchanged none exported
//! run: --assume-wrapped
//! expect: unchanged wrapped exported
//! run: --assume-wrapped --after-call=nothing
//! expect: fixed lazy exported
//! run: --assume-wrapped --init=lazy
//! expect: error this module has 2 exported functions, which all call func 4 first, and nothing else calls that; --assume-wrapped says that it runs the constructors; at the end of each call, exports run destructors and may write buffered output, and one cannot go without the other; say --after-call=nothing if neither has to happen after each call, or link it as a reactor
// wasm-opt puts both parts of __wasm_call_dtors into one function, without names: whether it only writes cannot be seen.
#include "../src/ctor_dtor_say.cpp"
