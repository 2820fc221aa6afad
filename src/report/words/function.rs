//! A function, by its index and its name.

use std::fmt;
use std::fmt::Display;
use std::fmt::Formatter;

use crate::inspect::Function;

/// ``func 3 `Counter::Counter` ``, `func 3`, or ``import `env.log` ``. Names are as people write them; a build without the command
/// line shows them as they are in the module.
impl Display for Function {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match (&self.import, &self.name) {
            (Some((module, name)), _) => write!(f, "import `{module}.{name}`"),
            (None, Some(name)) => write!(f, "func {} `{}`", self.func, shown(name)),
            (None, None) => write!(f, "func {}", self.func),
        }
    }
}

#[cfg(feature = "report")]
fn shown(name: &str) -> String {
    crate::report::names::demangle(name)
}

#[cfg(not(feature = "report"))]
fn shown(name: &str) -> &str {
    name
}
