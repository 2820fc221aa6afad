//! What all commands have in common: how they end, what they say then, and how they report.

use std::io::Write;

use clap::ValueEnum;

use crate::shown::on_one_line;

/// The exit status if a check found a fault or a difference.
pub(super) const FAULT: u8 = 1;

/// The exit status if nothing could be written, or the result cannot be trusted.
pub(super) const ERROR: u8 = 2;

/// The form of a report on standard output.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Report {
    /// One JSON object
    Json,
}

/// The error of a program whose reader has closed the pipe: it ends without a word, as other tools do.
pub(super) const READER_IS_GONE: &str = "";

/// Says what ends a program.
pub(super) fn say_error(program: &str, message: &str) {
    if message == READER_IS_GONE {
        return;
    }
    // An error that cannot be shown still is one.
    let _ = writeln!(std::io::stderr(), "{program}: error: {}", on_one_line(message));
}

/// Says that a report is lost, where the files are what counts.
pub(super) fn say_lost_report(message: &str) {
    let lost = format!("wasm-initfix: warning: {}; only the report is lost\n", on_one_line(message));
    let _ = std::io::stderr().write_all(lost.as_bytes());
}

/// Says what is no error beside a result on standard output.
pub(super) fn say_note(message: &str) {
    let _ = writeln!(std::io::stderr(), "wasm-initfix: note: {}", on_one_line(message));
}

/// Why nothing can be run.
#[cfg(not(feature = "aot"))]
pub(super) fn absent(what: &str) -> String {
    format!("{what}: this build has no runner; build wasm-initfix with the feature `aot`, which is on by default")
}
