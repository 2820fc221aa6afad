//! build: clang14 -O2 -c ../src/rctor_obj.c -o $tmp/ctor.o
//! build: rustc163 -C opt-level=s -C panic=abort -C strip=debuginfo -C link-arg=$tmp/ctor.o -C link-arg=--import-memory --target wasm32-wasi --crate-type cdylib %s -o %o
//! expect: fixed start imported
//! calls: get() = 42; get() = 42
//! calls-before: get() = 42; get() = 81
// The same with the host's memory.
extern "C" { fn c_count() -> i32; }
#[no_mangle] pub extern "C" fn get() -> i32 { unsafe { c_count() } }
#[no_mangle] pub extern "C" fn add(a: i32, b: i32) -> i32 { a + b }
