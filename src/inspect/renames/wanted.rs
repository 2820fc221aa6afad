//! What the user wants renamed.

/// Imports that get another name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RenameImport {
    /// All of a module name get another module name.
    Module {
        /// The module name.
        from: String,
        /// The new one.
        to: String,
    },
    /// All of a module name and name get others. That is one thing, which may be imported several times.
    One {
        /// The module name and the name.
        from: (String, String),
        /// The new ones.
        to: (String, String),
    },
    /// One of these as the command line has it, `OLD=NEW`: the imports that are there tell where which name ends.
    Written(String),
}

/// An export that is to have another name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RenameExport {
    /// By its name.
    One {
        /// The name.
        from: String,
        /// The new one.
        to: String,
    },
    /// The same as the command line has it, `OLD=NEW`: the exports that are there tell where the name ends.
    Written(String),
}
