//! build: clang19 -O2 -nostdlib -Wl,--no-entry,--strip-all %s -o %o
//! expect: unchanged none exported
//! calls: two() = 2; one() = 1; two() = 2
// Each call ends with handing its text on: by functions of the type that stdio has for files.
typedef int (*Write)(void *, const char *, int);
static char text[256];
static volatile int used;
static int count(void *to, const char *from, int length) { return length; }
static int nothing(void *to, const char *from, int length) { return 0; }
static volatile Write sinks[2] = { count, nothing };
__attribute__((noinline)) static void begin_call(void) { used = 0; }
__attribute__((noinline)) static void end_call(void) {
    for (int i = 0; i < 2; i++) sinks[i](0, text, used);
}
__attribute__((noinline)) static void say(char letter) { text[used++] = letter; }
__attribute__((export_name("one"))) int one(void) {
    begin_call();
    say('a');
    int length = used;
    end_call();
    return length;
}
__attribute__((export_name("two"))) int two(void) {
    begin_call();
    say('a');
    say('b');
    int length = used;
    end_call();
    return length;
}
