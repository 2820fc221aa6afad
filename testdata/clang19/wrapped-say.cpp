//! build: clang19++ -O2 -fno-exceptions -nostartfiles -Wl,--no-entry,--strip-debug %s -o %o
//! expect: fixed lazy exported
//! check: say(3); say(4); get()
//! run: --after-call=nothing
//! expect: fixed lazy exported
// Each call wrote what it printed: what goes are destructors, and here there are none.
#include "../src/ctor_say.cpp"
