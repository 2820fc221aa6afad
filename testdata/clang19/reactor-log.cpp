//! build: clang19++ -O2 -mexec-model=reactor -Wl,--strip-debug %s -o %o
//! expect: unchanged reactor exported
//! calls: _initialize(); total() = 40; hello()
//! run: --import-memory --assume=env.log=memory
//! expect: fixed start both
//! calls: total() = 40; hello(); total() = 40
//! calls: _initialize(); total() = 40
//! run: --import-memory --no-export-memory --assume=env.log=memory
//! expect: fixed start imported
//! calls: total() = 40; _initialize(); total() = 40
//! run: --init=keep --import-memory
//! expect: fixed reactor both
//! calls: _initialize(); total() = 40
//! calls-before: total() = 0
//! run: --import-memory=host,mem --assume=env.log=memory
//! expect: fixed start both
//! calls: total() = 40
//! run: --host=extism
//! expect: fixed lazy exported
//! calls: total() = 40; initialize(); total() = 40
//! run: --init=lazy --init-name=initialize --drop-init-export
//! expect: fixed lazy exported
//! calls: initialize(); total() = 40
// The constructors call an import that reads memory: only once the memory is the host's may they run in start.
#include "../src/ctor_log.cpp"
