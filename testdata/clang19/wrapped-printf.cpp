//! build: clang19++ -O2 -nostartfiles -Wl,--no-entry,--strip-debug %s -o %o
//! expect: fixed lazy exported
//! run: --no-export-dtors --gc
//! expect: fixed lazy exported
//! run: --gc
//! expect: fixed lazy exported
//! run: --no-export-dtors --gc --rewriter=splice
//! expect: error functions become dead and go (--gc), which moves indices; --rewriter=splice cannot do that
// A constructor and exports that print: stdio was flushed after each call, and is not after unwrapping.
#include "../src/ctor_printf.cpp"
