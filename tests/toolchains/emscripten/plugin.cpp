#include <cstdio>
#include <emscripten.h>

static volatile int sum;

struct Counted {
  Counted() {
    sum = sum + 1;
#ifndef SILENT
    std::puts("constructed");
#endif
  }
};
static Counted counted;

extern "C" EMSCRIPTEN_KEEPALIVE int total() { return sum; }
extern "C" EMSCRIPTEN_KEEPALIVE volatile int* place() { return &sum; }
