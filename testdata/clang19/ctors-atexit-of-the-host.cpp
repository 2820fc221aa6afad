//! build: clang19++ -O1 -nostdlib -fno-exceptions -mexec-model=reactor -Wl,--allow-undefined,--export=__wasm_call_ctors,--export-table,--no-entry,--strip-debug %s -o %o
//! expect: fixed export exported
//! calls: _initialize(); answer() = 42
// Without a C++ library, the host has __cxa_atexit, and may look for the function in the exported table. Emscripten's does nothing.
struct Answer { int value; Answer() : value(42) {} ~Answer() { value = 0; } };
static Answer all;
extern "C" __attribute__((export_name("answer"))) int answer() { return *(volatile int *)&all.value; }
