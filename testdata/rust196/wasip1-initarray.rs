//! build: rustc196 --target wasm32-wasip1 --crate-type cdylib %s -o %o
//! expect: fixed lazy exported
//! calls: runs() = 1; push(1) = 8; push(2) = 10; runs() = 1
//! calls-before: runs() = 1; runs() = 2; push(1) = 22
// The same for WASI: up to 1.99, lld takes a library for a program.
include!("../src/initarray.rs");
