//! Files: input whole and first, output whole and last.

mod describe;
mod input;
#[cfg(unix)]
mod interrupt;
#[cfg(unix)]
mod map;
mod output;
#[cfg(feature = "aot")]
mod progress;
mod temporary;

use std::io;
use std::io::Write;

pub(super) use describe::explain;
pub(super) use describe::is_dash;
pub(super) use describe::shown;
pub(super) use input::Input;
pub(super) use input::read;
pub(super) use output::Output;
pub(super) use output::Written;
pub(super) use output::cannot_write;
pub(super) use output::is_same;
pub(super) use output::persist;
#[cfg(feature = "aot")]
pub(super) use progress::progress;
pub(super) use temporary::TemporaryFolder;

/// Prints a result.
pub(super) fn print(text: &str) -> Result<(), String> {
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .map_err(|error| format!("standard output: cannot write: {error}"))
}
