//! build: rustc196 --target wasm32-wasip1 --crate-type cdylib -C link-arg=$(rustc --print target-libdir --target wasm32-wasip1)/self-contained/crt1-reactor.o -C link-arg=--export=_initialize %s -o %o
//! expect: unchanged reactor exported
//! calls: _initialize(); runs() = 1; push(1) = 8; runs() = 1
// Linked as 1.100 will link it.
include!("../src/initarray.rs");
