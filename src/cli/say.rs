//! Lines on standard error that are about the whole: `PROGRAM: error: …`.

use anstyle::AnsiColor;
use anstyle::Style;

use super::screen;
use super::words::NAME;
use super::words::READER_IS_GONE;
use crate::report;

/// What a line is.
#[derive(Clone, Copy)]
pub(super) enum Severity {
    Error,
    Warning,
    Note,
}

/// Such a line.
pub(super) fn marked(program: &str, severity: Severity, message: &str) -> String {
    let (word, colour) = match severity {
        Severity::Error => ("error", Some(AnsiColor::Red)),
        Severity::Warning => ("warning", Some(AnsiColor::Yellow)),
        Severity::Note => ("note", None),
    };
    let style = Style::new().bold().fg_color(colour.map(Into::into));
    report::marked(program, (word, style), message, screen::of_error(false))
}

/// Says what ends a program.
pub(super) fn say_error(program: &str, message: &str) {
    if message != READER_IS_GONE {
        screen::say(&marked(program, Severity::Error, message));
    }
}

/// Says that a report is lost, where the files are what counts.
pub(super) fn say_lost_report(message: &str) {
    screen::say(&marked(NAME, Severity::Warning, &format!("{message}; only the report is lost")));
}

/// Says what is no error beside a result on standard output.
pub(super) fn say_note(message: &str) {
    screen::say(&marked(NAME, Severity::Note, message));
}
