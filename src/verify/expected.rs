//! What others see of a module, and what types its items have.

use std::convert::identity;

use super::compared::Compared;
use super::compared::same;
use crate::canonical::Side;
use crate::error::Error;
use crate::error::Result;
use crate::module::Memory;
use crate::module::Module;
use crate::plan::Outside;

/// The result looks from outside as the input does with the plan's edits.
pub(super) fn compare(compared: &Compared) -> Result<()> {
    let expected = Outside::after(compared.before, &compared.touched);
    let expected = expected.renamed(|target| compared.place(target));
    let expected = expected.ok_or_else(|| Error::bug("the result leaves out a function"))?;
    let found = Outside::of(compared.after, identity);
    same("the imports", &expected.imports, &found.imports)?;
    same("the exports", &expected.exports, &found.exports)?;
    same("the start function", &expected.start, &found.start)?;
    same("the memories' limits", &expected.memories, &found.memories)
}

/// What types the items of all index spaces have, as numbers that both modules share.
#[derive(Debug, PartialEq, Eq, Default)]
pub(super) struct ItemTypes {
    tables: Vec<[u64; 7]>,
    memories: Vec<(bool, bool, Option<u32>)>,
    globals: Vec<([u64; 4], bool, bool)>,
    tags: Vec<u64>,
}

impl ItemTypes {
    pub(super) fn of(compared: &Compared, side: Side, module: &Module) -> Self {
        let types = module.types.as_ref();
        let table = |index| {
            let ty = types.table_at(index);
            let [nullable, kind, heap] = compared.types.ref_type(side, ty.element_type);
            let flags = u64::from(ty.table64) | u64::from(ty.shared) << 1;
            let maximum = [ty.maximum.is_some().into(), ty.maximum.unwrap_or(0)];
            [nullable, kind, heap, flags, ty.initial, maximum[0], maximum[1]]
        };
        let global = |index| {
            let ty = types.global_at(index);
            (compared.types.val_type(side, ty.content_type), ty.mutable, ty.shared)
        };
        let memory = |memory: &Memory| {
            let ty = memory.ty;
            (ty.shared, ty.memory64, ty.page_size_log2)
        };
        let memories = module.memories.iter().map(memory).collect();
        Self {
            tables: (0..types.table_count()).map(table).collect(),
            memories: compared.numbering(side).memories.sorted(memories),
            globals: (0..types.global_count()).map(global).collect(),
            tags: (0..types.tag_count()).map(|index| compared.types.id(types.tag_at(index))).collect(),
        }
    }

    pub(super) fn add_guard(&mut self, compared: &Compared) {
        let i32 = compared.types.val_type(Side::Before, wasmparser::ValType::I32);
        self.globals.push((i32, true, false));
    }

    /// A table that becomes the module's own has as many elements as segments write to.
    pub(super) fn size_table(&mut self, table: u32, minimum: u64) {
        if let Some([.., initial, _, _]) = self.tables.get_mut(table as usize) {
            *initial = minimum;
        }
    }

    pub(super) fn compare(&self, found: &Self) -> Result<()> {
        same("the types of tables", &self.tables, &found.tables)?;
        same("the types of memories", &self.memories, &found.memories)?;
        same("the types of globals", &self.globals, &found.globals)?;
        same("the types of tags", &self.tags, &found.tags)
    }
}
