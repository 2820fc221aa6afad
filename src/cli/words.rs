//! What all commands have in common: how they end, and how they report.

use clap::ValueEnum;

/// The program, as its lines on standard error begin.
pub(super) const NAME: &str = "wasm-initfix";

/// The exit status if a check found a fault or a difference.
pub(super) const FAULT: u8 = 1;

/// The exit status if nothing could be written, or the result cannot be trusted.
pub(super) const ERROR: u8 = 2;

/// The form of a report on standard output.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Report {
    /// JSON: one object, or an array where there can be several
    Json,
}

/// The error of a program whose reader has closed the pipe: it ends without a word, as other tools do.
pub(super) const READER_IS_GONE: &str = "";

/// Why nothing can be run. A build for WebAssembly is that of the npm package.
#[cfg(not(feature = "aot"))]
pub(super) fn absent(what: &str) -> String {
    match cfg!(target_family = "wasm") {
        true => format!("{what}: the npm package runs no modules; the native program does"),
        false => {
            format!(
                "{what}: this build has no runner; build wasm-initfix with the feature `aot`, which is on by default"
            )
        }
    }
}
