//! build: clang19++ -O2 -DWITH_MAIN -Wl,--strip-debug,--export=get,--export=runs_ %s -o %o
//! expect: unchanged command exported
//! calls: runs_() = 1; runs_() = 2
//! calls: _start()
// Every further export of a command is wrapped as well; hosts run it once and never call those.
#include "../src/ctor_silent.cpp"
