//! build: rust196-crate wasm32-wasip2 ../src/wit.rs %o -C link-arg=--skip-wit-component -C link-arg=$(rustc --print target-libdir --target wasm32-wasip1)/self-contained/crt1-reactor.o -C link-arg=--export=_initialize
//! expect: unchanged reactor exported
//! calls: runs() = 1; runs() = 1
//! calls: _initialize(); runs() = 2
// As Rust 1.100 will link it: the component's glue calls `_initialize` as well, and the constructors run twice.
