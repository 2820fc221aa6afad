//! Source maps (version 3, <https://tc39.es/ecma426/>) of modules whose code moved.
//!
//! Of a WebAssembly module, everything is on one line, and columns are offsets in the file, in bytes. A map tells each as
//! the distance from the one before, so moving all of them changes a single number: the first.

mod rebase;

use std::ops::Range;

use serde_json::Value;

use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;

pub use rebase::rebase;

/// A source map for code that moved by some bytes. Every other byte of the map stays as it is.
///
/// # Errors
///
/// [`ErrorKind::Invalid`] for what is no source map; [`ErrorKind::Refused`] for one that is not that of a module, or where
/// the code would lie before the beginning of the file.
pub fn shift(map: &str, by: isize) -> Result<String> {
    let mappings = mappings(map)?;
    let place = place(map, &mappings)?;
    if mappings.is_empty() {
        return Ok(map.to_owned());
    }
    let first = mappings.split(',').next().unwrap_or_default();
    let moved = moved(first, by)?;
    let rest = &mappings[first.len()..];
    let shifted = [&map[..place.start], &moved, rest, &map[place.end..]].concat();
    // Other fields may look like the mappings.
    if self::mappings(&shifted)? != [&moved, rest].concat() {
        return Err(Error::refused("a source map that has its mappings twice"));
    }
    Ok(shifted)
}

fn mappings(map: &str) -> Result<String> {
    let invalid = |message: String| Error::new(ErrorKind::Invalid, format!("not a source map: {message}"));
    let value: Value = serde_json::from_str(map).map_err(|error| invalid(error.to_string()))?;
    if value.get("version").and_then(Value::as_u64) != Some(3) {
        return Err(invalid("not of version 3".to_owned()));
    }
    if value.get("sections").is_some_and(|sections| !sections.is_null()) {
        return Err(Error::refused("a source map with sections; those of modules have none"));
    }
    let mappings = value.get("mappings").and_then(Value::as_str).ok_or_else(|| invalid("no mappings".to_owned()))?;
    if mappings.contains(';') {
        return Err(Error::refused("a source map of several lines; those of modules have one"));
    }
    Ok(mappings.to_owned())
}

/// Where the mappings lie in the text.
fn place(map: &str, mappings: &str) -> Result<Range<usize>> {
    const KEY: &str = "\"mappings\"";
    let place = map.match_indices(KEY).find_map(|(at, _)| {
        let rest = map[at + KEY.len()..].trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
        let start = map.len() - rest.len();
        rest.strip_prefix(mappings)?.starts_with('"').then_some(start..start + mappings.len())
    });
    place.ok_or_else(|| Error::refused("a source map whose mappings are spelled with escapes"))
}

/// The first segment, whose first number is the column.
fn moved(segment: &str, by: isize) -> Result<String> {
    let no_numbers = || Error::new(ErrorKind::Invalid, "not a source map: the first mapping is not made of numbers");
    let mut digits = segment.bytes();
    let column = vlq::decode(&mut digits).map_err(|_| no_numbers())?;
    let column = i64::try_from(by).ok().and_then(|by| column.checked_add(by)).filter(|column| *column >= 0);
    let column = column.ok_or_else(|| Error::refused("a source map whose first column lies before the code"))?;
    let mut moved = Vec::new();
    vlq::encode(column, &mut moved).map_err(|_| no_numbers())?;
    moved.extend(digits);
    String::from_utf8(moved).map_err(|_| no_numbers())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_column_changes() {
        // 5 and 6 bytes further each: F is 5 in base64, and a number is twice that.
        let map =
            "{\n \"version\": 3, \"names\": [\"\\\"mappings\\\":\\\"KAAC\\\"\"],\n \"mappings\" : \"KAAC,MACA,G\" }\n";
        assert_eq!(shift(map, 0).as_deref(), Ok(map));
        assert_eq!(shift(map, 4).as_deref(), Ok(map.replace("\"KAAC,M", "\"SAAC,M").as_str()));
        assert_eq!(shift(map, -5).as_deref(), Ok(map.replace("\"KAAC,M", "\"AAAC,M").as_str()));
        assert_eq!(shift(map, 11).as_deref(), Ok(map.replace("\"KAAC,M", "\"gBAAC,M").as_str()));
        let empty = "{\"version\":3,\"mappings\":\"\"}";
        assert_eq!(shift(empty, 4).as_deref(), Ok(empty));
    }

    #[test]
    fn others_are_refused() {
        let refusals = [
            ("[", "not a source map: EOF while parsing a list at line 1 column 1"),
            ("{\"version\":2,\"mappings\":\"\"}", "not a source map: not of version 3"),
            ("{\"version\":3}", "not a source map: no mappings"),
            ("{\"version\":3,\"mappings\":\"!AAA\"}", "not a source map: the first mapping is not made of numbers"),
            (
                "{\"version\":3,\"x_old\":{\"mappings\":\"KAAA\"},\"mappings\":\"KAAA\"}",
                "a source map that has its mappings twice",
            ),
            ("{\"version\":3,\"mappings\":\",AAAA\"}", "not a source map: the first mapping is not made of numbers"),
            ("{\"version\":3,\"mappings\":\"AAAA;A\"}", "a source map of several lines; those of modules have one"),
            ("{\"version\":3,\"sections\":[]}", "a source map with sections; those of modules have none"),
            ("{\"version\":3,\"mappings\":\"AAAA\"}", "a source map whose first column lies before the code"),
            ("{\"version\":3,\"mappings\":\"\\u0041AAA\"}", "a source map whose mappings are spelled with escapes"),
        ];
        for (map, message) in refusals {
            assert_eq!(shift(map, -1).expect_err(map).to_string(), message);
        }
    }
}
