//! The groups that the help shows options in. What is in none comes first: input and output.

pub(super) const INIT: &str = "Who runs the constructors";
pub(super) const MEMORY: &str = "Memory";
pub(super) const TABLE: &str = "Table";
pub(super) const NAMES: &str = "Names";
pub(super) const PROOF: &str = "Proof and limits";
pub(super) const REWRITING: &str = "How the module is rewritten";
pub(super) const REPORTS: &str = "Reports";
