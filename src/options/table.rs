//! What the user asks for of a table.

use crate::inspect::GivenTable;

/// How a table changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct TableOptions {
    /// The table that is meant, where there are several: the name of an export or an import, or an index.
    pub which: Option<String>,
    /// Who is to own it.
    pub owner: TableChoice,
    /// Whether to export it.
    pub export: TableExport,
}

/// Who is to own a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum TableChoice {
    /// As it is.
    #[default]
    Keep,
    /// The host: the module imports it under this module name and name.
    Import {
        /// The import's module name.
        module: String,
        /// The import's name.
        name: String,
    },
    /// The module.
    Define,
}

/// Whether to export a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum TableExport {
    /// As it is; a table that becomes the module's own is exported as `__indirect_function_table`.
    #[default]
    Keep,
    /// Under this name (and those that it has).
    Name(String),
    /// Not at all.
    No,
}

impl TableOptions {
    /// Whether anything is to change about a table.
    pub fn asks_for_anything(&self) -> bool {
        self.owner != TableChoice::Keep || self.export != TableExport::Keep
    }

    /// Whether a host is to have a table, among the exports or as an import.
    pub(crate) fn shares(&self) -> bool {
        matches!(self.owner, TableChoice::Import { .. }) || matches!(self.export, TableExport::Name(_))
    }

    /// The table that a host is to give, and the import that it becomes.
    pub(crate) fn given(&self) -> Option<GivenTable<'_>> {
        match &self.owner {
            TableChoice::Import { module, name } => Some(GivenTable { which: self.which.as_deref(), module, name }),
            TableChoice::Keep | TableChoice::Define => None,
        }
    }
}
