//! A table that the host gives, or gives no longer.

use super::code::HostCode;
use crate::decide::TableChange;
use crate::inspect::TableFacts;

/// `is_only`: there is no other table.
pub(super) fn advice(change: &TableChange, table: &TableFacts, is_only: bool, code: HostCode) -> Option<String> {
    match change {
        TableChange::Import { module, name } | TableChange::Rename { module, name } => {
            Some(code.table(module, name, table))
        }
        TableChange::Define { .. } if is_only => Some("give it no table among the imports".to_owned()),
        TableChange::Define { .. } => {
            table.import.as_ref().map(|(module, name)| format!("give it no table `{module}.{name}` among the imports"))
        }
        TableChange::Export { .. } | TableChange::Hide { .. } => None,
    }
}
