//! build: clang19 -O2 --target=wasm32-unknown-emscripten -fPIC -nostdlib -fno-exceptions -fno-use-cxa-atexit -Wl,--experimental-pic,-shared,--no-entry,--export-all %s -o %o
//! expect: unchanged dylink imported
// A side module without constructors.
#include "../src/pic_noctor.c"
