//! A table that the host gives, or gives no longer.

use wasmparser::RefType;

use super::key::key;
use crate::decide::TableChange;
use crate::inspect::TableFacts;

/// `is_only`: there is no other table.
pub(super) fn advice(change: &TableChange, table: &TableFacts, is_only: bool) -> Option<String> {
    match change {
        TableChange::Import { module, name } | TableChange::Rename { module, name } => {
            Some(format!("give it the imports {{ {}: {{ {}: {} }} }}", key(module), key(name), constructed(table)))
        }
        TableChange::Define { .. } if is_only => Some("give it no table among the imports".to_owned()),
        TableChange::Define { .. } => {
            table.import.as_ref().map(|(module, name)| format!("give it no table `{module}.{name}` among the imports"))
        }
        TableChange::Export { .. } | TableChange::Hide { .. } => None,
    }
}

/// A table as JavaScript makes one (WebAssembly JavaScript Interface, `TableDescriptor` and `TableKind`: 64-bit limits are of type
/// BigInt).
fn constructed(table: &TableFacts) -> String {
    let element = match table.element {
        RefType::FUNCREF => "anyfunc",
        RefType::EXTERNREF => "externref",
        _ => "",
    };
    if element.is_empty() || table.shared {
        let shared = if table.shared { "shared " } else { "" };
        let maximum = table.maximum.map(|maximum| format!(", {maximum} at most")).unwrap_or_default();
        return format!("a {shared}table of {} with {} elements{maximum}", table.element, table.minimum);
    }
    let number = |elements: u64| if table.table64 { format!("{elements}n") } else { elements.to_string() };
    let address = if table.table64 { "address: \"i64\", " } else { "" };
    let maximum = table.maximum.map(|maximum| format!(", maximum: {}", number(maximum))).unwrap_or_default();
    format!("new WebAssembly.Table({{ {address}element: \"{element}\", initial: {}{maximum} }})", number(table.minimum))
}
