//! The command line, for a host with WASI, which knows no current folder: `PWD` names it.

#![deny(clippy::unwrap_used)]

fn main() -> std::process::ExitCode {
    if let Some(folder) = std::env::var_os("PWD") {
        // Without it, paths begin at the root.
        let _ = std::env::set_current_dir(folder);
    }
    wasm_initfix::cli::main()
}
