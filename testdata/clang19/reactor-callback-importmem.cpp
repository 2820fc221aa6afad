//! build: clang19++ -O2 -mexec-model=reactor -Wl,--import-memory,--strip-debug,--export-table %s -o %o
//! expect: unchanged reactor imported
//! calls: _initialize(); count() = 1
//! run: --assume=env.each=reenters
//! expect: unchanged reactor imported
//! run: --assume=env.each=memory
//! expect: fixed start imported
//! calls: count() = 1
// The import may call what it is given, by the exported table: no start section can do that, though the host owns the memory.
extern "C" __attribute__((import_module("env"), import_name("each"))) void each(void (*)(int));
static volatile int calls;
struct Each { Each() { each([](int) { calls = calls + 1; }); calls = calls + 1; } };
static Each all;
extern "C" __attribute__((export_name("count"))) int count() { return calls; }
