//! What a module needs of its memories and tables: which of them JavaScript has to make, and how large they are then.

use std::collections::HashSet;

use wasmparser::MemoryType;
use wasmparser::TableType;

use crate::error::Error;
use crate::error::Result;
use crate::inspect::Facts;
use crate::inspect::MemoryFacts;

/// What the memories and tables have to be when the module is instantiated, by their indices.
#[derive(Debug, Clone)]
pub(super) struct Needs {
    /// How many pages the data of each memory takes, as far as that is known.
    pub pages: Vec<u64>,
    /// How many elements of each table are written.
    pub elements: Vec<u64>,
    /// The memory that WASI reads and writes.
    pub wasi: Option<u32>,
}

impl Needs {
    pub fn of(facts: &Facts) -> Self {
        let pages = |memory: &MemoryFacts| memory.data_end.unwrap_or_default().div_ceil(memory.page_size());
        Self {
            pages: facts.memories.iter().map(pages).collect(),
            elements: facts.tables.iter().map(|table| table.elements_end.unwrap_or_default()).collect(),
            wasi: of_wasi(facts),
        }
    }

    /// What is large enough for the data, as far as the declared maximum goes.
    pub fn memory(&self, index: u32, ty: MemoryType) -> MemoryType {
        MemoryType { initial: initial(&self.pages, index, ty.initial, ty.maximum), ..ty }
    }

    /// What is large enough for the elements.
    pub fn table(&self, index: u32, ty: TableType) -> TableType {
        TableType { initial: initial(&self.elements, index, ty.initial, ty.maximum), ..ty }
    }
}

fn initial(needed: &[u64], index: u32, declared: u64, maximum: Option<u64>) -> u64 {
    let needed = needed.get(index as usize).copied().unwrap_or_default();
    declared.max(needed.min(maximum.unwrap_or(needed)))
}

/// The name of WASI's memory (WASI preview 1, "Application ABI").
const MEMORY: &str = "memory";

fn is_memory(memory: &MemoryFacts) -> bool {
    memory.exports.iter().any(|name| name == MEMORY)
}

/// The memory that is exported as `memory`, or the only one.
pub(super) fn of_wasi(facts: &Facts) -> Option<u32> {
    let exported = (0..).zip(&facts.memories).find(|(_, memory)| is_memory(memory));
    exported.map(|(index, _)| index).or_else(|| (facts.memories.len() == 1).then_some(0))
}

/// The memory of the module's own that JavaScript has to make, if there is one: threads share theirs, and other hosts and imports look
/// for `memory` first.
pub(super) fn to_import(facts: &Facts) -> Option<usize> {
    let rank = |memory: &MemoryFacts| (memory.shared, is_memory(memory), !memory.exports.is_empty());
    let own = facts.memories.iter().enumerate().filter(|(_, memory)| memory.import.is_none());
    // Of equals the first: `max_by_key` takes the last.
    own.rev().max_by_key(|(_, memory)| rank(memory)).map(|(index, _)| index)
}

/// A name in `env` that nothing is imported by.
pub(super) fn free_name(facts: &Facts) -> String {
    let memories: HashSet<&(String, String)> =
        facts.memories.iter().filter_map(|memory| memory.import.as_ref()).collect();
    let is_free = |name: &String| {
        let import = ("env".to_owned(), name.clone());
        !facts.imports.contains(&import) && !memories.contains(&import)
    };
    let mut name = MEMORY.to_owned();
    let mut number = 0;
    while !is_free(&name) {
        number += 1;
        name = format!("{MEMORY}{number}");
    }
    name
}

/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if instances would have to share more memories than `instantiate` gets.
pub(super) fn one_is_shared(facts: &Facts) -> Result<()> {
    match facts.memories.iter().filter(|memory| memory.shared).count() {
        0 | 1 => Ok(()),
        count => Err(Error::refused(format!(
            "threads get one memory from each other, and {count} memories of the module are shared; share one of them"
        ))),
    }
}
