//! build: emcc -O2 --no-entry %s -o %o
//! expect: fixed start exported
//! calls: _initialize(); count() = 3; nth(1) = 300
//! run: --policy=memory
//! expect: unchanged reactor exported
//! calls: _initialize(); count() = 3; nth(1) = 300
//! run: --init=lazy
//! expect: fixed lazy exported
//! calls: count() = 3; nth(0) = 150
//! calls: _initialize(); _initialize(); count() = 3
//! calls-before: count() = 0
//! run: --init=start --drop-init-export
//! expect: fixed start exported
//! calls: count() = 3; nth(1) = 300
// A small reactor whose constructors the module can count.
#include "../src/ctor_c.c"
