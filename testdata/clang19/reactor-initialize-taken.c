//! build: clang19 -O2 -mexec-model=reactor -Wl,--strip-debug %s -o %o
//! expect: unchanged reactor exported
//! calls: _initialize(); runs_() = 1; again(1); runs_() = 2
// The program keeps the address of _initialize, so that the linker puts it into the table, and calls it there.
static volatile int runs;
extern void _initialize(void);
static void (*volatile kept)(void) = _initialize;
__attribute__((constructor)) static void init(void) { runs = runs + 1; }
__attribute__((export_name("again"))) void again(int x) { if (x) kept(); }
__attribute__((export_name("runs_"))) int runs_(void) { return runs; }
