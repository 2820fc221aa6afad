// Threads, each with a stack and thread-local storage of its own, and a constructor that calls the host.
#include "common.h"

IMPORT(env, in_constructor) void in_constructor(void);

static _Atomic int times;
static _Atomic int threads;
static _Atomic int here;
static int squares[64];
static _Thread_local int own = 9;

__attribute__((constructor)) static void init(void) {
  for (int i = 0; i < 64; i++) squares[i] = i * i;
  in_constructor();
  times++;
}

EXPORT(constructed) int constructed(void) { return times; }
EXPORT(square) int square(int i) { return squares[i]; }
EXPORT(started) int started(void) { return threads; }
EXPORT(own_sum) int own_sum(int add) { return own += add; }

// 4 kB of the stack hold what this thread wrote, while all others hold theirs.
EXPORT(fill_stack) int fill_stack(int seed, int all) {
  volatile unsigned char bytes[4096];
  for (int i = 0; i < 4096; i++) bytes[i] = (unsigned char)(seed + i);
  here++;
  while (here < all) {}
  for (int i = 0; i < 4096; i++)
    if (bytes[i] != (unsigned char)(seed + i)) return 0;
  return squares[seed];
}

EXPORT(wasi_thread_start) void wasi_thread_start(int id, int argument) { threads += argument; }
