//! build: clang22++ -O2 --target=wasm32-unknown-emscripten -fPIC -nostdlib -fno-exceptions -fno-use-cxa-atexit -Wl,--experimental-pic,-shared,--no-entry,--export-all,--unresolved-symbols=import-dynamic %s -o %o
//! expect: unchanged dylink imported
// A side module by LLVM 22.
#include "../src/pic.cpp"
