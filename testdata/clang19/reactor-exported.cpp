//! build: clang19++ -O2 -mexec-model=reactor -Wl,--strip-debug %s -o %o
//! expect: fixed start exported
//! calls: _initialize(); runs_() = 1; runs_() = 1
//! calls: _initialize(); get(0) = 1222621274; mix(1.0, 2.0, 3, 4) = 1222621284
//! calls: _initialize(); _initialize(); runs_() = 1
//! run: --policy=memory
//! expect: unchanged reactor exported
//! calls: _initialize(); runs_() = 1; runs_() = 1
//! calls: _initialize(); get(0) = 1222621274; mix(1.0, 2.0, 3, 4) = 1222621284
//! calls: _initialize(); _initialize(); runs_() = 2
//! run: --init=keep
//! expect: unchanged reactor exported
//! calls: _initialize(); runs_() = 1; runs_() = 1
//! calls: _initialize(); get(0) = 1222621274; mix(1.0, 2.0, 3, 4) = 1222621284
//! run: --init=export
//! expect: unchanged reactor exported
//! calls: _initialize(); runs_() = 1; runs_() = 1
//! calls: _initialize(); get(0) = 1222621274; mix(1.0, 2.0, 3, 4) = 1222621284
//! run: --init=start
//! expect: fixed start exported
//! calls: runs_() = 1; _initialize(); _initialize(); runs_() = 1
//! calls: _initialize(); get(0) = 1222621274; poke(0, 77); _initialize(); get(0) = 77
//! calls-before: runs_() = 0
//! run: --init=lazy
//! expect: fixed lazy exported
//! calls: runs_() = 1; runs_() = 1; runs_() = 1
//! calls: _initialize(); runs_() = 1; _initialize(); runs_() = 1
//! calls: poke(0, 77); get(0) = 77; mix(1.0, 2.0, 3, 4) = 87; _initialize(); get(0) = 77; runs_() = 1
//! calls: mix(1.0, 2.0, 3, 4) = 1222621284; runs_() = 1
//! calls-before: _initialize(); _initialize(); runs_() = 2
//! calls-before: runs_() = 0
// What the ABI asks for: hosts call _initialize already, so it stays; forced, it can become start or lazy.
#include "../src/ctor_silent.cpp"
