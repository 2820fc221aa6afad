//! build: clang19++ -O2 -nostartfiles --target=wasm32-unknown-unknown -nostdlib -Wl,--no-entry,--strip-debug %s -o %o
//! expect: fixed start exported
//! calls: next() = 8; next() = 9
//! calls-before: next() = 8; next() = 8
//! run: --policy=memory
//! expect: fixed lazy exported
//! calls: next() = 8; next() = 9
//! calls: _initialize(); next() = 8; _initialize(); next() = 9
// One wrapped export is enough when lld's name says that it is one.
static volatile int counter;
__attribute__((constructor)) static void init() { counter = 7; }
extern "C" __attribute__((export_name("next"))) int next() { return counter = counter + 1; }
