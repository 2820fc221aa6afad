//! build: clang22++ -O2 -mexec-model=reactor -fno-exceptions -Wl,--import-memory,--strip-debug %s -o %o
//! expect: unchanged reactor imported
//! calls: _initialize(); count() = 3; lookup(0) = 1; lookup(1) = 3; lookup(2) = 2
//! run: --init=start
//! expect: fixed start imported
//! calls: count() = 3; lookup(0) = 1; lookup(1) = 3; lookup(2) = 2
//! calls: _initialize(); lookup(1) = 3
// libc++: constructors with many indirect calls, in a module that imports WASI, which no host has ready in start.
#include <map>
#include <string>
#include <vector>
#include "../src/common.h"
static std::map<std::string, int> values{{"one", 1}, {"two", 2}, {"three", 3}};
static std::vector<std::string> names = [] { std::vector<std::string> v; for (auto &k : values) v.push_back(k.first); return v; }();
EXPORT(lookup) int lookup(int i) { return values[names[i % names.size()]]; }
EXPORT(count) int count() { return (int)values.size(); }
