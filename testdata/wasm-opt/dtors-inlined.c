//! build: clang19 -O2 -nostdlib -Wl,--no-entry %s -o $tmp/in.wasm
//! build: wasm-opt -g -O3 $tmp/in.wasm -o %o
//! expect: unchanged none exported
//! calls: read(2) = 42; read(2) = 42; last() = 55
// Destructors that the program has itself, and that an optimiser puts into all wrappers: what no longer calls them still destroys.
static volatile int storage[16], *place;
__attribute__((constructor)) static void construct(void) {
    for (int i = 0; i < 16; i++) storage[i] = 40 + i;
    place = storage;
}
void __wasm_call_dtors(void) { place = 0; }
__attribute__((export_name("read"))) int read(int i) { return place ? place[i] : -1; }
__attribute__((export_name("last"))) int last(void) { return place ? place[15] : -2; }
