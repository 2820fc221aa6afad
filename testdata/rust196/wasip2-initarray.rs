//! build: rustc196 --target wasm32-wasip2 --crate-type cdylib -C link-arg=--skip-wit-component %s -o %o
//! expect: unchanged uncalled exported
//! calls: runs() = 0
//! run: --init=lazy
//! expect: fixed lazy exported
//! calls: runs() = 1; push(1) = 8; runs() = 1
//! calls: _initialize(); runs() = 1
// The core module of a component. Something refers to lld's function for constructors, so lld wraps nothing, and nothing calls it.
include!("../src/initarray.rs");
