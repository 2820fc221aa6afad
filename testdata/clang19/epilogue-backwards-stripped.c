//! build: clang19 -O2 -nostdlib -Wl,--no-entry,--strip-all %s -o %o
//! expect: unchanged none exported
//! calls: add(60) = 60; add(60) = 60; twice(1) = 5
// A queue that lies in memory just as a block of the list of atexit does, and is filled and emptied at its end.
typedef void (*Later)(void *);
struct Queue {
    struct Queue *next;
    Later run[32];
    void *with[32];
};
static struct Queue queue;
static struct Queue *volatile place = &queue;
static volatile int count, sum;
__attribute__((noinline)) static void begin_call(void) { sum = 0; }
__attribute__((noinline)) static void end_call(void) {
    struct Queue *at = place;
    if (count > 32) count = 32;
    while (count > 0) {
        int last = --count;
        at->run[last](at->with[last]);
    }
}
static void nothing(void *with) {}
__attribute__((noinline)) static void put_off(int number) {
    struct Queue *at = place;
    int last = count++;
    at->run[last] = nothing;
    at->with[last] = (void *)number;
}
__attribute__((export_name("add"))) int add(int number) {
    begin_call();
    put_off(number);
    sum += number;
    int seen = sum;
    end_call();
    return seen;
}
__attribute__((export_name("twice"))) int twice(int number) {
    begin_call();
    put_off(number);
    sum += 2 * number + 3;
    int seen = sum;
    end_call();
    return seen;
}
