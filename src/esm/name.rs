//! What the files can be called: `import` finds them by it, so it has no characters that mean something in a URL.

use crate::error::Error;
use crate::error::Result;

/// Whether files can have this name, with an ending behind it.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if they cannot.
pub fn check(name: &str) -> Result<()> {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-' | '.');
    if let Some(end) = [".host", ".wasi"].into_iter().find(|end| name.ends_with(end)) {
        return Err(Error::refused(format!(
            "`{name}` ends with `{end}`, as a file beside another module does; --name=NAME gives another"
        )));
    }
    match !name.is_empty() && name.chars().all(is_plain) && !name.starts_with('.') && name != "-" {
        true => Ok(()),
        false => Err(Error::refused(format!(
            "--name=NAME says what the files are called, in letters, digits, `-`, `_` and `.`: `{name}` is no name for them"
        ))),
    }
}
