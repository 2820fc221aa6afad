//! build: clang19++ -O2 -nostartfiles -Wl,--no-entry,--strip-debug,--export=__wasm_call_ctors %s -o %o
//! expect: fixed export exported
//! calls: _initialize(); runs_() = 1
//! calls: __wasm_call_ctors(); __wasm_call_ctors(); runs_() = 1
//! calls: __wasm_call_ctors(); poke(0, 77); get(0) = 77; runs_() = 1
//! calls: _initialize(); get(0) = 1222621274; mix(1.0, 2.0, 3, 4) = 1222621284
//! calls-before: __wasm_call_ctors(); __wasm_call_ctors(); runs_() = 2
//! calls-before: runs_() = 0
//! run: --init=start
//! expect: fixed start exported
//! calls: runs_() = 1
//! calls: __wasm_call_ctors(); __wasm_call_ctors(); runs_() = 1
//! calls: __wasm_call_ctors(); poke(0, 77); get(0) = 77; runs_() = 1
//! calls: get(0) = 1222621274; mix(1.0, 2.0, 3, 4) = 1222621284
//! run: --policy=memory
//! expect: fixed export exported
//! calls: _initialize(); _initialize(); runs_() = 1
//! calls: __wasm_call_ctors(); __wasm_call_ctors(); runs_() = 1
//! calls: __wasm_call_ctors(); poke(0, 77); _initialize(); get(0) = 77; runs_() = 1
//! calls: _initialize(); get(0) = 1222621274; mix(1.0, 2.0, 3, 4) = 1222621284
//! run: --init-name=setup --policy=memory
//! expect: fixed export exported
//! calls: setup(); setup(); __wasm_call_ctors(); runs_() = 1
//! run: --init=export --init-name=get
//! expect: error something else is exported as `get`; choose another name for the init function with --init-name=NAME
//! run: --init=lazy
//! expect: fixed lazy exported
//! calls: runs_() = 1; runs_() = 1; runs_() = 1
//! calls: _initialize(); runs_() = 1; _initialize(); runs_() = 1
//! calls: poke(0, 77); get(0) = 77; mix(1.0, 2.0, 3, 4) = 87; _initialize(); get(0) = 77; runs_() = 1
//! calls: mix(1.0, 2.0, 3, 4) = 1222621284; runs_() = 1
//! calls: __wasm_call_ctors(); __wasm_call_ctors(); runs_() = 1
//! run: --init=keep
//! expect: unchanged ctors exported
//! calls: __wasm_call_ctors(); __wasm_call_ctors(); runs_() = 2
//! calls: runs_() = 0
// Hosts differ on which of the two names they call, and some call both: one run-once function behind both serves all.
#include "../src/ctor_silent.cpp"
