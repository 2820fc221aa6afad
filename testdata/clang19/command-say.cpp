//! build: clang19++ -O2 -fno-exceptions -Wl,--strip-debug %s -o %o
//! expect: unchanged command exported
//! run: --init=lazy
//! expect: fixed lazy exported
//! check: say(3); say(4); get()
//! run: --init=lazy --after-call=nothing
//! expect: fixed lazy exported
// A program whose exports print, and whose destructor does: `_start` runs that at its end, and the exports no longer do.
#include "../src/ctor_dtor_say.cpp"
int main() { say(1); return 0; }
