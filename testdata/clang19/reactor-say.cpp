//! build: clang19++ -O2 -fno-exceptions -mexec-model=reactor -Wl,--strip-debug %s -o %o
//! expect: unchanged reactor exported
// The twin of wrapped-say, linked as a reactor: what that is to do once it is fixed.
#include "../src/ctor_say.cpp"
