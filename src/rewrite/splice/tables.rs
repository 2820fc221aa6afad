//! Tables that become imported, or the module's own.
//!
//! No index moves, as with memories.

use std::ops::Range;

use wasm_encoder::Encode;
use wasmparser::BinaryReader;
use wasmparser::FromReader;
use wasmparser::TableType;
use wasmparser::WasmFeatures;

use super::content::SectionChange;
use super::entries::entries;
use super::entries::unread;
use super::entries::vector;
use super::entries::without;
use super::imports;
use super::imports::ImportChange;
use crate::error::Result;
use crate::module::Module;
use crate::module::format::kind;
use crate::module::format::section;
use crate::module::format::table;
use crate::plan::Ownership;
use crate::plan::Touched;

/// What becomes of a table in the two sections that tables are in.
#[derive(Default)]
pub(super) struct TableSections {
    pub import: Option<ImportChange>,
    pub tables: Option<SectionChange>,
}

/// The two sections where a table changes hands. None if that cannot be done here: the import is one of a
/// group.
pub(super) fn changes(module: &Module, touched: &Touched) -> Result<Option<TableSections>> {
    let Some((index, ownership)) = touched.table else {
        return Ok(Some(TableSections::default()));
    };
    let first = module.types.as_ref().table_count() - module.tables.len() as u32;
    if let Some(at) = index.checked_sub(first) {
        let Ownership::Imported { module: from, name } = ownership else {
            return Err(unread());
        };
        let own = entries::<wasmparser::Table>(module, section::TABLE)?;
        let (_, place) = own.get(at as usize).ok_or_else(unread)?;
        let ty = bytes(module, &own_type(module, place)?)?;
        let import = ImportChange::Add(imports::import(from, name, kind::TABLE, ty));
        let tables = without(module, section::TABLE, place)?;
        return Ok(Some(TableSections { import: Some(import), tables: Some(tables) }));
    }
    let Some(import) = imports::imported(module, kind::TABLE, index)? else {
        return Ok(None);
    };
    let Ownership::Defined { minimum } = ownership else {
        return Err(unread());
    };
    let ty = with_minimum(module, &import.ty, minimum)?;
    let tables = SectionChange::Replace(vector(module, section::TABLE)?.behind(ty));
    Ok(Some(TableSections { import: Some(ImportChange::Remove(import.at)), tables: Some(tables) }))
}

/// Where the type lies in a table of the module's own: some have a value for all elements behind it, and say so before it.
fn own_type(module: &Module, place: &Range<usize>) -> Result<Range<usize>> {
    let has_value = bytes(module, place)?.starts_with(&table::WITH_VALUE);
    let start = place.start + if has_value { table::WITH_VALUE.len() } else { 0 };
    let mut reader = reader(module, start..place.end)?;
    TableType::from_reader(&mut reader)?;
    Ok(start..reader.original_position() as usize)
}

/// A table's type with another initial size: behind the type of what the table holds come flags, and then that size.
fn with_minimum(module: &Module, ty: &Range<usize>, minimum: u64) -> Result<Vec<u8>> {
    let mut reader = reader(module, ty.clone())?;
    if TableType::from_reader(&mut reader)?.initial == minimum {
        return Ok(bytes(module, ty)?.to_vec());
    }
    let mut reader = self::reader(module, ty.clone())?;
    wasmparser::RefType::from_reader(&mut reader)?;
    reader.read_u8()?;
    let before = ty.start..reader.original_position() as usize;
    reader.read_var_u64()?;
    let behind = reader.original_position() as usize..ty.end;
    let mut size = Vec::new();
    minimum.encode(&mut size);
    Ok([bytes(module, &before)?, &size, bytes(module, &behind)?].concat())
}

fn bytes<'m>(module: &'m Module, place: &Range<usize>) -> Result<&'m [u8]> {
    module.bytes.get(place.clone()).ok_or_else(unread)
}

fn reader<'m>(module: &'m Module, place: Range<usize>) -> Result<BinaryReader<'m>> {
    Ok(BinaryReader::new_features(bytes(module, &place)?, place.start as u64, WasmFeatures::all()))
}
