//! build: clang19++ -O2 -nostartfiles -Wl,--no-entry,--strip-debug %s -o %o
//! expect: fixed lazy exported
//! calls: use() = 12; use() = 12; __wasm_call_dtors(); use() = 12
//! calls: initialize(); use() = 12; __wasm_call_dtors()
//! calls-before: use() = 12; use() = trap
//! run: --export-dtors=finish
//! expect: fixed lazy exported
//! calls: use() = 12; finish()
//! run: --no-export-dtors
//! expect: fixed lazy exported
//! calls: use() = 12; use() = 12
// Each call ran destructors too: unwrapping exports __wasm_call_dtors, so that the host can still end the program.
#include "../src/ctor_atexit.cpp"
