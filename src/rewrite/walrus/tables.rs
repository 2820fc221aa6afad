//! Tables that become imported, or the module's own.

use walrus::ImportId;
use walrus::TableId;

use crate::error::Error;
use crate::error::Result;
use crate::plan::TableEdit;
use crate::plan::TableEditKind;

pub(super) fn change(rebuilt: &mut walrus::Module, edit: &TableEdit) -> Result<()> {
    let id = table(rebuilt, edit.table)?;
    match &edit.change {
        TableEditKind::Import { module, name } => {
            let import = rebuilt.imports.add(module, name, id);
            let table = rebuilt.tables.get_mut(id);
            table.import = Some(import);
            // It was null: any other value is refused before.
            table.init = None;
        }
        TableEditKind::Define { minimum } => {
            let table = rebuilt.tables.get_mut(id);
            table.initial = *minimum;
            let import = import(table.import.take())?;
            rebuilt.imports.delete(import);
        }
        TableEditKind::Export { name } => drop(rebuilt.exports.add(name, id)),
    }
    Ok(())
}

fn table(rebuilt: &walrus::Module, index: u32) -> Result<TableId> {
    let table = rebuilt.tables.iter().nth(index as usize).map(walrus::Table::id);
    table.ok_or_else(|| Error::bug(format!("the plan names table {index}, which there is not")))
}

fn import(import: Option<ImportId>) -> Result<ImportId> {
    import.ok_or_else(|| Error::bug("the plan is about an imported table, and it is not imported"))
}
