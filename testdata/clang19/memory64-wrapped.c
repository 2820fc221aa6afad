//! build: clang19 -O2 -nostartfiles --target=wasm64-unknown-unknown -nostdlib -Wl,--no-entry,--strip-debug %s -o %o
//! expect: fixed lazy exported
//! calls: inits() = 1; inits() = 1
//! calls: at(1) = -7046029254386353131; inits() = 1
//! calls-before: inits() = 1; inits() = 2
//! run: --init=start
//! expect: fixed start exported
//! calls: inits() = 1; inits() = 1
//! calls: at(1) = -7046029254386353131; inits() = 1
//! run: --policy=memory
//! expect: fixed lazy exported
//! calls: inits() = 1; inits() = 1
//! calls: at(1) = -7046029254386353131; _initialize(); inits() = 1
// Wrapped exports that take and give 64-bit addresses.
#include "../src/w64.c"
