//! build: rustc196 --target wasm32-unknown-unknown --crate-type cdylib %s -o %o
//! expect: fixed lazy exported
//! calls: runs() = 1; push(1) = 8; push(2) = 10; runs() = 1
//! calls-before: runs() = 1; runs() = 2; push(1) = 22
//! run: --init=start
//! expect: fixed start exported
//! calls: runs() = 1; push(1) = 8; push(2) = 10; runs() = 1
// A constructor as the crates `ctor` and `inventory` make them: every export runs it again.
include!("../src/initarray.rs");
