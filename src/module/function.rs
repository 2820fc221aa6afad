//! A function, as facts and messages name it.

use std::fmt;

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

impl fmt::Display for Function {
    /// ``func 3 `name` ``, `func 3`, or ``import `env.log` ``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.import, &self.name) {
            (Some((module, name)), _) => write!(f, "import `{module}.{name}`"),
            (None, Some(name)) => write!(f, "func {} `{name}`", self.func),
            (None, None) => write!(f, "func {}", self.func),
        }
    }
}
