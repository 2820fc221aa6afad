//! build: emcc -O2 -pthread %s -o $tmp/a.js
//! build: cp $tmp/a.wasm %o
//! expect: unchanged emscripten imported
// Threads: memory shared and imported, start is __wasm_init_memory.
#include "../src/emthread.c"
