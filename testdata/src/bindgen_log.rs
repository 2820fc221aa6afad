// A library for wasm-bindgen whose constructor calls JavaScript.
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
#[wasm_bindgen]
extern "C" {
    fn log(number: u32);
}
thread_local! { static LIST: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) }; }
extern "C" fn init() {
    log(1);
    LIST.with(|list| list.borrow_mut().push(1));
}
#[used]
#[unsafe(link_section = ".init_array")]
static INIT: extern "C" fn() = init;
#[wasm_bindgen(start)]
pub fn begin() {
    LIST.with(|list| list.borrow_mut().push(20));
}
#[wasm_bindgen]
pub fn total() -> u32 {
    LIST.with(|list| list.borrow().iter().sum())
}
