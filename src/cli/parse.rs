//! Values of options that clap does not know.

use std::ffi::OsStr;
#[cfg(feature = "aot")]
use std::path::Path;
#[cfg(feature = "aot")]
use std::time::Duration;

use clap::Arg;
use clap::Command;
use clap::Error;
use clap::builder::PossibleValue;
use clap::builder::TypedValueParser;

#[cfg(feature = "aot")]
use crate::aot::Invocation;
use crate::hosts::HOSTS;
use crate::hosts::Host;
use crate::options::values;
#[cfg(feature = "aot")]
use crate::shell;

/// `MODULE.NAME=NUMBER`. The number is read when its type is known.
#[cfg(feature = "aot")]
pub(super) fn import_value(value: &str) -> Result<(String, String), String> {
    match value.rsplit_once('=') {
        Some((import, number)) if import.contains('.') && !number.is_empty() => {
            Ok((import.to_owned(), number.to_owned()))
        }
        _ => Err("expected MODULE.NAME=NUMBER, as in --import env.now=42".to_owned()),
    }
}

/// The name of a host. Completions and the help list them all, and the error names what is most likely meant.
#[derive(Clone)]
pub(super) struct HostParser;

impl TypedValueParser for HostParser {
    type Value = &'static Host;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<&'static Host, Error> {
        values::host.parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(HOSTS.iter().map(|host| PossibleValue::new(host.name))))
    }
}

/// `NAME`, or `NAME(1, 2.5)`: of `check` as of `run`.
#[cfg(feature = "aot")]
pub(super) fn invocation(value: &str) -> Result<Invocation, String> {
    let call = value.strip_suffix(')').and_then(|call| call.rsplit_once('('));
    let (name, arguments) = call.unwrap_or((value, ""));
    let arguments = arguments.split(',').map(str::trim).filter(|argument| !argument.is_empty());
    Ok(Invocation { name: name.to_owned(), arguments: arguments.map(str::to_owned).collect() })
}

/// That there are no words behind the modules. Numbers there were most likely meant for the last call.
#[cfg(feature = "aot")]
pub(super) fn nothing_more(invoke: &[Invocation], more: &[String], takes: &str) -> Result<(), String> {
    let Some(first) = more.first() else {
        return Ok(());
    };
    match invoke.last() {
        Some(call) if more.iter().all(|word| is_number(word.as_ref())) => {
            let Invocation { name, arguments } = call;
            let numbers: Vec<&str> = arguments.iter().chain(more).map(String::as_str).collect();
            let meant = shell::quoted(&format!("{name}({})", numbers.join(", ")));
            Err(format!("`{first}`: the numbers of a call stand in parentheses, as in --invoke {meant}"))
        }
        _ => Err(format!("`{first}` is one too many: {takes}")),
    }
}

/// Whether a word can be the argument of a call, and no path.
#[cfg(feature = "aot")]
pub(super) fn is_number(word: &Path) -> bool {
    let Some(word) = word.to_str() else {
        return false;
    };
    word.parse::<f64>().is_ok() || word.strip_prefix("0x").is_some_and(|hex| u128::from_str_radix(hex, 16).is_ok())
}

/// Seconds with or without a fraction, at least a millisecond.
#[cfg(feature = "aot")]
pub(super) fn seconds(value: &str) -> Result<Duration, String> {
    let wrong = || "expected a number of seconds".to_owned();
    let duration =
        value.parse().map_err(|_| wrong()).and_then(|it| Duration::try_from_secs_f64(it).map_err(|_| wrong()))?;
    if duration < Duration::from_millis(1) { Err("expected at least 0.001 s".to_owned()) } else { Ok(duration) }
}

/// Of `--threads`.
pub(super) fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("not a number of threads, which is 1 or more".to_owned()),
        Ok(threads) => Ok(threads),
    }
}
