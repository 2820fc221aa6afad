//! build: rust196-crate wasm32-wasip2 ../src/wit.rs %o -C link-arg=--skip-wit-component
//! expect: unchanged lazy exported
//! calls: runs() = 1; runs() = 1
// wit-bindgen has each export run the constructors, once, by a flag of its own.
