//! build: clang19++ -O2 -nostdlib -Wl,--no-entry,--strip-debug,--export=__wasm_call_ctors,--export=input %s -o %o
//! expect: fixed export exported
//! calls: _initialize(); sum() = 6
//! run: --init=start
//! expect: fixed start exported
//! calls: sum() = 6
// A host may write to `input` before it calls the constructors: only the user knows that it does not.
extern "C" int input[3] = {1, 2, 3};
struct Sum { int value; Sum() : value(*(volatile int *)&input[0] + *(volatile int *)&input[1] + *(volatile int *)&input[2]) {} };
static Sum total;
extern "C" __attribute__((export_name("sum"))) int sum() { return total.value; }
