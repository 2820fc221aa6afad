//! build: clang19++ -O2 --target=wasm32-unknown-emscripten -fPIC -nostdlib -fno-exceptions -fno-use-cxa-atexit -Wl,--experimental-pic,-shared,--no-entry,--export-all,--unresolved-symbols=import-dynamic %s -o %o
//! build: wasm-strip %o
//! expect: unchanged dylink imported
// A side module whose `dylink.0` section was stripped: what it imports still says that a dynamic linker applies relocations before
// it runs the constructors. This one reads through an address that they put into data; as a start function it would read
// elsewhere.
static int answer = 42;
int *volatile where = &answer;
struct Copied {
    int value;
    Copied() : value(*where) {}
};
Copied copied;
extern "C" int get() { return copied.value; }
