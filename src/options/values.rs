//! Values of options, as they are written on a command line, and in JSON.

use super::MemorySize;
use super::ZeroMemory;
use crate::bounds::Bound;
use crate::hosts;
use crate::hosts::HOSTS;
use crate::hosts::Host;
use crate::inspect::Assumption;
use crate::nearest::nearest;

/// `MODULE,NAME`, as wasm-ld spells it (`lld/wasm/Driver.cpp`): the module name ends at the first comma. Without a comma, at the
/// only dot: clang's `-Wl,` splits at commas.
pub(crate) fn memory_import(value: &str) -> Result<(String, String), String> {
    import(value, "--import-memory=env.memory")
}

/// The same, of a table.
pub(crate) fn table_import(value: &str) -> Result<(String, String), String> {
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
pub(crate) fn rename(value: &str) -> Result<String, String> {
    let is_whole = value.split_once('=').is_some_and(|(old, _)| !old.is_empty()) && !value.ends_with('=');
    if is_whole { Ok(value.to_owned()) } else { Err("expected OLD=NEW".to_owned()) }
}

/// Bytes, as wasm-ld has them (`lld/wasm/Options.td`), or pages: `17p`.
pub(crate) fn memory_size(value: &str) -> Result<MemorySize, String> {
    let pages = value.strip_suffix('p');
    match (pages.unwrap_or(value).parse(), pages) {
        (Ok(bytes), None) => Ok(MemorySize::Bytes(bytes)),
        (Ok(pages), Some(_)) => Ok(MemorySize::Pages(pages)),
        (Err(_), _) => Err("expected a number of bytes, or of pages, as in 1114112 or 17p".to_owned()),
    }
}

/// An address in decimal, or in hexadecimal behind `0x`.
pub(crate) fn address(value: &str) -> Result<u64, String> {
    let address = match value.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => value.parse(),
    };
    address.map_err(|_| "expected an address, as in 5104 or 0x13f0".to_owned())
}

/// `data`, which stands for no value, `all`, or an address in decimal or hexadecimal.
pub(crate) fn zero_memory(value: &str) -> Result<ZeroMemory, String> {
    let address = match value {
        "data" => return Ok(ZeroMemory::FromData),
        "all" => return Ok(ZeroMemory::From(0)),
        _ => value.strip_prefix("0x").map_or_else(|| value.parse(), |digits| u64::from_str_radix(digits, 16)),
    };
    let address = address.map_err(|_| "expected `all` or an address, as in --zero-memory=0x19a0".to_owned())?;
    Ok(ZeroMemory::From(address))
}

/// `MODULE.NAME=pure|memory|reenters`, where `*` in the name stands for any characters.
pub(crate) fn assumption(value: &str) -> Result<(String, Assumption), String> {
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

/// A host's name. Of any other word, the error says which host is most likely meant.
pub(crate) fn host(name: &str) -> Result<&'static Host, String> {
    hosts::find(name).ok_or_else(|| {
        let names = || HOSTS.iter().map(|host| host.name);
        let near = || nearest(name, names()).into_iter().collect();
        let meant: Vec<&str> = Some(hosts::meant(name).to_vec()).filter(|it| !it.is_empty()).unwrap_or_else(near);
        let more = match meant.as_slice() {
            [] => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
            [only] => format!("did you mean {only}?"),
            [several @ .., last] => format!("did you mean {} or {last}?", several.join(", ")),
        };
        format!("no host is called `{name}`; {more}")
    })
}

/// `NAME=NUMBER`, of what is bounded.
pub(crate) fn limit(value: &str) -> Result<(Bound, u64), String> {
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
