//! build: clang19++ -O2 -nostartfiles --target=wasm32-unknown-unknown -nostdlib -Wl,--no-entry,--strip-debug,--strip-all %s -o %o
//! expect: unchanged none exported
//! calls: next() = 8; next() = 8
//! run: --init=lazy
//! expect: error this module calls func 0 first in its only exported function; nothing shows what runs its constructors, if it has any; if that function does, say --assume-wrapped
// The same without names cannot be told from run() { helper(); … }: left alone, with a note.
static volatile int counter;
__attribute__((constructor)) static void init() { counter = 7; }
extern "C" __attribute__((export_name("next"))) int next() { return counter = counter + 1; }
