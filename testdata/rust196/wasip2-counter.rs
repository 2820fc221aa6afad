//! build: rustc196 --target wasm32-wasip2 --crate-type cdylib -C panic=abort -C link-arg=--skip-wit-component %s -o %o
//! expect: fixed start exported
//! calls: runs() = 1; runs() = 1
//! calls-before: runs() = 0
// The same, with a constructor that calls nothing.
include!("../src/counter.rs");
