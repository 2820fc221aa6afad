//! build: rustc163 -C opt-level=s -C panic=abort -C strip=debuginfo --target wasm32-unknown-unknown --crate-type cdylib %s -o %o
//! expect: unchanged none exported
//! calls: step() = 3; step() = 9
// Nothing to initialise.
#![no_std]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! { loop {} }
static mut N: i32 = 1;
#[no_mangle] pub extern "C" fn step() -> i32 { unsafe { N *= 3; N } }
