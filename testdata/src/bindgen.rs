// A library for wasm-bindgen, with a constructor and a start function.
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
thread_local! { static LIST: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) }; }
extern "C" fn init() {
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
#[wasm_bindgen]
pub fn add(number: u32) -> u32 {
    LIST.with(|list| list.borrow_mut().push(number));
    total()
}
