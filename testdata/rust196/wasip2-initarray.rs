//! build: rustc196 --target wasm32-wasip2 --crate-type cdylib -C link-arg=--skip-wit-component %s -o %o
//! expect: unchanged none exported
//! calls: runs() = 0
// The core module of a component.
include!("../src/initarray.rs");
