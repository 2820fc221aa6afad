#include <cstdio>

extern "C" int step(void);

static volatile int sum;

struct Counted {
  Counted() {
    sum = sum + step();
    std::puts("constructed");
  }
};
static Counted counted;

extern "C" __attribute__((export_name("total"))) int total() { return sum; }
