//! A memory or table that a host makes: in JavaScript, and in words.

use wasmparser::RefType;

use crate::inspect::MemoryFacts;
use crate::inspect::TableFacts;
use crate::shown::pages;

/// A memory as JavaScript makes one (WebAssembly JavaScript Interface, `MemoryDescriptor`: 64-bit limits are of type BigInt).
pub(super) fn memory(memory: &MemoryFacts) -> String {
    let number = |pages: u64| if memory.memory64 { format!("{pages}n") } else { pages.to_string() };
    if memory.page_size_log2.is_some() {
        return memory_in_words(memory);
    }
    let address = if memory.memory64 { "address: \"i64\", " } else { "" };
    let maximum = memory.maximum.map(|maximum| format!(", maximum: {}", number(maximum))).unwrap_or_default();
    let shared = if memory.shared { ", shared: true" } else { "" };
    format!("new WebAssembly.Memory({{ {address}initial: {}{maximum}{shared} }})", number(memory.minimum))
}

pub(super) fn memory_in_words(memory: &MemoryFacts) -> String {
    let shared = if memory.shared { "shared " } else { "" };
    let size = memory.page_size_log2.map(|_| format!(" of {} bytes each", memory.page_size())).unwrap_or_default();
    let maximum = memory.maximum.map(|maximum| format!(", {maximum} at most")).unwrap_or_default();
    let wide = if memory.memory64 { ", with 64-bit addresses" } else { "" };
    format!("a {shared}memory of {}{size}{maximum}{wide}", pages(memory.minimum))
}

/// A table as JavaScript makes one (WebAssembly JavaScript Interface, `TableDescriptor` and `TableKind`: 64-bit limits are of type
/// BigInt).
pub(super) fn table(table: &TableFacts) -> String {
    let element = match table.element {
        RefType::FUNCREF => "anyfunc",
        RefType::EXTERNREF => "externref",
        _ => "",
    };
    if element.is_empty() || table.shared {
        return table_in_words(table);
    }
    let number = |elements: u64| if table.table64 { format!("{elements}n") } else { elements.to_string() };
    let address = if table.table64 { "address: \"i64\", " } else { "" };
    let maximum = table.maximum.map(|maximum| format!(", maximum: {}", number(maximum))).unwrap_or_default();
    format!("new WebAssembly.Table({{ {address}element: \"{element}\", initial: {}{maximum} }})", number(table.minimum))
}

pub(super) fn table_in_words(table: &TableFacts) -> String {
    let shared = if table.shared { "shared " } else { "" };
    let maximum = table.maximum.map(|maximum| format!(", {maximum} at most")).unwrap_or_default();
    let wide = if table.table64 { ", with 64-bit indices" } else { "" };
    format!("a {shared}table of {} with {} elements{maximum}{wide}", table.element, table.minimum)
}
