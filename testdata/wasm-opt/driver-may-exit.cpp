//! build: clang19++-and-wasm-opt -O2 -fno-exceptions -nostartfiles -Wl,--no-entry,--strip-debug %s -o %o
//! expect: unchanged none exported
//! calls: mark(3) = 9; mark(3) = 9; both(3, 4) = 25
// The program calls lld's function for constructors itself, once, and resets something for each call. What ends each call may call
// exit, which runs the handlers of atexit.
#include <cstdlib>
extern "C" void __wasm_call_ctors();
struct Squares {
    int *of;
    Squares() : of((int *)malloc(10 * sizeof(int))) {
        for (int i = 0; i < 10; i++) of[i] = i * i;
    }
    ~Squares() { free(of); }
};
static Squares squares;
static bool ready;
static volatile int sum, faults;
static volatile bool marked[16];
__attribute__((noinline)) static void begin_call() {
    if (!ready) {
        ready = true;
        __wasm_call_ctors();
    }
    sum = faults = 0;
    for (auto &it : marked) it = false;
}
__attribute__((noinline)) static void end_call() {
    if (faults > 2) exit(faults);
}
__attribute__((noinline)) static void add(unsigned i) {
    if (i >= 10 || marked[i]) {
        faults = faults + 1;
    } else {
        marked[i] = true;
        sum = sum + squares.of[i];
    }
}
extern "C" __attribute__((export_name("mark"))) int mark(int i) {
    begin_call();
    add(i);
    int seen = sum;
    end_call();
    return seen;
}
extern "C" __attribute__((export_name("both"))) int both(int i, int j) {
    begin_call();
    add(i);
    add(j);
    int seen = sum;
    end_call();
    return seen;
}
