//! Source maps that come to lie in another folder.

use std::collections::HashMap;
use std::ops::Range;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;

/// A source map whose sources are found from another folder. `way` leads from there to the folder that it was in, as a relative URL: `../build`.
/// Sources of a `sourceRoot` lie there, so that this changes instead of them. What is absolute, and every other byte of the map, stays.
///
/// # Errors
///
/// [`ErrorKind::Invalid`] for what is no source map.
pub fn rebase(map: &str, way: &str) -> Result<String> {
    let fields: HashMap<String, &RawValue> = serde_json::from_str(map).map_err(invalid)?;
    let root = fields.get("sourceRoot").copied().filter(|root| text(root).is_some_and(|text| !text.is_empty()));
    let urls: Vec<&RawValue> = match (root, fields.get("sources")) {
        (Some(root), _) => vec![root],
        (None, Some(sources)) => serde_json::from_str(sources.get()).map_err(invalid)?,
        (None, None) => Vec::new(),
    };
    let mut rebased = String::with_capacity(map.len());
    let mut done = 0;
    for url in urls {
        let Some(text) = text(url).filter(|text| is_relative(text)) else { continue };
        let place = place(map, url);
        rebased.push_str(&map[done..place.start]);
        rebased.push_str(&Value::from(joined(way, &text)).to_string());
        done = place.end;
    }
    rebased.push_str(&map[done..]);
    Ok(rebased)
}

fn invalid(error: serde_json::Error) -> Error {
    Error::new(ErrorKind::Invalid, format!("not a source map: {error}"))
}

/// What a string says; nothing for any other value.
fn text(value: &RawValue) -> Option<String> {
    serde_json::from_str(value.get()).ok()
}

/// Where a value of the map lies in it.
fn place(map: &str, value: &RawValue) -> Range<usize> {
    let start = value.get().as_ptr().addr() - map.as_ptr().addr();
    start..start + value.get().len()
}

/// Whether a URL begins with neither a scheme nor the root. An empty one is the map itself.
fn is_relative(url: &str) -> bool {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme);
    let is_scheme = |text: &str| {
        text.starts_with(|char: char| char.is_ascii_alphabetic())
            && text.chars().all(|char| char.is_ascii_alphanumeric() || "+-.".contains(char))
    };
    !url.is_empty() && !url.starts_with(['/', '\\']) && !scheme.is_some_and(is_scheme)
}

/// One relative URL after another, without the steps back that URLs do not need.
fn joined(way: &str, url: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in way.split('/').chain(url.split('/')) {
        match part {
            "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    // What looks like a scheme would be one.
    if is_relative(&joined) || joined.is_empty() { joined } else { format!("./{joined}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_sources_are_found_from_the_new_folder() {
        let map = |sources: &str| format!("{{\"version\": 3,\n \"sources\" : [ {sources}],\"mappings\":\"\"}}\n");
        let before = map(
            r#""a.ts", "./b/c.ts","../src/d.ts", null, "", "/e.ts", "http://x/f.ts", "webpack://g", "C:\\h.ts", "~lib/\u0069.ts", "1:j""#,
        );
        let after = map(
            r#""../build/a.ts", "../build/b/c.ts","../src/d.ts", null, "", "/e.ts", "http://x/f.ts", "webpack://g", "C:\\h.ts", "../build/~lib/i.ts", "../build/1:j""#,
        );
        assert_eq!(rebase(&before, "../build"), Ok(after));
        assert_eq!(rebase(&map(r#""../../src/a.ts""#), "../build"), Ok(map(r#""../../src/a.ts""#)));
        assert_eq!(rebase(&map(r#""../x:y""#), "build"), Ok(map(r#""./x:y""#)));
    }

    #[test]
    fn a_root_changes_instead_of_sources() {
        let map =
            |root: &str| format!("{{\"version\":3,\"sourceRoot\":{root},\"sources\":[\"a.ts\"],\"mappings\":\"\"}}");
        for (before, after) in [("\"./in\"", "\"../build/in\""), ("\"../src/\"", "\"../src/\""), ("\"..\"", "\"..\"")] {
            assert_eq!(rebase(&map(before), "../build"), Ok(map(after)), "{before}");
        }
        for absolute in ["\"/src\"", "\"https://x/src\""] {
            assert_eq!(rebase(&map(absolute), "../build"), Ok(map(absolute)));
        }
        for none in ["\"\"", "null"] {
            assert_eq!(rebase(&map(none), "../build"), Ok(map(none).replace("a.ts", "../build/a.ts")));
        }
    }

    #[test]
    fn a_map_without_sources_stays_and_what_is_none_is_invalid() {
        assert_eq!(rebase("{\"version\":3}", "..").as_deref(), Ok("{\"version\":3}"));
        let error = rebase("{\"sources\":1}", "..").expect_err("no list").to_string();
        assert_eq!(error, "not a source map: invalid type: integer `1`, expected a sequence at line 1 column 1");
    }
}
