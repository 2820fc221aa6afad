//! Memories that become imported, or the module's own.
//!
//! No index moves: the first memory of the module's own becomes the last import, and the last import the first memory of the
//! module's own.

use std::ops::Range;

use super::content::SectionChange;
use super::entries::entries;
use super::entries::entry_of;
use super::entries::unread;
use super::entries::vector;
use super::entries::without;
use super::imports;
use super::imports::ImportChange;
use crate::error::Result;
use crate::module::Module;
use crate::module::format::kind;
use crate::module::format::section;
use crate::plan::Ownership;
use crate::plan::PageLimits;
use crate::plan::Touched;

/// What becomes of a memory in the two sections that memories are in.
#[derive(Default)]
pub(super) struct MemorySections {
    pub import: Option<ImportChange>,
    pub memories: Option<SectionChange>,
}

/// The two sections where a memory changes hands, or its limits change. None if that cannot be done here:
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
    let (import, memories) = if old.import.is_none() {
        let at = index - module.memories.iter().filter(|memory| memory.import.is_some()).count() as u32;
        let own = entries::<wasmparser::MemoryType>(module, section::MEMORY)?;
        let (_, place) = own.get(at as usize).ok_or_else(unread)?;
        let ty = written(place);
        match memory {
            Some(Ownership::Imported { module: from, name }) => {
                let entry = imports::import(from, name, kind::MEMORY, &ty);
                (Some(ImportChange::Add(entry)), Some(without(module, section::MEMORY, place)?))
            }
            _ => {
                let memories = vector(module, section::MEMORY)?.replacing(place, Some(ty));
                (None, Some(SectionChange::Replace(memories)))
            }
        }
    } else {
        let Some(import) = imports::imported(module, kind::MEMORY, index)? else {
            return Ok(None);
        };
        let ty = written(&import.ty);
        match memory {
            Some(Ownership::Defined { .. }) => {
                let memories = vector(module, section::MEMORY)?.behind(ty);
                (Some(ImportChange::Remove(import.at)), Some(SectionChange::Replace(memories)))
            }
            Some(Ownership::Imported { .. }) => return Err(unread()),
            None => (Some(ImportChange::Retype(import.at, ty)), None),
        }
    };
    Ok(Some(MemorySections { import, memories }))
}

fn changed_type(
    ty: wasmparser::MemoryType,
    ownership: Option<Ownership>,
    limits: Option<PageLimits>,
) -> wasmparser::MemoryType {
    let initial = match ownership {
        Some(Ownership::Defined { minimum }) => minimum,
        Some(Ownership::Imported { .. }) | None => ty.initial,
    };
    let PageLimits { minimum, maximum } = limits.unwrap_or(PageLimits { minimum: initial, maximum: ty.maximum });
    wasmparser::MemoryType { initial: minimum, maximum, ..ty }
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
