//! build: rustc196 --target wasm32-wasip1 --crate-type bin %s -o %o
//! expect: unchanged command exported
//! run: --init=lazy
//! expect: fixed lazy exported
// A program that exports a function beside `main`: it reruns the constructors.
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
fn main() {
    println!("main {}", runs());
}
