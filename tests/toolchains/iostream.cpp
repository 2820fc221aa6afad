#include <iostream>
static volatile int seed = 40;
struct S { int n; S() : n(seed) {} } static s;
extern "C" __attribute__((export_name("bump"))) int bump() { return ++s.n; }
extern "C" __attribute__((export_name("say"))) int say(int x) {
  std::cout << "said " << x << std::endl;
  return s.n + x;
}
