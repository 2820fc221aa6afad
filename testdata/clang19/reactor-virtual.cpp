//! build: clang19++ -O2 -fno-rtti -mexec-model=reactor -Wl,--strip-debug %s -o %o
//! expect: unchanged reactor exported
//! calls: _initialize(); answer() = 42
//! run: --prove=run
//! expect: fixed start exported
//! calls: answer() = 42; _initialize(); answer() = 42
//! run: --assume=env.log=pure
//! expect: fixed start exported
//! calls: answer() = 42
//! run: --host=node-wasi-initialize
//! expect: unchanged reactor exported
//! calls: _initialize(); answer() = 42
//! run: --host=esm
//! expect: fixed lazy exported
//! calls: answer() = 42; _initialize(); answer() = 42
//! run: --host=wasm4
//! expect: unchanged reactor exported
//! calls: _initialize(); answer() = 42
//! run: --host=tic80 --assume=env.log=memory
//! expect: fixed start both
//! calls: answer() = 42; _initialize(); answer() = 42
// A constructor calls a virtual function, and one of that type logs: which one is called shows only in a run.
extern "C" __attribute__((import_module("env"), import_name("log"))) void host_log(const char *text, int length);
static int value;
struct Greeter {
  virtual void greet() const = 0;
};
struct Quiet : Greeter {
  void greet() const override { value = 42; }
};
struct Loud : Greeter {
  void greet() const override { host_log("hello", 5); }
};
Quiet quiet;
Loud loud;
const Greeter *greeters[] = {&quiet, &loud};
volatile int chosen;
struct Init {
  Init() { greeters[chosen & 1]->greet(); }
};
static Init init;
extern "C" __attribute__((export_name("answer"))) int answer() { return value; }
extern "C" __attribute__((export_name("greet"))) void greet(int which) { greeters[which & 1]->greet(); }
