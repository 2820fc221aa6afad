//! Command lines that are refused, each with a line that says why.

use std::ffi::OsString;
use std::path::Path;
use std::path::PathBuf;

use clap::Command;
use clap::error::ErrorKind;

use crate::nearest::nearest;

/// Words that people take for commands, and what does what they ask for.
const MEANT: &[(&str, &str)] = &[
    ("help", "wasm-initfix --help"),
    ("version", "wasm-initfix --version"),
    ("fix", "wasm-initfix INPUT -o OUTPUT"),
    ("info", "wasm-initfix inspect"),
    ("show", "wasm-initfix inspect"),
    ("explain", "wasm-initfix INPUT --explain"),
    ("compare", "wasm-initfix check"),
    ("diff", "wasm-initfix check"),
    ("list", "wasm-initfix hosts"),
];

/// Why a line is refused whose first word is neither a file nor a command, and could have been meant as one.
pub(super) fn command(line: &[OsString], main: &Command) -> Option<String> {
    let word = line.get(1)?.to_str()?;
    let names = || main.get_subcommands().map(Command::get_name);
    if names().any(|name| name == word) {
        return None;
    }
    let of_command = |name: &str| format!("wasm-initfix {name}");
    let meant = match MEANT.iter().find(|(it, _)| *it == word) {
        Some(("help", _)) if let Some(name) = line.get(2).and_then(|next| names().find(|name| next == name)) => {
            of_command(name) + " --help"
        }
        Some((_, meant)) => (*meant).to_owned(),
        None => of_command(nearest(word, names())?),
    };
    let is_there = Path::new(word).symlink_metadata().is_ok();
    (!is_there).then(|| format!("{word}: no such file, and no command; did you mean `{meant}`?"))
}

/// The same of a command that does not come first.
pub(super) fn inputs(inputs: &[PathBuf], main: &Command) -> Option<String> {
    let is_command = |path: &&PathBuf| main.get_subcommands().any(|command| path.as_os_str() == command.get_name());
    let late = inputs.iter().filter(is_command).find(|path| path.symlink_metadata().is_err())?.display();
    Some(format!("{late}: no such file; a command comes first, as in `wasm-initfix {late} …`"))
}

/// What clap has to say about a line, in one line: what is wrong, what could be meant, and of a line that is not complete how it is used.
pub(super) fn one_line(told: &clap::Error) -> String {
    let text = told.to_string();
    let mut lines = text.strip_prefix("error: ").unwrap_or(&text).lines().map(str::trim);
    let said = lines.by_ref().take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"));
    // Another tip is how to say what is no option, and hardly ever meant.
    let said = said.filter(|line| !line.is_empty() && !line.starts_with("tip: to pass"));
    let said = said.fold(String::new(), |said, line| match line.strip_prefix("tip: ") {
        Some(tip) => format!("{said}; {tip}"),
        None if said.is_empty() => line.to_owned(),
        None => format!("{said} {line}"),
    });
    let usage = text.lines().find_map(|line| line.strip_prefix("Usage: "));
    match (told.kind(), usage) {
        (ErrorKind::MissingRequiredArgument, Some(usage)) => format!("{said}; usage: {usage}"),
        _ => said,
    }
}
