//! build: clang19 -O2 -nostdlib -Wl,--no-entry,--strip-all %s -o %o
//! expect: unchanged none exported
//! calls: push(1) = 1; push(2) = 2; push(3) = 3; runs() = 0
// The first function only calls two others, and each export calls it and then one more: as lld's functions for constructors do, but a
// compiler wrote these.
static volatile int depth, calls;
static void reset_depth(void);
static void reset_calls(void);
__attribute__((noinline)) static void reset(void) { reset_depth(); reset_calls(); }
__attribute__((noinline)) static void reset_depth(void) { depth = 0; }
__attribute__((noinline)) static void reset_calls(void) { calls = 0; }
__attribute__((noinline)) static int do_push(int number) { depth += number; return depth; }
__attribute__((noinline)) static int do_count(void) { return calls; }
__attribute__((export_name("push"))) int push(int number) { reset(); return do_push(number); }
__attribute__((export_name("runs"))) int runs(void) { reset(); return do_count(); }
