//! Edits of tables.

use std::fmt;

/// One change of a table, which keeps its index.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableEdit {
    /// The table.
    pub table: u32,
    /// What changes.
    pub change: TableEditKind,
}

/// What changes of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TableEditKind {
    /// It is the first of the module's own, and becomes the last import. Its type, its limits and the segments that write elements to
    /// it stay. Before and after:
    ///
    /// ```wat
    /// (table 3 3 funcref)
    /// (elem (i32.const 1) $first $second)
    /// ```
    ///
    /// ```wat
    /// (import "env" "__indirect_function_table" (table 3 3 funcref))
    /// (elem (i32.const 1) $first $second)
    /// ```
    Import {
        /// The import's module name.
        module: String,
        /// The import's name.
        name: String,
    },
    /// It is the last that is imported, and becomes the first of the module's own: the other way round. All its elements are null at
    /// first, so it has as many as segments write to.
    Define {
        /// How many elements it has at first.
        minimum: u64,
    },
    /// It is exported.
    ///
    /// ```wat
    /// (export "__indirect_function_table" (table 0))
    /// ```
    Export {
        /// The export's name.
        name: String,
    },
}

impl fmt::Display for TableEdit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let table = self.table;
        match &self.change {
            TableEditKind::Import { module, name } => write!(f, "import table {table} from `{module}.{name}`"),
            TableEditKind::Define { minimum } => write!(f, "define table {table}, {minimum} elements"),
            TableEditKind::Export { name } => write!(f, "export `{name}`: table {table}"),
        }
    }
}
