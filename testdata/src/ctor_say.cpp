#include <cstdio>
struct S { int n; S() : n(40) { std::printf("made\n"); } } static s;
extern "C" __attribute__((export_name("say"))) int say(int x) { std::printf("say %d\n", x); return s.n++; }
extern "C" __attribute__((export_name("get"))) int get() { return s.n; }
