//! build: clang19 -O2 -nostdlib -Wl,--no-entry,--strip-all %s -o %o
//! expect: unchanged none exported
//! calls: plus(1); plus(1); total() = 2
// Each call ends with running what it put off: functions that take an address, as handlers of atexit do.
typedef void (*Later)(void *);
static struct { Later run; void *with; } queue[16];
static volatile int queued, work, sum;
__attribute__((noinline)) static void put_off(Later run, void *with) {
    queue[queued].run = run;
    queue[queued].with = with;
    queued++;
}
__attribute__((noinline)) static void begin_call(void) { work = 0; }
__attribute__((noinline)) static void end_call(void) {
    while (queued) {
        --queued;
        queue[queued].run(queue[queued].with);
    }
}
static void add(void *number) { sum += (int)number; }
__attribute__((export_name("plus"))) void plus(int number) {
    begin_call();
    work += number;
    put_off(add, (void *)work);
    end_call();
}
__attribute__((export_name("total"))) int total(void) {
    begin_call();
    int seen = sum;
    end_call();
    return seen;
}
