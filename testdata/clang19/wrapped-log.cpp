//! build: clang19++ -O2 -nostartfiles -Wl,--no-entry,--strip-debug %s -o %o
//! expect: fixed lazy exported
//! calls: total() = 40; total() = 40
//! calls: initialize(); hello(); total() = 40
//! run: --import-memory --assume=env.log=memory
//! expect: fixed start both
//! calls: total() = 40; hello()
// Constructors that call an import which needs the exported memory: never start, however the module was.
#include "../src/ctor_log.cpp"
