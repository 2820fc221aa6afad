//! build: clang19++ -O2 -fno-exceptions -nostartfiles -Wl,--no-entry,--strip-all %s -o %o
//! expect: fixed lazy exported
//! check: say(3); say(4); get()
//! run: --after-call=nothing
//! expect: fixed lazy exported
// The same without names: __stdio_exit is told by what it cannot do, which is to run handlers of atexit.
#include "../src/ctor_say.cpp"
