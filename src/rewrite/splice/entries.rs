//! Sections and their entries, read anew.

use std::ops::Range;

use wasm_encoder::Encode;
use wasmparser::FromReader;
use wasmparser::SectionLimited;

use super::content::SectionChange;
use super::content::Vector;
use crate::error::Error;
use crate::error::Result;
use crate::leb;
use crate::module::Module;

/// A section as a vector of bytes.
pub(super) fn vector(module: &Module, id: u8) -> Result<Vector> {
    let content = module.section(id).map(|section| &section.content);
    Vector::read(module.bytes, content).ok_or_else(unread)
}

/// A section without one of its entries.
pub(super) fn without(module: &Module, id: u8, place: &Range<usize>) -> Result<SectionChange> {
    let all = vector(module, id)?;
    Ok(if all.count == 1 { SectionChange::Remove } else { SectionChange::Replace(all.replacing(place, None)) })
}

/// Where each entry of a section lies.
pub(super) fn entries<'b, T: FromReader<'b>>(module: &'b Module, id: u8) -> Result<Vec<(T, Range<usize>)>> {
    let Some(section) = module.section(id) else {
        return Ok(Vec::new());
    };
    let bytes = module.bytes.get(section.content.clone()).ok_or_else(unread)?;
    let mut reader = wasmparser::BinaryReader::new(bytes, section.content.start as u64);
    reader.set_features(wasmparser::WasmFeatures::all());
    let mut entries: Vec<(T, Range<usize>)> = Vec::new();
    for entry in SectionLimited::new(reader)?.into_iter_with_offsets() {
        let (offset, entry) = entry?;
        let start = offset as usize;
        if let Some((_, previous)) = entries.last_mut() {
            previous.end = start;
        }
        entries.push((entry, start..section.content.end));
    }
    Ok(entries)
}

/// The one entry of an encoded section, without the count before it.
pub(super) fn entry_of(section: &impl Encode) -> Vec<u8> {
    let mut bytes = Vec::new();
    section.encode(&mut bytes);
    // The size, then the count, which is one.
    let size = leb::read(&bytes).map_or(0, |(_, width)| width);
    bytes.split_off((size + 1).min(bytes.len()))
}

/// A section was read before, so it can be read again.
pub(super) fn unread() -> Error {
    Error::bug("a section could not be read a second time")
}
