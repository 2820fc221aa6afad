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

/// What becomes of the two sections that memories are in.
#[derive(Default)]
pub(super) struct MemorySections {
    pub imports: Option<SectionChange>,
    pub memories: Option<SectionChange>,
}

/// The import of a memory.
struct ImportedMemory {
    ty: wasmparser::MemoryType,
    /// Where its type lies.
    ty_place: Range<usize>,
    /// Where the whole import does.
    place: Range<usize>,
}

/// The two sections where a memory changes hands, or its import another name. None if that cannot be done here: the import is one
/// of a group.
pub(super) fn changes(module: &Module, memory: Option<(u32, Ownership)>) -> Result<Option<MemorySections>> {
    let Some((memory, ownership)) = memory else {
        return Ok(Some(MemorySections::default()));
    };
    if let Ownership::Imported { module: from, name } = ownership {
        return import_first(module, from, name).map(Some);
    }
    let Some(memory) = imported(module, memory)? else {
        return Ok(None);
    };
    let imports = vector(module, section::IMPORT)?;
    Ok(Some(match ownership {
        Ownership::Imported { .. } => MemorySections::default(),
        Ownership::Renamed { module: from, name } => {
            let mut entry = import_of(from, name);
            entry.extend_from_slice(module.bytes.get(memory.ty_place.clone()).unwrap_or_default());
            replaced(Some(imports.replacing(&memory.place, Some(entry))), None)
        }
        Ownership::Defined { minimum } => {
            let memories = vector(module, section::MEMORY)?.behind(definition(memory.ty, minimum));
            replaced(Some(imports.replacing(&memory.place, None)), Some(memories))
        }
    }))
}

fn replaced(imports: Option<Content>, memories: Option<Content>) -> MemorySections {
    MemorySections { imports: imports.map(SectionChange::Replace), memories: memories.map(SectionChange::Replace) }
}

/// The first memory of the module's own becomes the last import.
fn import_first(module: &Module, from: &str, name: &str) -> Result<MemorySections> {
    let own = entries::<wasmparser::MemoryType>(module, section::MEMORY)?;
    let (_, place) = own.first().ok_or_else(unread)?;
    let mut entry = import_of(from, name);
    entry.extend_from_slice(module.bytes.get(place.clone()).unwrap_or_default());
    let imports = SectionChange::Replace(vector(module, section::IMPORT)?.with(1, entry));
    let memories = match own.len() {
        1 => SectionChange::Remove,
        _ => SectionChange::Replace(vector(module, section::MEMORY)?.replacing(place, None)),
    };
    Ok(MemorySections { imports: Some(imports), memories: Some(memories) })
}

/// The import of a memory. None if it is imported in a group.
fn imported(module: &Module, memory: u32) -> Result<Option<ImportedMemory>> {
    let mut before = 0;
    for (imports, place) in entries::<wasmparser::Imports>(module, section::IMPORT)? {
        let wasmparser::Imports::Single(_, import) = imports else {
            // Memories in groups are not counted here.
            return Ok(None);
        };
        let TypeRef::Memory(ty) = import.ty else {
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
        let ty_place = place.start + at + 1..place.end;
        return Ok(Some(ImportedMemory { ty, ty_place, place }));
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

/// A memory of this type but for its initial size.
fn definition(ty: wasmparser::MemoryType, minimum: u64) -> Vec<u8> {
    let mut memories = wasm_encoder::MemorySection::new();
    memories.memory(wasm_encoder::MemoryType {
        minimum,
        maximum: ty.maximum,
        memory64: ty.memory64,
        shared: ty.shared,
        page_size_log2: ty.page_size_log2,
    });
    entry_of(&memories)
}
