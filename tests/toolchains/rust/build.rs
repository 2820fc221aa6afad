//! Rust has no constructors of its own for WebAssembly: one in C stands for those of a library.
use std::env;
use std::process::Command;

fn main() {
    let object = format!("{}/constructor.o", env::var("OUT_DIR").unwrap());
    let target = format!("--target={}", env::var("TARGET").unwrap());
    let clang = env::var("CLANG").unwrap();
    let status = Command::new(clang).args([&target, "-c", "constructor.c", "-o", &object]).status().unwrap();
    assert!(status.success());
    println!("cargo:rustc-link-arg={object}");
    println!("cargo:rerun-if-changed=constructor.c");
}
