// the host is told what runs: 1 in a constructor, 2 in `main`, 3 in a destructor
#include <cstdio>
extern "C" __attribute__((import_module("env"), import_name("note"))) void note(int);
struct Made { int n; Made() : n(40) { note(1); } ~Made() { note(3); } } static made;
extern "C" __attribute__((export_name("get"))) int get() { return made.n; }
#ifdef WITH_ARGUMENTS
int main(int count, char **) { note(2); std::printf("main %d\n", made.n += count); return 0; }
#else
int main() { note(2); std::printf("main %d\n", ++made.n); return 0; }
#endif
