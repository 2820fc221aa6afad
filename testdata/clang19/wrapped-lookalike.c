//! build: clang19 -O2 -nostdlib -Wl,--no-entry,--strip-all %s -o %o
//! expect: unchanged none exported
//! calls: get(1) = 1; sum(12) = 1144; get(4) = 16
// No constructors: each call of the library begins with the same function, which sets it up once and clears the last error.
static int ready, squares[16], failed;
__attribute__((noinline)) static void enter(void) {
  if (!ready) {
    ready = 1;
    for (int i = 0; i < 16; i++) squares[i] = i * i;
  }
  failed = 0;
}
__attribute__((export_name("get"))) int get(int x) { enter(); failed |= x >> 4; return failed ? -1 : squares[x & 15]; }
__attribute__((export_name("sum"))) int sum(int x) { enter(); failed |= x >> 3; return squares[x & 15] + failed * 1000; }
