//! Lines on standard error, as cargo writes them.

use std::io::Write;

use anstyle::AnsiColor;
use anstyle::Style;

use crate::shown::on_one_line;

pub(super) fn note(text: &str) {
    labelled(AnsiColor::Green, "note", text);
}

pub(super) fn warning(text: &str) {
    labelled(AnsiColor::Yellow, "warning", text);
}

/// A line like `   Compiling serde v1.0`.
pub(super) fn status(colour: AnsiColor, word: &str, text: &str) {
    let style = Style::new().bold().fg_color(Some(colour.into()));
    print(&format!("{style}{word:>12}{style:#} {}\n", on_one_line(text)));
}

fn labelled(colour: AnsiColor, word: &str, text: &str) {
    let style = Style::new().bold().fg_color(Some(colour.into()));
    print(&format!("{style}{word}{style:#}: {}\n", on_one_line(text)));
}

/// On a terminal, in the place of cargo's progress, which comes again.
fn print(line: &str) {
    let stderr = anstream::AutoStream::auto(std::io::stderr());
    let clear = if stderr.is_terminal() { "\r\x1b[K" } else { "" };
    // cargo's work is done: an error that cannot be shown is no reason to fail.
    let _ = { stderr }.write_all(format!("{clear}{line}").as_bytes());
}
