// A component's library, whose exports wit-bindgen makes; its constructor counts.
use std::hint::black_box;
wit_bindgen::generate!({ inline: "package a:b; world plugin { export runs: func() -> u32; }" });
static mut RUNS: u32 = 0;
extern "C" fn init() {
    unsafe { RUNS = black_box(RUNS) + 1; }
}
#[used]
#[unsafe(link_section = ".init_array")]
static INIT: extern "C" fn() = init;
struct Plugin;
impl Guest for Plugin {
    fn runs() -> u32 {
        unsafe { RUNS }
    }
}
export!(Plugin);
