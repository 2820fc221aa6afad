//! build: clang19++ -O2 -mexec-model=reactor -Wl,--strip-debug %s -o $tmp/in.wasm
//! build: wasm-opt --asyncify -O1 $tmp/in.wasm -o %o
//! expect: unchanged reactor exported
//! calls: _initialize(); total() = 40
//! run: --import-memory --no-export-memory --assume=env.log=memory
//! expect: fixed start imported
//! calls: total() = 40; _initialize(); total() = 40
// Asyncify instruments _initialize itself, since it reaches an import.
#include "../src/ctor_log.cpp"
