//! build: clang14 --target=wasm32-unknown-unknown -O2 -c ../src/rctor_obj.c -o $tmp/ctor.o
//! build: rustc163 -C opt-level=s -C panic=abort -C strip=debuginfo -C link-arg=$tmp/ctor.o --target wasm32-unknown-unknown --crate-type cdylib %s -o %o
//! expect: fixed lazy exported
//! calls: get() = 42; get() = 42; add(2, 3) = 5
//! calls: add(2, 3) = 5; get() = 42
//! calls-before: get() = 42; get() = 81
//! run: --init=start
//! expect: fixed start exported
//! calls: get() = 42; get() = 42; add(2, 3) = 5
//! calls: add(2, 3) = 5; get() = 42
//! run: --policy=memory
//! expect: fixed lazy exported
//! calls: get() = 42; get() = 42; add(2, 3) = 5
//! calls: add(2, 3) = 5; _initialize(); get() = 42
// wasm32-unknown-unknown has no libc: wrapped all the same once something uses .init_array.
extern "C" { fn c_count() -> i32; }
#[no_mangle] pub extern "C" fn get() -> i32 { unsafe { c_count() } }
#[no_mangle] pub extern "C" fn add(a: i32, b: i32) -> i32 { a + b }
