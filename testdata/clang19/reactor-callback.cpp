//! build: clang19++ -O2 -mexec-model=reactor -Wl,--strip-debug,--export-table %s -o %o
//! expect: unchanged reactor exported
//! calls: _initialize(); total() = 0
//! run: --assume=env.visit=reenters --assume=env.log=memory
//! expect: unchanged reactor exported
//! run: --import-table --import-memory --init=start --assume=env.visit=memory
//! expect: fixed start both
//! calls: total() = 0
//! run: --import-table
//! expect: fixed reactor exported
//! calls: _initialize(); total() = 0
//! run: --no-export-table
//! expect: fixed reactor exported
//! calls: _initialize(); total() = 0
// The constructor passes a function pointer to an import, which calls it: during start it can if the host gives the table, and the
// memory for what the function logs.
extern "C" __attribute__((import_module("env"), import_name("visit"))) void visit(void (*)(int));
extern "C" __attribute__((import_module("env"), import_name("log"))) void write_line(const char *, int);
static volatile int sum;
struct Visits { Visits() { visit([](int value) { sum = sum + value; write_line("called back", 11); }); } };
static Visits all;
extern "C" __attribute__((export_name("total"))) int total() { return sum; }
