//! build: rustc163 -C opt-level=s -C panic=abort -C strip=debuginfo --target wasm32-wasi --crate-type bin %s -o %o
//! expect: unchanged command exported
//! calls: _start()
//! run: --init=lazy
//! expect: unchanged command exported
//! run: --init=start
//! expect: unchanged command exported
//! run: --init=start --export-main=run
//! expect: error --export-main: this program has no constructors, and there is no way yet to export the `main` of such a program; leave out --export-main
// A program for WASI, linked by rustc: _start, and main exported beside it, both wrapped.
#![no_main]
#[no_mangle] pub extern "C" fn main(argc: i32, _argv: *const *const u8) -> i32 { if argc > 100 { 3 } else { 0 } }
