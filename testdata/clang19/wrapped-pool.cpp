//! build: clang19++ -O2 -nostdlib -fno-exceptions -Wl,--no-entry,--export=malloc,--strip-debug %s -o %o
//! expect: fixed lazy exported
//! calls: malloc(8) = 1; malloc(8) = 9; used() = 16
// The host's first call is that of an allocator, which a constructor sets up that calls an import of the user's. It ran the
// constructors, so it makes sure that they have run.
extern "C" __attribute__((import_module("env"), import_name("note"))) void note(int);
struct Pool {
    volatile int at, end;
    __attribute__((noinline)) Pool() : at(1), end(4096) { note(1); }
};
static Pool pool;
extern "C" void *malloc(unsigned long size) {
    if (pool.at + (int)size > pool.end) __builtin_trap();
    int place = pool.at;
    pool.at = place + (int)size;
    return (void *)place;
}
extern "C" __attribute__((export_name("used"))) int used() { return pool.at - 1; }
