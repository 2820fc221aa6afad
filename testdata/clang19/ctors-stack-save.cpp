//! build: clang19++ -O1 -nostdlib -Wl,--no-entry,--export=__wasm_call_ctors,--export=stackSave %s -o %o
//! expect: fixed export exported
//! calls: _initialize(); answer() = 42
//! calls: __wasm_call_ctors(); answer() = 42
//! calls-before: answer() = 0
// Glue that was written by hand exports one function under a name that Emscripten uses. Its JS is not there, and runs nothing.
extern "C" void *stackSave() { return __builtin_frame_address(0); }
struct Answer {
    int value;
    Answer() : value(40) { value += 2; }
};
static volatile int two = 2;
static int made = two + 40;
extern "C" __attribute__((export_name("answer"))) int answer() { return made; }
