//! build: clang19++ -O2 -nostartfiles -Wl,--no-entry,--strip-debug %s -o %o
//! expect: fixed lazy exported
//! calls: use(2) = 5; runs() = 1
//! calls: initialize(); initialize(); runs() = 1
// Constructors that call an import, and an exported allocator that such imports call back: malloc and free get no guard.
#include <stdlib.h>
extern "C" __attribute__((import_module("env"), import_name("register"))) void host_register(const char *name, int length);
static volatile int constructed;
struct Register { Register() { host_register("plugin", 6); constructed = constructed + 1; } };
static Register reg;
extern "C" __attribute__((export_name("malloc"))) void *malloc(size_t);
extern "C" __attribute__((export_name("free"))) void free(void *);
extern "C" __attribute__((export_name("use"))) int use(int n) { int *p = (int *)malloc(4); *p = n + 3; n = *p; free(p); return n; }
extern "C" __attribute__((export_name("runs"))) int runs() { return constructed; }
