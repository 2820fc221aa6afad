//! Memories that become imported, or the module's own.
//!
//! No index moves: the first memory of the module's own becomes the last import, and the last import the first memory of the
//! module's own.

use std::ops::Range;

use wasm_encoder::Encode;
use wasmparser::TypeRef;

use super::content::Content;
use super::content::SectionChange;
use super::entries::entries;
use super::entries::entry_of;
use super::entries::unread;
use super::entries::vector;
use crate::error::Result;
use crate::leb;
use crate::module::Module;
use crate::module::format::kind;
use crate::module::format::section;
use crate::plan::Ownership;
use crate::plan::PageLimits;
use crate::plan::Touched;

/// What becomes of the two sections that memories are in.
#[derive(Default)]
pub(super) struct MemorySections {
    pub imports: Option<SectionChange>,
    pub memories: Option<SectionChange>,
}

/// The import of a memory.
struct ImportedMemory<'m> {
    module: &'m str,
    name: &'m str,
    /// Where its type lies.
    ty: Range<usize>,
    /// Where the whole import does.
    place: Range<usize>,
}

/// The two sections where a memory changes hands, or its import another name, or its limits change. None if that cannot be done here:
/// the import is one of a group.
pub(super) fn changes(module: &Module, touched: &Touched) -> Result<Option<MemorySections>> {
    let Touched { memory, limits, .. } = touched;
    let Some(index) = memory.map(|(index, _)| index).or(limits.map(|(index, _)| index)) else {
        return Ok(Some(MemorySections::default()));
    };
    let memory = memory.map(|(_, ownership)| ownership);
    let old = module.memories.get(index as usize).ok_or_else(unread)?;
    let ty = changed_type(old.ty, memory, limits.map(|(_, limits)| limits));
    let written = |place: &Range<usize>| match ty == old.ty {
        true => module.bytes.get(place.clone()).unwrap_or_default().to_vec(),
        false => definition(ty),
    };
    if old.import.is_none() {
        let at = index - module.memories.iter().filter(|memory| memory.import.is_some()).count() as u32;
        let own = entries::<wasmparser::MemoryType>(module, section::MEMORY)?;
        let (_, place) = own.get(at as usize).ok_or_else(unread)?;
        let ty = written(place);
        return Ok(Some(match memory {
            Some(Ownership::Imported { module: from, name }) => {
                import(module, place, [import_of(from, name), ty].concat())?
            }
            _ => replaced(None, Some(vector(module, section::MEMORY)?.replacing(place, Some(ty)))),
        }));
    }
    let Some(import) = imported(module, index)? else {
        return Ok(None);
    };
    let imports = vector(module, section::IMPORT)?;
    let ty = written(&import.ty);
    Ok(Some(match memory {
        Some(Ownership::Defined { .. }) => {
            let memories = vector(module, section::MEMORY)?.behind(ty);
            replaced(Some(imports.replacing(&import.place, None)), Some(memories))
        }
        Some(Ownership::Renamed { module: from, name } | Ownership::Imported { module: from, name }) => {
            replaced(Some(imports.replacing(&import.place, Some([import_of(from, name), ty].concat()))), None)
        }
        None => {
            let import_of = import_of(import.module, import.name);
            replaced(Some(imports.replacing(&import.place, Some([import_of, ty].concat()))), None)
        }
    }))
}

fn changed_type(
    ty: wasmparser::MemoryType,
    ownership: Option<Ownership>,
    limits: Option<PageLimits>,
) -> wasmparser::MemoryType {
    let initial = match ownership {
        Some(Ownership::Defined { minimum }) => minimum,
        Some(Ownership::Imported { .. } | Ownership::Renamed { .. }) | None => ty.initial,
    };
    let PageLimits { minimum, maximum } = limits.unwrap_or(PageLimits { minimum: initial, maximum: ty.maximum });
    wasmparser::MemoryType { initial: minimum, maximum, ..ty }
}

fn replaced(imports: Option<Content>, memories: Option<Content>) -> MemorySections {
    MemorySections { imports: imports.map(SectionChange::Replace), memories: memories.map(SectionChange::Replace) }
}

/// The first memory of the module's own becomes the last import.
fn import(module: &Module, place: &Range<usize>, entry: Vec<u8>) -> Result<MemorySections> {
    let imports = SectionChange::Replace(vector(module, section::IMPORT)?.with(1, entry));
    let own = vector(module, section::MEMORY)?;
    let memories =
        if own.count == 1 { SectionChange::Remove } else { SectionChange::Replace(own.replacing(place, None)) };
    Ok(MemorySections { imports: Some(imports), memories: Some(memories) })
}

/// The import of a memory. None if there are imports in groups: memories in these are not counted here.
fn imported<'m>(module: &'m Module, memory: u32) -> Result<Option<ImportedMemory<'m>>> {
    let mut before = 0;
    for (imports, place) in entries::<wasmparser::Imports>(module, section::IMPORT)? {
        let wasmparser::Imports::Single(_, import) = imports else {
            return Ok(None);
        };
        let TypeRef::Memory(_) = import.ty else {
            continue;
        };
        if before < memory {
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
        return Ok(Some(ImportedMemory { module: import.module, name: import.name, ty, place }));
    }
    Ok(None)
}

/// Module name, name and kind of a memory's import; its type follows.
fn import_of(module: &str, name: &str) -> Vec<u8> {
    let mut entry = Vec::new();
    module.encode(&mut entry);
    name.encode(&mut entry);
    entry.push(kind::MEMORY);
    entry
}

/// A memory's type.
fn definition(ty: wasmparser::MemoryType) -> Vec<u8> {
    let mut memories = wasm_encoder::MemorySection::new();
    memories.memory(wasm_encoder::MemoryType {
        minimum: ty.initial,
        maximum: ty.maximum,
        memory64: ty.memory64,
        shared: ty.shared,
        page_size_log2: ty.page_size_log2,
    });
    entry_of(&memories)
}
