//! What can go wrong, as a type: the library says what and why, the CLI decides how it looks.

use std::fmt;

/// Why a module could not be fixed.
///
/// Opaque on purpose: [`Error::kind`] is for programs, [`Display`](fmt::Display) is one line for people, without the
/// name of the file, which the library does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    message: String,
}

/// What sort of error an [`Error`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
    /// The result is not what the plan says. A fault of this tool; nothing was written.
    Bug,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { kind, message }
    }

    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Refused, message)
    }

    pub(crate) fn bug(message: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Bug, format!("{message}; this is a bug in wasm-initfix, and nothing was written"))
    }

    /// The sort of error, for programs.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
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
