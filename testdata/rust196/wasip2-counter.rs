//! build: rustc196 --target wasm32-wasip2 --crate-type cdylib -C panic=abort -C link-arg=--skip-wit-component %s -o %o
//! expect: fixed start exported
//! calls: runs() = 1; runs() = 1
//! calls-before: runs() = 0
// The same, with a constructor that calls nothing.
use std::hint::black_box;
static mut RUNS: i32 = 0;
extern "C" fn init() {
    unsafe { RUNS = black_box(RUNS) + 1; }
}
#[used]
#[unsafe(link_section = ".init_array")]
static INIT: extern "C" fn() = init;
#[unsafe(no_mangle)]
pub extern "C" fn runs() -> i32 {
    unsafe { RUNS }
}
