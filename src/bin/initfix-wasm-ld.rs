#![deny(clippy::unwrap_used)]

fn main() -> std::process::ExitCode {
    wasm_initfix::cli::linker()
}
