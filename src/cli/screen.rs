//! What text is written to: how wide it is, and whether it has colours. Here alone is that decided, of standard output and of standard
//! error.

use std::env;
use std::ffi::OsString;
use std::io;
use std::io::Write;

use anstream::AutoStream;
use anstream::ColorChoice;
use anstream::stream::AsLockedWrite;
use anstream::stream::RawStream;
use clap::ValueEnum;

use crate::report::Look;

/// When text has colours.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum ColorName {
    /// On a terminal; NO_COLOR, CLICOLOR, CLICOLOR_FORCE and TERM say otherwise
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Has text look as a command line asks with `--color`. It is read before the options are, since an error in these has colours, too.
pub(super) fn choose(line: &[OsString]) {
    const OPTION: &str = "--color";
    let words: Vec<&str> = line.iter().map(|word| word.to_str().unwrap_or_default()).collect();
    let value = words.iter().enumerate().find_map(|(place, word)| match word.strip_prefix(OPTION)? {
        "" => words.get(place + 1).copied(),
        value => value.strip_prefix('='),
    });
    // Of several, clap refuses the line.
    let asked = value.and_then(|value| ColorName::from_str(value, false).ok());
    match asked {
        Some(ColorName::Always) => ColorChoice::Always.write_global(),
        Some(ColorName::Never) => ColorChoice::Never.write_global(),
        Some(ColorName::Auto) | None => {}
    }
}

/// How text looks on standard output.
pub(super) fn of_output(all: bool) -> Look {
    look(&io::stdout(), all)
}

/// How text looks on standard error.
pub(super) fn of_error(all: bool) -> Look {
    look(&io::stderr(), all)
}

fn look(stream: &impl RawStream, all: bool) -> Look {
    let size = stream.is_terminal().then(terminal_size::terminal_size).flatten();
    Look { width: size.map(|(width, _)| usize::from(width.0)), all, colours: has_colours(stream) }
}

fn has_colours(stream: &impl RawStream) -> bool {
    let takes_force = ColorChoice::global() == ColorChoice::Auto;
    match env::var_os("CLICOLOR_FORCE") {
        // anstream takes any value for a yes. This one asks for nothing.
        Some(no) if no == "0" && takes_force && !takes_colours(stream) => false,
        _ => AutoStream::choice(stream) != ColorChoice::Never,
    }
}

/// Whether it is a terminal that takes colours, if nothing asks for them.
fn takes_colours(stream: &impl RawStream) -> bool {
    let is_able = || env::var_os("TERM").map_or(cfg!(windows), |term| term != "dumb");
    stream.is_terminal() && env::var_os("CLICOLOR").map_or_else(is_able, |asked| asked != "0")
}

/// Writes text that looks as it should there to standard output.
pub(super) fn print(text: &str) -> Result<(), String> {
    let write = |stdout: io::StdoutLock<'static>| write(stdout, text);
    super::io::printed(super::io::standard_output().and_then(write))
}

/// The same to standard error. The results are what counts: what cannot be shown is no reason to fail.
pub(super) fn say(text: &str) {
    let _ = write(io::stderr(), text);
}

fn write(mut stream: impl RawStream + AsLockedWrite, text: &str) -> io::Result<()> {
    if has_colours(&stream) {
        // An old console of Windows takes no escape sequences.
        let mut stream = AutoStream::auto(stream);
        return stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
    }
    // In one piece, so that lines of several programs do not mix.
    stream.write_all(text.as_bytes()).and_then(|()| stream.flush())
}
