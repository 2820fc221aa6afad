//! build: rustc163 -C opt-level=s -C panic=abort -C strip=debuginfo --target wasm32-wasi --crate-type cdylib %s -o %o
//! expect: unchanged wrapped exported
//! calls: live() = 0; make(5); live() = 1; make(5); live() = 2; add(2, 3) = 5
// A usual Rust WASI library: wrapped only because libc has destructors. It leaks per call (rust#108097), but nothing runs twice.
use std::alloc::{alloc, dealloc, Layout};
static mut LIVE: i32 = 0;
#[no_mangle] pub extern "C" fn make(n: usize) -> *mut u8 { unsafe { LIVE += 1; alloc(Layout::from_size_align_unchecked(n, 8)) } }
#[no_mangle] pub extern "C" fn discard(p: *mut u8, n: usize) { unsafe { LIVE -= 1; dealloc(p, Layout::from_size_align_unchecked(n, 8)) } }
#[no_mangle] pub extern "C" fn live() -> i32 { unsafe { LIVE } }
#[no_mangle] pub extern "C" fn add(a: i32, b: i32) -> i32 { a + b }
