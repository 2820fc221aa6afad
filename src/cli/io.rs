//! Files: input whole and first, output whole and last.

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
use std::path::Path;

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

pub(super) fn is_dash(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// What messages call a file.
pub(super) fn shown(input: &Path) -> String {
    if is_dash(input) { "standard input".to_owned() } else { input.display().to_string() }
}

/// Prints a result.
pub(super) fn print(text: &str) -> Result<(), String> {
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .map_err(|error| format!("standard output: cannot write: {error}"))
}

/// The operating system's message without its number.
pub(super) fn explain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "a folder".to_owned(),
        _ => {
            let shown = error.to_string();
            shown.split(" (os error").next().unwrap_or_default().to_lowercase()
        }
    }
}
