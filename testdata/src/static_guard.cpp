static volatile int seed = 40;
static int &counter() { static int value = seed; return value; }
struct S { int n; S() : n(counter()) {} };
static S first, second;
extern "C" __attribute__((export_name("bump"))) int bump() { return ++first.n; }
extern "C" __attribute__((export_name("get"))) int get(int x) { return first.n + x + second.n - 40; }
