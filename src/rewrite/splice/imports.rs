//! The import section, where memories and tables come and go, and imports get other names.

use std::collections::BTreeMap;
use std::ops::Range;

use wasm_encoder::Encode;
use wasmparser::Imports;
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

/// What becomes of an import, by its place among all.
pub(super) enum ImportChange {
    /// It has another type.
    Retype(usize, Vec<u8>),
    /// It goes.
    Remove(usize),
    /// It comes behind all others.
    Add(Vec<u8>),
}

/// The import of a memory or a table.
pub(super) struct FoundImport {
    /// Its place among all imports.
    pub at: usize,
    /// Where its type lies.
    pub ty: Range<usize>,
}

/// New names of imports: module name and name, by their places among all imports.
pub(super) type NewNames<'n> = BTreeMap<usize, (&'n str, &'n str)>;

/// The section with some imports changed, none twice, and some of them under other names. None if nothing changes; the outer one, if there
/// are imports in groups.
pub(super) fn section(
    module: &Module,
    changes: Vec<ImportChange>,
    names: &NewNames,
) -> Result<Option<Option<SectionChange>>> {
    if changes.is_empty() && names.is_empty() {
        return Ok(Some(None));
    }
    let (mut types, mut added) = (BTreeMap::new(), Vec::new());
    for change in changes {
        match change {
            ImportChange::Retype(at, ty) => drop(types.insert(at, Some(ty))),
            ImportChange::Remove(at) => drop(types.insert(at, None)),
            ImportChange::Add(entry) => added.push(entry),
        }
    }
    let old = vector(module, section::IMPORT)?;
    let (mut count, mut kept, mut content) = (old.count + added.len() as u32, old.entries.start, Content::default());
    for (at, (imports, place)) in entries::<Imports>(module, section::IMPORT)?.into_iter().enumerate() {
        let Imports::Single(_, import) = imports else {
            return Ok(None);
        };
        let (ty, names) = (types.remove(&at), names.get(&at));
        if ty.is_none() && names.is_none() {
            continue;
        }
        content.keep(kept..place.start);
        kept = place.end;
        if ty == Some(None) {
            count -= 1;
            continue;
        }
        let bytes = module.bytes.get(place).unwrap_or_default();
        let (kind, own) =
            bytes.split_at_checked(behind_names(bytes)?).ok_or_else(unread)?.1.split_first().ok_or_else(unread)?;
        let (from, name) = names.copied().unwrap_or((import.module, import.name));
        content.push(self::import(from, name, *kind, ty.flatten().as_deref().unwrap_or(own)));
    }
    content.keep(kept..old.entries.end);
    // In the order of the plan.
    added.into_iter().for_each(|entry| content.push(entry));
    let mut whole = Content::default();
    whole.push(leb::write(count, old.width));
    content.write_into(&mut whole);
    Ok(Some(Some(SectionChange::Replace(whole))))
}

/// The import of a memory or a table (a byte of [`kind`]), by its index among those. None if there are imports in groups: memories and tables
/// in these are not counted here.
pub(super) fn imported(module: &Module, kind: u8, index: u32) -> Result<Option<FoundImport>> {
    let mut before = 0;
    for (at, (imports, place)) in entries::<Imports>(module, section::IMPORT)?.into_iter().enumerate() {
        let Imports::Single(_, import) = imports else {
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
        let ty = place.start + behind_names(bytes)? + 1..place.end;
        return Ok(Some(FoundImport { at, ty }));
    }
    Ok(None)
}

/// Where the kind of an import lies: behind two names, each with its length.
fn behind_names(import: &[u8]) -> Result<usize> {
    let mut at = 0;
    for _ in 0..2 {
        let (length, width) = leb::read(import.get(at..).unwrap_or_default()).ok_or_else(unread)?;
        at += width + length as usize;
    }
    Ok(at)
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
