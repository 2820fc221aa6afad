//! Who owns the memories, and who can reach them.

use strum::IntoStaticStr;
use strum::VariantNames;
use wasmparser::Data;
use wasmparser::DataKind;
use wasmparser::ExternalKind;
use wasmparser::MemoryType;
use wasmparser::Operator;

use super::written::WrittenFirst;
use crate::constant::constant;
use crate::error::Result;
use crate::module::Function;
use crate::module::Memory;
use crate::module::Module;

/// What a host can reach of a memory, and when: an exported one only once start has returned (WebAssembly/design#1160),
/// an imported one at any time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum Direction {
    /// There is no memory.
    None,
    /// Defined in the module and not exported: no host sees it.
    Private,
    /// Given by the host.
    Imported,
    /// Given by the host and exported to it as well.
    Both,
    /// The module's own, exported.
    Exported,
}

impl Direction {
    /// The direction of one memory, or one table.
    pub(crate) fn of(is_imported: bool, is_exported: bool) -> Self {
        match (is_imported, is_exported) {
            (true, true) => Self::Both,
            (true, false) => Self::Imported,
            (false, true) => Self::Exported,
            (false, false) => Self::Private,
        }
    }

    /// The direction of several memories together is that of the one that is hardest to reach.
    pub(crate) fn of_all(memories: &[MemoryFacts]) -> Self {
        memories.iter().map(MemoryFacts::direction).max().unwrap_or(Self::None)
    }

    /// The word for reports: `none`, `private`, `imported`, `both` or `exported`.
    pub fn keyword(self) -> &'static str {
        self.into()
    }
}

/// One memory.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MemoryFacts {
    /// Module and name that it is imported from.
    pub import: Option<(String, String)>,
    /// The names that it is exported under.
    pub exports: Vec<String>,
    /// Whether threads share it.
    pub shared: bool,
    /// Whether it is addressed by i64 (memory64).
    pub memory64: bool,
    /// Its initial size, in pages.
    pub minimum: u64,
    /// The most that it may grow to, in pages.
    pub maximum: Option<u64>,
    /// The size of a page as a power of two, if it is not 64 KiB.
    pub page_size_log2: Option<u32>,
    /// The first byte that lies behind all active data segments; unknown if the offset of one is not a constant. Of a memory of
    /// the module's own, only with [`InspectOptions::for_hosts`](super::InspectOptions::for_hosts) or
    /// [`InspectOptions::for_limits`](super::InspectOptions::for_limits).
    pub data_end: Option<u64>,
    /// Whether active data segments are written to it at each instantiation.
    pub is_written: bool,
    /// The first function that grows it. Only with [`InspectOptions::for_limits`](super::InspectOptions::for_limits).
    pub grown_by: Option<Function>,
    /// What of it is written before anything else happens; unknown if the offset of a data segment is not a constant. Only with
    /// [`InspectOptions::for_zeros`](super::InspectOptions::for_zeros).
    pub written: Option<WrittenFirst>,
}

impl MemoryFacts {
    /// The size of a page, in bytes.
    pub fn page_size(&self) -> u64 {
        1 << self.page_size_log2.unwrap_or(16)
    }

    /// What a host can reach of it.
    pub fn direction(&self) -> Direction {
        Direction::of(self.import.is_some(), !self.exports.is_empty())
    }
}

/// All memories. `looks_at_data`: also where data ends in those of the module's own; `looks_at_growth`: also what grows them.
pub(super) fn memories(module: &Module, looks_at_data: bool, looks_at_growth: bool) -> Result<Vec<MemoryFacts>> {
    let memories = module.memories.iter().zip(0..);
    let mut memories: Vec<MemoryFacts> =
        memories.map(|(memory, index)| observe(module, memory, index, looks_at_data)).collect();
    if looks_at_growth {
        look_for_growth(module, &mut memories)?;
    }
    Ok(memories)
}

fn look_for_growth(module: &Module, memories: &mut [MemoryFacts]) -> Result<()> {
    for func in module.imported_functions..module.function_count() {
        for operator in module.operators(func) {
            if let Operator::MemoryGrow { mem } = operator?.0
                && let Some(facts) = memories.get_mut(mem as usize).filter(|facts| facts.grown_by.is_none())
            {
                facts.grown_by = Some(module.function(func));
            }
        }
    }
    Ok(())
}

fn observe(module: &Module, memory: &Memory, index: u32, looks_at_data: bool) -> MemoryFacts {
    let MemoryType { memory64, shared, initial, maximum, page_size_log2 } = memory.ty;
    let import = memory.import.and_then(|import| module.imports.get(import));
    let exports = module.exports.iter().filter(|export| export.kind == ExternalKind::Memory && export.index == index);
    MemoryFacts {
        import: import.map(|import| (import.module.to_owned(), import.name.to_owned())),
        exports: exports.map(|export| export.name.to_owned()).collect(),
        shared,
        memory64,
        minimum: initial,
        maximum,
        page_size_log2,
        is_written: module.data().any(|segment| is_into(&segment, index)),
        data_end: (looks_at_data || import.is_some()).then(|| data_end(module, index)).flatten(),
        grown_by: None,
        written: None,
    }
}

fn is_into(segment: &Data, memory: u32) -> bool {
    matches!(segment.kind, DataKind::Active { memory_index, .. } if memory_index == memory)
}

fn data_end(module: &Module, memory: u32) -> Option<u64> {
    let mut end = 0;
    for segment in module.data() {
        let DataKind::Active { memory_index, offset_expr } = segment.kind else {
            continue;
        };
        if memory_index == memory {
            end = end.max(constant(&offset_expr)?.checked_add(segment.data.len() as u64)?);
        }
    }
    Some(end)
}
