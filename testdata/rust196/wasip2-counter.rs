//! build: rustc196 --target wasm32-wasip2 --crate-type cdylib -C panic=abort -C link-arg=--skip-wit-component %s -o %o
//! expect: unchanged uncalled exported
//! calls: runs() = 0
//! run: --init=start
//! expect: fixed start exported
//! calls: runs() = 1; runs() = 1
// The same, with a constructor that calls nothing.
include!("../src/counter.rs");
