fn main() -> std::process::ExitCode {
    wasm_initfix::cli::linker()
}
