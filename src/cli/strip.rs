//! What the linker was asked to leave out, taken out after the fix, which goes by it.

use wasmparser::Parser;
use wasmparser::Payload;

/// The custom sections that wasm-ld leaves out for `--strip-all`, unless `--keep-section` names them (`lld/wasm/SyntheticSections.h`).
pub(super) const BY_STRIP_ALL: [&str; 3] = ["name", "producers", "target_features"];

/// A module without these custom sections; as it is, if it cannot be read.
pub(super) fn without(wasm: &[u8], names: &[String]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(wasm.len());
    let mut done = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        let Ok(payload) = payload else {
            return wasm.to_vec();
        };
        let Payload::CustomSection(section) = &payload else {
            continue;
        };
        if !names.iter().any(|name| name == section.name()) {
            continue;
        }
        // A section's number and length come before its content.
        let end = section.range().end as usize;
        let Some(begin) = beginning(wasm, section.range().start as usize) else {
            return wasm.to_vec();
        };
        kept.extend_from_slice(wasm.get(done..begin).unwrap_or_default());
        done = end;
    }
    kept.extend_from_slice(wasm.get(done..).unwrap_or_default());
    kept
}

/// Where the section begins whose content begins there: before its length, of one to five bytes, and its number, 0.
pub(super) fn beginning(wasm: &[u8], content: usize) -> Option<usize> {
    let length = (1..=5).find(|length| {
        let bytes = content.checked_sub(*length).and_then(|at| wasm.get(at..content)).unwrap_or_default();
        let is_last = |(place, byte): (usize, &u8)| (byte & 0x80 == 0) == (place + 1 == *length);
        let id = content.checked_sub(length + 1).and_then(|at| wasm.get(at));
        id == Some(&0) && bytes.iter().enumerate().all(is_last)
    })?;
    Some(content - length - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_sections_go_and_the_rest_stays() {
        let text = r#"(module (@custom "a" "1") (func $f) (@custom "name2" "2") (@custom "producers" "3"))"#;
        let wasm = wat::parse_str(text).expect("text");
        let names = |wasm: &[u8]| -> Vec<String> {
            let payloads = Parser::new(0).parse_all(wasm).map(|payload| payload.expect("valid"));
            payloads
                .filter_map(|payload| match payload {
                    Payload::CustomSection(section) => Some(section.name().to_owned()),
                    _ => None,
                })
                .collect()
        };
        assert_eq!(names(&wasm), ["a", "name2", "producers", "name"]);
        let stripped = without(&wasm, &BY_STRIP_ALL.map(str::to_owned));
        assert_eq!(names(&stripped), ["a", "name2"]);
        assert_eq!(without(&wasm, &[]), wasm);
        assert_eq!(without(b"\0asm", &["name".to_owned()]), b"\0asm");
    }
}
