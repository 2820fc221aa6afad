//! build: clang14++ -O2 --target=wasm32-unknown-emscripten -fPIC -nostdlib -fno-exceptions -fno-use-cxa-atexit -Wl,--experimental-pic,-shared,--no-entry,--export-all,--allow-undefined %s -o %o
//! expect: unchanged dylink imported
// A side module with relocations in an exported function.
#include "../src/pic.cpp"
