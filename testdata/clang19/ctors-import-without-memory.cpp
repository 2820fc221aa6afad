//! build: clang19++ -O2 -nostartfiles -Wl,--no-entry,--strip-debug,--export=__wasm_call_ctors %s -o %o
//! expect: fixed export exported
//! calls: _initialize(); start_time() = 0; since() = 0
//! run: --import-memory --no-export-memory --assume=env.now=memory
//! expect: fixed start imported
//! calls: start_time() = 0
// A constructor calls an import that takes nothing and gives an i64.
#include "../src/ctor_importnomem.cpp"
