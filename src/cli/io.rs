//! Files: input whole and first, output whole and last.

mod bar;
mod call;
#[cfg(unix)]
mod children;
mod describe;
mod input;
#[cfg(unix)]
mod interrupt;
#[cfg(unix)]
mod map;
mod output;
mod place;
#[cfg(feature = "aot")]
mod progress;
mod standard;
mod temporary;

use std::io;
use std::io::Write;

use serde::Serialize;

use crate::shown::in_json;

pub(super) use bar::Bar;
pub(super) use call::call;
pub(super) use describe::explain;
pub(super) use describe::is_dash;
pub(super) use describe::shown;
pub(super) use input::Input;
pub(super) use input::read;
pub(super) use input::read_other;
pub(super) use input::read_whole;
#[cfg(unix)]
pub(super) use interrupt::outlive_large_files;
pub(super) use output::Output;
pub(super) use output::Written;
pub(super) use output::cannot_write;
pub(super) use output::persist;
pub(super) use place::file;
pub(super) use place::is_same;
pub(super) use place::is_special;
pub(super) use place::is_standard_output;
pub(super) use place::target;
#[cfg(feature = "aot")]
pub(super) use progress::progress;
pub(super) use standard::standard_output;
pub(super) use temporary::TemporaryFolder;
pub(super) use temporary::ignores_case;

/// Prints a result. A reader that closes its pipe, as `head` does, has what it wanted: that is no error.
pub(super) fn print(text: &str) -> Result<(), String> {
    let write = |mut stdout: io::StdoutLock| stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
    printed(standard_output().and_then(write))
}

/// Prints a result for programs.
pub(super) fn print_json(report: &impl Serialize) -> Result<(), String> {
    print(&json(report)?)
}

/// A result for programs, as it is printed.
pub(super) fn json(report: &impl Serialize) -> Result<String, String> {
    let json = serde_json::to_string_pretty(report).map_err(|error| format!("--report=json: {error}"))?;
    Ok(in_json(&json) + "\n")
}

/// What became of a result that was printed: the error, if it is one.
pub(super) fn printed(written: io::Result<()>) -> Result<(), String> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(|error| cannot_write("standard output", &error)),
    }
}
