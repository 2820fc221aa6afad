//! How many modules are initialised as they should be.

use anstyle::Style;

use super::Inspected;
use crate::decide::Fit;
use crate::hosts::Host;
use crate::report::lines::Lines;
use crate::report::lines::Title;
use crate::report::look::Look;

/// How several modules fare, counted as they come: with a host, or as far as that can be told without one.
pub struct Summary {
    host: Option<&'static Host>,
    modules: usize,
    good: usize,
    changes: usize,
    unfit: usize,
    unseen: usize,
    failed: usize,
    folders: usize,
}

impl Summary {
    /// Of modules for this host.
    pub fn new(host: Option<&'static Host>) -> Self {
        Self { host, modules: 0, good: 0, changes: 0, unfit: 0, unseen: 0, failed: 0, folders: 0 }
    }

    /// One more, which was looked at.
    pub fn add(&mut self, inspected: &Inspected) {
        self.modules += 1;
        let is_unfit = |(host, fit): &(&'static Host, Fit)| {
            self.host.is_some_and(|it| it.name == host.name) && matches!(fit, Fit::Unfit { .. })
        };
        let counted = match inspected.is_faulty(self.host) {
            true if inspected.hosts.iter().any(is_unfit) => &mut self.unfit,
            true => &mut self.changes,
            false if inspected.doubt().is_some() => &mut self.unseen,
            false => &mut self.good,
        };
        *counted += 1;
    }

    /// One more, which could not be looked at.
    pub fn fail(&mut self) {
        self.modules += 1;
        self.failed += 1;
    }

    /// A folder in which no modules were found.
    pub fn fail_folder(&mut self) {
        self.folders += 1;
    }

    /// What there is to say of them, as a line; none if there was no module.
    pub fn text(&self, look: Look) -> String {
        if self.modules == 0 {
            return String::new();
        }
        let with = self.host.map(|host| format!(" with {}", host.name)).unwrap_or_default();
        let (wrong, several_wrong) = match self.host {
            Some(_) => ("needs a change", "need a change"),
            None => ("is not initialised as it should be", "are not initialised as they should be"),
        };
        let said = [
            (self.good, "is initialised as it should be", "are initialised as they should be"),
            (self.changes, wrong, several_wrong),
            (self.unfit, "is unfit", "are unfit"),
            (self.unseen, "does not show who initialises it", "do not show who initialises them"),
            (self.failed, "could not be inspected", "could not be inspected"),
        ];
        let said = said.iter().filter(|(count, ..)| *count > 0);
        let said = said.map(|(count, one, several)| format!("{count} {}", if *count == 1 { one } else { several }));
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        let name = format!("{} module{}{with}", self.modules, plural(self.modules));
        let folders = format!("; no module was found in {} folder{}", self.folders, plural(self.folders));
        let folders = if self.folders > 0 { folders } else { String::new() };
        let said = said.collect::<Vec<_>>().join(", ") + &folders;
        Lines::new(0).shown(Some(Title { name: &name, said: Some(("", Style::new(), &said)) }), look)
    }
}
