//! The custom section that names a module's source map (<https://tc39.es/ecma426/#sec-linking-generated-code>).

use std::borrow::Cow;
use std::ops::Range;

use wasm_encoder::Section as _;
use wasmparser::BinaryReader;
use wasmparser::Parser;
use wasmparser::Payload;

use crate::cli::strip::beginning;

const NAME: &str = "sourceMappingURL";

/// The section, as it lies in a module.
pub(super) struct UrlSection {
    whole: Range<usize>,
    pub(super) url: String,
    is_before_code: bool,
}

impl UrlSection {
    /// The first of that name, which is the one that counts.
    pub(super) fn find(wasm: &[u8]) -> Option<Self> {
        let mut is_before_code = true;
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.ok()? {
                Payload::CodeSectionStart { .. } => is_before_code = false,
                Payload::CustomSection(section) if section.name() == NAME => {
                    let range = section.range();
                    let whole = beginning(wasm, range.start as usize)?..range.end as usize;
                    let url = BinaryReader::new(section.data(), 0).read_string().ok()?.to_owned();
                    return Some(Self { whole, url, is_before_code });
                }
                _ => {}
            }
        }
        None
    }

    /// The module with another URL, and by how many bytes that moves the code.
    pub(super) fn renamed(&self, wasm: &[u8], url: &str) -> (Vec<u8>, isize) {
        let mut data = Vec::new();
        wasm_encoder::Encode::encode(url, &mut data);
        let section = wasm_encoder::CustomSection { name: NAME.into(), data: Cow::Owned(data) };
        let mut renamed = wasm[..self.whole.start].to_vec();
        section.append_to(&mut renamed);
        renamed.extend_from_slice(&wasm[self.whole.end..]);
        let moved = renamed.len().cast_signed() - wasm.len().cast_signed();
        (renamed, if self.is_before_code { moved } else { 0 })
    }
}
