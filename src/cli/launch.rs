//! One program under three names: `cargo-initfix` and `initfix-wasm-ld` start `wasm-initfix`, which has the code of all.
//!
//! Cargo installs programs and no links, and Windows tells a program only its own name: so these two are programs, which say in words
//! what they were called.

use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::ExitCode;

use super::cargo;
use super::io::explain;
use super::linker;
use super::process;
use super::started::AS_CARGO;
use super::started::AS_LINKER;
use super::started::VERSION;
use super::words::NAME;

/// Runs `cargo-initfix`, with the arguments that the process was started with.
pub fn start_cargo() -> ExitCode {
    process::run(cargo::PROGRAM, cargo::ERROR, || start(cargo::PROGRAM, AS_CARGO))
}

/// Runs `initfix-wasm-ld`, with the arguments that the process was started with.
pub fn start_linker() -> ExitCode {
    process::run(linker::PROGRAM, linker::ERROR, || start(linker::PROGRAM, AS_LINKER))
}

/// Starts `wasm-initfix` in the place of the program.
fn start(program: &str, role: &str) -> Result<ExitCode, String> {
    let failed = |error: std::io::Error| format!("it is not known where {program} is: {}", explain(&error));
    let own = env::current_exe().and_then(fs::canonicalize).map_err(failed)?;
    let main = beside(&own).ok_or_else(|| {
        let folder = own.parent().unwrap_or(&own).display();
        format!("{NAME} has to be beside {program}, in {folder}; `cargo install` puts both into one folder")
    })?;
    let mut line = env::args_os();
    let called = line.next().unwrap_or_else(|| program.into());
    let mut command = Command::new(&main);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::arg0(&mut command, &called);
    command.arg(format!("{role}={VERSION}")).arg(own).arg(called).args(line);
    become_it(&mut command).map_err(|error| format!("{}: cannot run: {}", main.display(), explain(&error)))
}

/// `wasm-initfix`, which is installed with this program. One in `PATH` could be another: npm's knows nothing of linkers.
fn beside(own: &Path) -> Option<PathBuf> {
    let main = own.with_file_name(NAME).with_extension(env::consts::EXE_EXTENSION);
    // A link to this program would start itself for ever.
    fs::canonicalize(&main).is_ok_and(|real| real.is_file() && real != own).then_some(main)
}

/// The process stays the same, so a shell waits for it and its signals reach it.
#[cfg(unix)]
fn become_it(command: &mut Command) -> std::io::Result<ExitCode> {
    Err(std::os::unix::process::CommandExt::exec(command))
}

#[cfg(not(unix))]
fn become_it(command: &mut Command) -> std::io::Result<ExitCode> {
    command.status().map(linker::code)
}
