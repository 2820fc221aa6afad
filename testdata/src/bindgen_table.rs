// A library for wasm-bindgen that gives JS values, and has a constructor that calls JavaScript and no start function.
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
#[wasm_bindgen]
pub fn total() -> u32 {
    LIST.with(|list| list.borrow().iter().sum())
}
#[wasm_bindgen]
pub fn is_odd() -> JsValue {
    JsValue::from_bool(total() % 2 == 1)
}
