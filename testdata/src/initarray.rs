// A constructor in `.init_array` that counts its runs and allocates.
use std::cell::RefCell;
use std::hint::black_box;
thread_local! { static LIST: RefCell<Vec<i32>> = const { RefCell::new(Vec::new()) }; }
static mut RUNS: i32 = 0;
extern "C" fn init() {
    unsafe { RUNS = black_box(RUNS) + 1; }
    LIST.with(|list| list.borrow_mut().push(7));
}
#[used]
#[unsafe(link_section = ".init_array")]
static INIT: extern "C" fn() = init;
#[unsafe(no_mangle)]
pub extern "C" fn runs() -> i32 {
    unsafe { RUNS }
}
#[unsafe(no_mangle)]
pub extern "C" fn push(number: i32) -> i32 {
    LIST.with(|list| {
        list.borrow_mut().push(number);
        list.borrow().iter().sum()
    })
}
