//! build: clang19 -O2 -mexec-model=reactor -Wl,--strip-debug %s -o %o
//! expect: fixed start exported
//! calls: runs_() = 1; _initialize(); runs_() = 1
//! calls: again(); runs_() = 2
//! calls-before: _initialize(); runs_() = 1; again(); runs_() = 2
//! run: --init=lazy
//! expect: fixed lazy exported
//! calls: runs_() = 1; again(); runs_() = 2
// The program keeps the address of _initialize, so that the linker puts it into the table.
static volatile int runs;
extern void _initialize(void);
static void (*volatile kept)(void) = _initialize;
__attribute__((constructor)) static void init(void) { runs = runs + 1; }
__attribute__((export_name("again"))) void again(void) { kept(); }
__attribute__((export_name("runs_"))) int runs_(void) { return runs; }
