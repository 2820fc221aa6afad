//! build: clang19++ -O2 -nostartfiles -Wl,--no-entry,--strip-debug,--export=__wasm_call_ctors -Xlinker --import-memory=host,mem %s -o %o
//! expect: fixed start imported
//! calls: runs_() = 1; __wasm_call_ctors(); __wasm_call_ctors(); runs_() = 1
//! calls: get(0) = 1222621274; mix(1.0, 2.0, 3, 4) = 1222621284
//! run: --import-memory
//! expect: fixed start imported
//! calls: runs_() = 1; __wasm_call_ctors(); __wasm_call_ctors(); runs_() = 1
//! calls: get(0) = 1222621274; mix(1.0, 2.0, 3, 4) = 1222621284
//! run: --import-memory=other,heap
//! expect: fixed start imported
//! calls: runs_() = 1; __wasm_call_ctors(); __wasm_call_ctors(); runs_() = 1
//! calls: get(0) = 1222621274; mix(1.0, 2.0, 3, 4) = 1222621284
//! run: --init=keep --import-memory
//! expect: fixed ctors imported
//! calls: __wasm_call_ctors(); __wasm_call_ctors(); runs_() = 2
//! calls: runs_() = 0
// The memory is imported as host.mem: --import-memory renames it to env.memory, or to what is asked.
#include "../src/ctor_silent.cpp"
