//! build: clang14 --target=wasm32-unknown-unknown -O2 -c ../src/rctor_obj.c -o $tmp/ctor.o
//! build: rustc163 -C opt-level=s -C panic=abort -C strip=debuginfo -C link-arg=$tmp/ctor.o -C link-arg=--export=__wasm_call_ctors --target wasm32-unknown-unknown --crate-type cdylib %s -o %o
//! expect: fixed export exported
//! calls: _initialize(); get() = 42
//! calls: __wasm_call_ctors(); get() = 42
//! calls-before: get() = 3
//! calls-before: __wasm_call_ctors(); __wasm_call_ctors(); get() = 81
//! run: --init=start
//! expect: fixed start exported
//! calls: get() = 42
//! calls: __wasm_call_ctors(); get() = 42
//! run: --policy=memory
//! expect: fixed export exported
//! calls: _initialize(); _initialize(); get() = 42
//! calls: __wasm_call_ctors(); _initialize(); get() = 42
// The workaround in use among Rust users: export __wasm_call_ctors and call it by hand.
extern "C" { fn c_count() -> i32; }
#[no_mangle] pub extern "C" fn get() -> i32 { unsafe { c_count() } }
#[no_mangle] pub extern "C" fn add(a: i32, b: i32) -> i32 { a + b }
