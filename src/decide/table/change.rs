//! What changes in a table.

use crate::inspect::TableFacts;

/// One change to a table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableFix {
    /// The table, by its index, which stays.
    pub table: u32,
    /// The change.
    pub change: TableChange,
}

/// What changes in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TableChange {
    /// The module's own table becomes imported.
    Import {
        /// The import's module name.
        module: String,
        /// The import's name.
        name: String,
    },
    /// The import gets another name.
    Rename {
        /// The import's new module name.
        module: String,
        /// The import's new name.
        name: String,
    },
    /// The imported table becomes the module's own.
    Define {
        /// How many elements it has at first.
        minimum: u64,
    },
    /// It is exported.
    Export {
        /// The export's name.
        name: String,
    },
    /// Its exports go.
    Hide {
        /// Their names: all that it has.
        names: Vec<String>,
    },
}

impl TableChange {
    /// A table with this change made.
    pub(crate) fn made(&self, mut table: TableFacts) -> TableFacts {
        match self {
            Self::Import { module, name } | Self::Rename { module, name } => {
                table.import = Some((module.clone(), name.clone()));
            }
            Self::Define { minimum } => {
                table.import = None;
                table.minimum = *minimum;
            }
            Self::Export { name } => table.exports.push(name.clone()),
            Self::Hide { names: _ } => table.exports.clear(),
        }
        table
    }
}
