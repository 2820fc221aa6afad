//! build: clang19++ -O2 -nostdlib -fno-exceptions -Wl,--no-entry %s -o %o
//! expect: unchanged none exported
//! calls: add(1) = 11; add(1) = 11; times(2) = 20
//! run: --assume-wrapped
//! expect: fixed lazy exported
//! calls: add(1) = 11; add(1) = 12; times(2) = 24
// The program calls lld's function for constructors itself, so lld wraps nothing. It may want what it then gets.
extern "C" void __wasm_call_ctors();
static volatile int first = 10;
struct Sum {
    int value;
    __attribute__((noinline)) Sum() : value(first) {}
};
static Sum sum;
extern "C" __attribute__((export_name("add"))) int add(int number) {
    __wasm_call_ctors();
    return sum.value += number;
}
extern "C" __attribute__((export_name("times"))) int times(int number) {
    __wasm_call_ctors();
    return sum.value *= number;
}
