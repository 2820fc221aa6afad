//! The import section, where memories and tables come and go.

use std::ops::Range;

use wasm_encoder::Encode;
use wasmparser::TypeRef;

use super::content::Content;
use super::content::SectionChange;
use super::entries::entries;
use super::entries::unread;
use super::entries::vector;
use crate::error::Result;
use crate::leb;
use crate::module::Module;
use crate::module::format::kind;
use crate::module::format::section;

/// What becomes of an import.
pub(super) enum ImportChange {
    /// Another entry takes its place, or none.
    Replace(Range<usize>, Option<Vec<u8>>),
    /// It comes behind all others.
    Add(Vec<u8>),
}

/// The import of a memory or a table.
pub(super) struct FoundImport<'m> {
    pub module: &'m str,
    pub name: &'m str,
    /// Where its type lies.
    pub ty: Range<usize>,
    /// Where the whole import does.
    pub place: Range<usize>,
}

/// The section with some imports changed: none twice.
pub(super) fn section(module: &Module, mut changes: Vec<ImportChange>) -> Result<Option<SectionChange>> {
    if changes.is_empty() {
        return Ok(None);
    }
    // New ones stay in the order of the plan, behind the others.
    changes.sort_by_key(|change| match change {
        ImportChange::Replace(place, _) => place.start,
        ImportChange::Add(_) => usize::MAX,
    });
    let old = vector(module, section::IMPORT)?;
    let (mut count, mut at, mut entries) = (old.count, old.entries.start, Content::default());
    for change in changes {
        match change {
            ImportChange::Replace(place, instead) => {
                entries.keep(at..place.start);
                count -= u32::from(instead.is_none());
                entries.push(instead.unwrap_or_default());
                at = place.end;
            }
            ImportChange::Add(entry) => {
                entries.keep(at..old.entries.end);
                entries.push(entry);
                count += 1;
                at = old.entries.end;
            }
        }
    }
    entries.keep(at..old.entries.end);
    let mut content = Content::default();
    content.push(leb::write(count, old.width));
    entries.write_into(&mut content);
    Ok(Some(SectionChange::Replace(content)))
}

/// The import of a memory or a table (a byte of [`kind`]), by its index among those. None if there are imports in groups: memories and tables
/// in these are not counted here.
pub(super) fn imported<'m>(module: &'m Module, kind: u8, index: u32) -> Result<Option<FoundImport<'m>>> {
    let mut before = 0;
    for (imports, place) in entries::<wasmparser::Imports>(module, section::IMPORT)? {
        let wasmparser::Imports::Single(_, import) = imports else {
            return Ok(None);
        };
        match import.ty {
            TypeRef::Memory(_) if kind == kind::MEMORY => {}
            TypeRef::Table(_) if kind == kind::TABLE => {}
            _ => continue,
        }
        if before < index {
            before += 1;
            continue;
        }
        let bytes = module.bytes.get(place.clone()).unwrap_or_default();
        // Two names, each with its length, and the kind.
        let mut at = 0;
        for _ in 0..2 {
            let (length, width) = leb::read(bytes.get(at..).unwrap_or_default()).ok_or_else(unread)?;
            at += width + length as usize;
        }
        let ty = place.start + at + 1..place.end;
        return Ok(Some(FoundImport { module: import.module, name: import.name, ty, place }));
    }
    Ok(None)
}

/// An import as it is written: its names, its kind (a byte of [`kind`]) and its type.
pub(super) fn import(module: &str, name: &str, kind: u8, ty: &[u8]) -> Vec<u8> {
    let mut entry = Vec::new();
    module.encode(&mut entry);
    name.encode(&mut entry);
    entry.push(kind);
    entry.extend_from_slice(ty);
    entry
}
