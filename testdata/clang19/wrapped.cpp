//! build: clang19++ -O2 -nostartfiles -Wl,--no-entry,--strip-debug %s -o %o
//! expect: fixed lazy exported
//! calls: runs_() = 1; runs_() = 1; runs_() = 1
//! calls: runs_() = 1; runs_() = 1
//! calls: poke(0, 77); get(0) = 77; mix(1.0, 2.0, 3, 4) = 87; get(0) = 77; runs_() = 1
//! calls: mix(1.0, 2.0, 3, 4) = 1222621284; runs_() = 1
//! calls-before: runs_() = 1; runs_() = 2; runs_() = 3
//! calls-before: poke(0, 77); get(0) = 1222621274
//! run: --policy=memory
//! expect: fixed lazy exported
//! calls: runs_() = 1; runs_() = 1; runs_() = 1
//! calls: _initialize(); runs_() = 1; _initialize(); runs_() = 1
//! calls: poke(0, 77); get(0) = 77; mix(1.0, 2.0, 3, 4) = 87; _initialize(); get(0) = 77; runs_() = 1
//! calls: mix(1.0, 2.0, 3, 4) = 1222621284; runs_() = 1
//! run: --init=export
//! expect: fixed export exported
//! calls: _initialize(); runs_() = 1; runs_() = 1
//! calls: _initialize(); get(0) = 1222621274; mix(1.0, 2.0, 3, 4) = 1222621284
//! calls: _initialize(); _initialize(); runs_() = 1
//! run: --init=start
//! expect: fixed start exported
//! calls: runs_() = 1; runs_() = 1
//! calls: get(0) = 1222621274; poke(0, 77); get(0) = 77; runs_() = 1
//! run: --init=keep
//! expect: unchanged wrapped exported
//! calls: runs_() = 1; runs_() = 2; runs_() = 3
//! calls: poke(0, 77); get(0) = 1222621274
//! run: --init-name=setup --policy=memory
//! expect: fixed lazy exported
//! calls: setup(); setup(); runs_() = 1
//! calls: runs_() = 1; setup(); runs_() = 1
//! run: --init-name=get --policy=memory
//! expect: unchanged wrapped exported
//! run: --init=lazy --init-name=get
//! expect: error something else is exported as `get`; choose another name for the init function with --init-name=NAME
// lld wraps every export: constructors run on every call of every export, 1, 2, 3; lazy makes that 1, 1, 1 with any host.
#include "../src/ctor_silent.cpp"
