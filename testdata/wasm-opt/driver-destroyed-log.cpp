//! build: clang19++-and-wasm-opt -O2 -fno-exceptions -nostartfiles -Wl,--no-entry,--strip-debug %s -o %o
//! expect: unchanged none exported
//! run: --assume-wrapped
//! expect: fixed lazy exported
//! calls: get() = 40; get() = 40
// A destructor calls an import, and nothing writes output: wasm-opt makes one function of it that only runs handlers of atexit.
extern "C" __attribute__((import_module("env"), import_name("log"))) void note(const char *, int);
struct S { int n; S() : n(40) { note("made", 4); } ~S() { note("gone", 4); n = 0; } };
static S s;
extern "C" __attribute__((export_name("get"))) int get() { return *(volatile int *)&s.n; }
extern "C" __attribute__((export_name("set"))) void set(int x) { s.n = x; }
