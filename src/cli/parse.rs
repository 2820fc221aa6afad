//! Values of options that clap does not know.

#[cfg(feature = "aot")]
use std::path::Path;
#[cfg(feature = "aot")]
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;

#[cfg(feature = "aot")]
use crate::aot::Invocation;
use crate::bounds::Bound;
use crate::hosts;
use crate::hosts::HOSTS;
use crate::hosts::Host;
use crate::inspect::Assumption;
use crate::options::MemorySize;
use crate::options::ZeroMemory;
#[cfg(feature = "aot")]
use crate::shell;

/// `MODULE,NAME`, as wasm-ld spells it (`lld/wasm/Driver.cpp`): the module name ends at the first comma. Without a comma, at the
/// only dot: clang's `-Wl,` splits at commas.
pub(super) fn memory_import(value: &str) -> Result<(String, String), String> {
    import(value, "--import-memory=env.memory")
}

/// The same, of a table.
pub(super) fn table_import(value: &str) -> Result<(String, String), String> {
    import(value, "--import-table=env.table")
}

fn import(value: &str, example: &str) -> Result<(String, String), String> {
    let names = value.split_once(',').or_else(|| value.split_once('.').filter(|(_, name)| !name.contains('.')));
    match names {
        Some((module, name)) if !module.is_empty() && !name.is_empty() => Ok((module.to_owned(), name.to_owned())),
        _ => Err(format!("expected MODULE,NAME or MODULE.NAME, as in {example}")),
    }
}

/// `OLD=NEW`. Where OLD ends is seen when its module is.
pub(super) fn rename(value: &str) -> Result<String, String> {
    let is_whole = value.split_once('=').is_some_and(|(old, _)| !old.is_empty()) && !value.ends_with('=');
    if is_whole { Ok(value.to_owned()) } else { Err("expected OLD=NEW".to_owned()) }
}

/// Bytes, as wasm-ld has them (`lld/wasm/Options.td`), or pages: `17p`.
pub(super) fn memory_size(value: &str) -> Result<MemorySize, String> {
    let pages = value.strip_suffix('p');
    match (pages.unwrap_or(value).parse(), pages) {
        (Ok(bytes), None) => Ok(MemorySize::Bytes(bytes)),
        (Ok(pages), Some(_)) => Ok(MemorySize::Pages(pages)),
        (Err(_), _) => Err("expected a number of bytes, or of pages, as in 1114112 or 17p".to_owned()),
    }
}

/// An address in decimal, or in hexadecimal behind `0x`.
pub(super) fn address(value: &str) -> Result<u64, String> {
    let address = match value.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => value.parse(),
    };
    address.map_err(|_| "expected an address, as in 5104 or 0x13f0".to_owned())
}

/// `data`, which stands for no value, `all`, or an address in decimal or hexadecimal.
pub(super) fn zero_memory(value: &str) -> Result<ZeroMemory, String> {
    let address = match value {
        "data" => return Ok(ZeroMemory::FromData),
        "all" => return Ok(ZeroMemory::From(0)),
        _ => value.strip_prefix("0x").map_or_else(|| value.parse(), |digits| u64::from_str_radix(digits, 16)),
    };
    let address = address.map_err(|_| "expected `all` or an address, as in --zero-memory=0x19a0".to_owned())?;
    Ok(ZeroMemory::From(address))
}

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

/// `MODULE.NAME=pure|memory|reenters`, where `*` in the name stands for any characters.
pub(super) fn assumption(value: &str) -> Result<(String, Assumption), String> {
    let wrong = || "expected MODULE.NAME=pure, MODULE.NAME=memory or MODULE.NAME=reenters".to_owned();
    let (import, what) = value.rsplit_once('=').filter(|(import, _)| import.contains(['.', '*'])).ok_or_else(wrong)?;
    let assumption = match what {
        "pure" => Assumption::Pure,
        "memory" => Assumption::Memory,
        "reenters" => Assumption::Reenters,
        _ => return Err(wrong()),
    };
    Ok((import.to_owned(), assumption))
}

/// `NAME=NUMBER`, of what is bounded.
pub(super) fn limit(value: &str) -> Result<(Bound, u64), String> {
    let (name, number) = value.split_once('=').ok_or("expected NAME=NUMBER, as in --limit=run-steps=1000000")?;
    let bound = Bound::find(name).ok_or_else(|| {
        let names: Vec<&str> = Bound::all().map(Bound::name).collect();
        format!("no limit is called `{name}`; there are {}", names.join(", "))
    })?;
    match number.parse() {
        Ok(number) => Ok((bound, number)),
        Err(_) => Err(format!("expected a number in decimal behind `{name}=`")),
    }
}

/// The name of a host.
pub(super) fn host() -> impl TypedValueParser<Value = &'static Host> {
    PossibleValuesParser::new(HOSTS.iter().map(|host| host.name))
        .try_map(|name| hosts::find(&name).ok_or("no host is called that"))
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
        _ => Err(format!("`{first}` is too much: {takes}")),
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
