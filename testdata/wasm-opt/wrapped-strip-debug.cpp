//! build: clang19++ -g -O2 -nostartfiles -Wl,--no-entry %s -o $tmp/in.wasm
//! build: wasm-opt --strip-debug $tmp/in.wasm -o %o
//! expect: unchanged none exported
//! run: --assume-wrapped
//! expect: fixed lazy exported
//! calls: runs_() = 1; runs_() = 1; runs_() = 1
//! calls: runs_() = 1; runs_() = 1
//! calls: poke(0, 77); get(0) = 77; mix(1.0, 2.0, 3, 4) = 87; get(0) = 77; runs_() = 1
//! calls: mix(1.0, 2.0, 3, 4) = 1222621284; runs_() = 1
//! run: --assume-wrapped --init=start
//! expect: fixed start exported
//! calls: runs_() = 1; runs_() = 1; runs_() = 1
//! calls: runs_() = 1; runs_() = 1
//! calls: poke(0, 77); get(0) = 77; mix(1.0, 2.0, 3, 4) = 87; get(0) = 77; runs_() = 1
//! calls: mix(1.0, 2.0, 3, 4) = 1222621284; runs_() = 1
//! run: --assume-wrapped --policy=memory
//! expect: fixed lazy exported
//! calls: runs_() = 1; runs_() = 1; runs_() = 1
//! calls: _initialize(); runs_() = 1; _initialize(); runs_() = 1
//! calls: poke(0, 77); get(0) = 77; mix(1.0, 2.0, 3, 4) = 87; _initialize(); get(0) = 77; runs_() = 1
//! calls: mix(1.0, 2.0, 3, 4) = 1222621284; runs_() = 1
// wasm-opt --strip-debug takes the names along with the DWARF.
#include "../src/ctor_silent.cpp"
