//! A function, as facts and messages name it.

/// A function of a module.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Function {
    /// Its index.
    pub func: u32,
    /// Its name as it is in the `name` section, mangled if the compiler did that.
    pub name: Option<String>,
    /// The module name and name of the import that brings it, if one does.
    pub import: Option<(String, String)>,
}
