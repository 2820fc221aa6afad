//! build: clang19 -O2 -DWITH_MAIN -Wl,--strip-all %s -o %o
//! expect: unchanged command exported
//! calls: _start()
// A command without constructors or names.
#include "../src/noctor.c"
