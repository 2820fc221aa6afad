//! build: clang19++ -O2 -nostartfiles --target=wasm32-unknown-unknown -nostdlib -Wl,--no-entry,--strip-debug %s -o %o
//! expect: fixed lazy exported
//! calls: _initialize(); count() = 1; ready() = 1
//! calls: ready() = 0; count() = 1; initialize(); count() = 1
//! run: --policy=memory
//! expect: fixed lazy exported
//! calls: initialize(); _initialize(); count() = 1; count() = 1
//! run: --init=start
//! expect: fixed start exported
//! calls: _initialize(); count() = 1; ready() = 1
//! calls: ready() = 0; count() = 1; count() = 1
//! run: --init-name=setup --policy=memory
//! expect: fixed lazy exported
//! calls: setup(); _initialize(); count() = 1; ready() = 1
//! calls: _initialize(); count() = 1; setup(); count() = 1
//! calls: ready() = 0; count() = 1
//! run: --init=lazy
//! expect: error something else is exported as `_initialize`; choose another name for the init function with --init-name=NAME
// The program exports an _initialize of its own, and lld wraps that too: the name is taken, so the init function gets another.
static volatile int runs, prepared;
__attribute__((constructor)) static void init() { runs = runs + 1; }
extern "C" __attribute__((export_name("_initialize"))) void initialize() { prepared = 1; }
extern "C" __attribute__((export_name("count"))) int count() { return runs; }
extern "C" __attribute__((export_name("ready"))) int ready() { return prepared; }
