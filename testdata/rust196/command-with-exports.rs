//! build: rustc196 --target wasm32-wasip1 --crate-type bin %s -o %o
//! expect: unchanged command exported
//! run: --init=lazy
//! expect: fixed lazy exported
// A program that exports a function beside `main`: it reruns the constructors.
include!("../src/counter.rs");
fn main() {
    println!("main {}", runs());
}
