//! What can go wrong, as a type: the library says what and why, the CLI decides how it looks.

use std::any::Any;
use std::fmt;
use std::panic;
use std::panic::AssertUnwindSafe;

use strum::IntoStaticStr;

use crate::shown::on_one_line;
use crate::spelling::Spelling;

/// Why a module could not be fixed.
///
/// Opaque on purpose: [`Error::kind`] is for programs, [`Display`](fmt::Display) is one line for people, without the
/// name of the file, which the library does not know. Options are named there as
/// [`Options::named`](crate::Options::named) takes them; [`Error::spelled`] names them otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    message: String,
}

/// What sort of error an [`Error`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// The bytes are not a WebAssembly module, but something else, which the message names.
    NotAModule,
    /// A module that ends too early, or that does not pass validation.
    Invalid,
    /// A relocatable object: the linker has yet to run.
    Relocatable,
    /// What was asked for cannot be done to this module without breaking it, or contradicts itself.
    Refused,
    /// The rewriter cannot read this (valid) module.
    Unsupported,
    /// It takes a feature of this crate that this build does not have.
    Absent,
    /// The result is not what the plan says, or a crate that is used here panicked. A fault of this tool; nothing was written.
    Bug,
}

impl ErrorKind {
    /// A word for programs: `not-a-module`.
    pub fn keyword(self) -> &'static str {
        self.into()
    }
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        // Names may hold ends of lines, and worse.
        Self { kind, message: on_one_line(&message.into()) }
    }

    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Refused, message)
    }

    pub(crate) fn bug(message: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Bug, format!("{message}; this is a bug in wasm-initfix, and nothing was written"))
    }

    /// One line for people, where options have the names that they have on the command line.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// One line for people, where options have these names.
    pub fn spelled(&self, spelling: Spelling) -> String {
        spelling.spell(&self.message)
    }

    /// The sort of error, for programs.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.spelled(Spelling::Library))
    }
}

impl std::error::Error for Error {}

impl From<wasmparser::BinaryReaderError> for Error {
    /// wasmparser's message and the offset in the file, in bytes.
    fn from(error: wasmparser::BinaryReaderError) -> Self {
        Self::new(ErrorKind::Invalid, format!("invalid module: {} at offset {:#x}", error.message(), error.offset()))
    }
}

/// [`std::result::Result`] with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Calls code of another crate. If it panics, here or on a thread whose panics come here, that is an error.
#[allow(dead_code, reason = "for walrus, Cranelift and addr2line, which not every build has")]
pub(crate) fn caught<T>(of: &str, call: impl FnOnce() -> T) -> Result<T> {
    panic::catch_unwind(AssertUnwindSafe(call)).map_err(|panic| {
        let what = panic_message(panic.as_ref());
        let blame = format!("{of} panicked ({what}), which is a bug in {of} or in how wasm-initfix uses it");
        Error::new(ErrorKind::Bug, format!("{blame}; please report it, with the module; nothing was written"))
    })
}

/// What a panic says, on its first line.
#[allow(dead_code, reason = "as `caught`")]
pub(crate) fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let said = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    said.and_then(|said| said.lines().next()).unwrap_or("without a word").trim_end_matches(['.', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line() {
        assert_eq!(Error::refused("no export `a\n\u{202e}b`").to_string(), r"no export `a\n\u{202e}b`");
    }

    #[test]
    fn a_panic_is_an_error_that_names_the_crate() {
        let said = "walrus panicked (no such place), which is a bug in walrus or in how wasm-initfix uses it; please report it, with \
                    the module; nothing was written";
        let none = |count: usize| assert!(count == 0, "no such {}.\nbacktrace", "place");
        let error = caught("walrus", || none(1)).map_err(|error| (error.kind(), error.to_string()));
        assert_eq!(error, Err((ErrorKind::Bug, said.to_owned())));
        // So do threads of rayon's.
        let error = caught("walrus", || rayon::join(|| none(0), || none(1))).map_err(|error| error.to_string());
        assert_eq!(error, Err(said.to_owned()));
        assert_eq!(caught("walrus", || 7), Ok(7));
    }
}
