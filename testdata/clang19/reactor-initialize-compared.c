//! build: clang19 -O2 -mexec-model=reactor -Wl,--strip-debug %s -o %o
//! expect: fixed start exported
//! calls: runs_() = 1; _initialize(); runs_() = 1; is_it(1) = 1
//! run: --init=lazy
//! expect: fixed lazy exported
//! calls: runs_() = 1; is_it(1) = 1
// The program has the address of _initialize, so that the linker puts it into the table, and never calls it there.
static volatile int runs;
extern void _initialize(void);
static void *volatile kept = _initialize;
__attribute__((constructor)) static void init(void) { runs = 1; }
__attribute__((export_name("is_it"))) int is_it(int x) { return x && kept == (void *)_initialize; }
__attribute__((export_name("runs_"))) int runs_(void) { return runs; }
