//! build: rustc196 --target wasm32-wasip1 --crate-type cdylib %s -o %o
//! expect: fixed lazy exported
//! calls: runs() = 1; runs() = 1
//! calls-before: runs() = 1; runs() = 2
// One export, with names.
include!("../src/counter.rs");
