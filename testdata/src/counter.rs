// A constructor in `.init_array` that counts its runs, and calls nothing.
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
