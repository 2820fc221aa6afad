//! What messages call files, and how they explain errors.

use std::io;
use std::path::Path;

/// Whether a path means standard input or output.
pub(in crate::cli) fn is_dash(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// What messages call a file.
pub(in crate::cli) fn shown(input: &Path) -> String {
    if is_dash(input) { "standard input".to_owned() } else { input.display().to_string() }
}

/// The operating system's message without its number.
pub(in crate::cli) fn explain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "a folder".to_owned(),
        io::ErrorKind::NotADirectory => "not a folder".to_owned(),
        _ => {
            let shown = error.to_string();
            shown.split(" (os error").next().unwrap_or_default().to_lowercase()
        }
    }
}
