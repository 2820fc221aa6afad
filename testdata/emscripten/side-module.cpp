//! build: em++ -O2 -sSIDE_MODULE=1 %s -o %o
//! expect: unchanged dylink imported
// A side module: data relocations are its start, constructors the dynamic linker's.
#include "../src/emside.cpp"
