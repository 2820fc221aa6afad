//! build: clang19++ -O2 --target=wasm32-unknown-emscripten -fPIC -nostdlib -fno-exceptions -fno-use-cxa-atexit -Wl,--experimental-pic,-shared,--no-entry,--export-all,--unresolved-symbols=import-dynamic %s -o %o
//! expect: unchanged dylink imported
// A side module: the dynamic linker applies relocations, then calls __wasm_call_ctors. dylink.0 stays first.
#include "../src/pic.cpp"
