//! Items that options can name: memories and tables.

use super::memory::MemoryFacts;

/// An item that is imported or the module's own, and may be exported.
pub trait Named {
    /// What one is called.
    const ONE: &'static str;
    /// What several are called.
    const SEVERAL: &'static str;

    /// Module and name that it is imported from.
    fn import(&self) -> Option<&(String, String)>;

    /// The names that it is exported under.
    fn exports(&self) -> &[String];

    /// Whether it is exported or imported under a name.
    fn is_called(&self, name: &str) -> bool {
        let is_import = |(module, own): &(String, String)| {
            own == name || name.strip_prefix(module.as_str()).and_then(|rest| rest.strip_prefix('.')) == Some(own)
        };
        self.exports().iter().any(|export| export == name) || self.import().is_some_and(is_import)
    }
}

impl Named for MemoryFacts {
    const ONE: &'static str = "memory";
    const SEVERAL: &'static str = "memories";

    fn import(&self) -> Option<&(String, String)> {
        self.import.as_ref()
    }

    fn exports(&self) -> &[String] {
        &self.exports
    }
}

/// The items that a name or a number means, with their indices; without one, all.
pub(crate) fn meant<'f, T: Named>(all: &'f [T], name: Option<&str>) -> Vec<(u32, &'f T)> {
    let numbered = |index: u32| Some((index, all.get(index as usize)?));
    let items = (0..).zip(all);
    match name {
        None => items.collect(),
        // What is listed has numbers, so a number goes before a name.
        Some(name) => match name.parse().ok().and_then(numbered) {
            Some(numbered) => vec![numbered],
            None => items.filter(|(_, item)| item.is_called(name)).collect(),
        },
    }
}
