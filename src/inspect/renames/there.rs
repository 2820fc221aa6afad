//! What imports are called, and what a rename means among them.

use std::collections::HashSet;

use crate::error::Error;
use crate::module::Module;
use crate::nearest::nearest;

/// Why a rename means nothing in a module, or not one thing.
pub(super) enum Unclear {
    /// Nothing has that name. The nearest that there is, if one is near.
    Unknown(String, Option<String>),
    /// Another reason, to which no other name helps.
    Refused(Error),
}

/// Which import is meant, and its new names.
pub(super) enum MeantImport<'o> {
    Module(&'o str, &'o str),
    One(&'o str, &'o str, (&'o str, &'o str)),
}

/// What imports are called.
pub(super) struct ImportNames<'m> {
    pub modules: HashSet<&'m str>,
    pub pairs: HashSet<(&'m str, &'m str)>,
}

impl<'m> ImportNames<'m> {
    pub fn of(module: &Module<'m>) -> Self {
        Self {
            modules: module.imports.iter().map(|import| import.module).collect(),
            pairs: module.imports.iter().map(|import| (import.module, import.name)).collect(),
        }
    }

    pub fn nearest(&self, name: &str) -> Option<String> {
        let joined: Vec<String> = self.pairs.iter().map(|(module, name)| format!("{module}.{name}")).collect();
        nearest(name, self.modules.iter().copied().chain(joined.iter().map(String::as_str))).map(str::to_owned)
    }
}
