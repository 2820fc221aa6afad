//! One program under three names: `cargo-initfix` and `initfix-wasm-ld` start `wasm-initfix`, which has the code of all.
//!
//! ```text
//! initfix-wasm-ld WORDS…     becomes     wasm-initfix --as-initfix-wasm-ld initfix-wasm-ld WORDS…
//! ```
//!
//! The word behind is the path that was called: what lies beside it, and how it ends, decide what a linker does. Cargo installs
//! programs and no links, and Windows tells a program only its own name, so names alone would not do.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::ExitCode;

use super::cargo;
use super::io::explain;
use super::linker;
use super::linker::in_path;
use super::process;
use super::words::NAME;

const AS_CARGO: &str = "--as-cargo-initfix";

const AS_LINKER: &str = "--as-initfix-wasm-ld";

/// What `wasm-initfix` is started as.
pub(super) enum Started {
    Itself(Vec<OsString>),
    /// With the words behind the name.
    Cargo(Vec<OsString>),
    /// With the name, and the words behind it.
    Linker(Vec<OsString>),
}

impl Started {
    pub(super) fn of(line: impl IntoIterator<Item = OsString>) -> Self {
        let line: Vec<OsString> = line.into_iter().collect();
        match line.get(1) {
            Some(word) if word == AS_CARGO => Self::Cargo(line.into_iter().skip(3).collect()),
            Some(word) if word == AS_LINKER => Self::Linker(line.into_iter().skip(2).collect()),
            _ => Self::Itself(line),
        }
    }
}

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
    let main = main_program()
        .ok_or_else(|| format!("{NAME} is neither beside {program} nor in PATH; `cargo install` brings both"))?;
    let mut line = env::args_os();
    let called = line.next().unwrap_or_else(|| program.into());
    let mut command = Command::new(&main);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::arg0(&mut command, &called);
    command.arg(role).arg(called).args(line);
    become_it(&mut command).map_err(|error| format!("{}: cannot run: {}", main.display(), explain(&error)))
}

/// `wasm-initfix`, which is installed with this program. The program may be a link, as those are that `cargo initfix` makes.
fn main_program() -> Option<PathBuf> {
    let own = env::current_exe().and_then(std::fs::canonicalize).ok();
    let beside = own.map(|own| own.with_file_name(NAME).with_extension(env::consts::EXE_EXTENSION));
    beside.filter(|path| path.is_file()).or_else(|| in_path(Path::new(NAME)))
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
