//! build: clang19++ -O2 -fno-exceptions -nostartfiles -Wl,--no-entry,--strip-debug %s -o %o
//! expect: fixed lazy exported
//! check: say(3); say(4); get()
//! run: --after-call=nothing
//! expect: fixed lazy exported
// A destructor that prints goes, and what the call printed is written.
#include "../src/ctor_dtor_say.cpp"
