//! A part of a module's state: which instructions look at it, and which change it.

use wasmparser::ExternalKind;
use wasmparser::Operator;

use crate::inspect::access;
use crate::module::Module;

/// A part of a module's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::aot) enum StatePart {
    Global(u32),
    /// What a memory holds.
    Memory(u32),
    MemorySize(u32),
    /// What a table holds.
    Table(u32),
    TableSize(u32),
    /// The fields of all structs and arrays.
    Objects,
}

impl StatePart {
    /// What an import or export is, or holds.
    pub(in crate::aot) fn of(kind: ExternalKind, index: u32) -> Vec<Self> {
        match kind {
            ExternalKind::Memory => vec![Self::Memory(index), Self::MemorySize(index)],
            ExternalKind::Table => vec![Self::Table(index), Self::TableSize(index)],
            ExternalKind::Global => vec![Self::Global(index)],
            ExternalKind::Func | ExternalKind::FuncExact | ExternalKind::Tag => Vec::new(),
        }
    }

    /// What an instruction looks at.
    pub(in crate::aot) fn seen_by(operator: &Operator) -> Option<Self> {
        use Operator as O;
        Some(match *operator {
            O::GlobalGet { global_index } => Self::Global(global_index),
            O::MemorySize { mem } | O::MemoryGrow { mem } => Self::MemorySize(mem),
            O::MemoryCopy { src_mem, .. } => Self::Memory(src_mem),
            O::TableGet { table } | O::TableCopy { src_table: table, .. } => Self::Table(table),
            O::CallIndirect { table_index, .. } | O::ReturnCallIndirect { table_index, .. } => Self::Table(table_index),
            O::TableSize { table } | O::TableGrow { table } => Self::TableSize(table),
            O::StructGet { .. }
            | O::StructGetS { .. }
            | O::StructGetU { .. }
            | O::ArrayGet { .. }
            | O::ArrayGetS { .. }
            | O::ArrayGetU { .. }
            | O::ArrayCopy { .. } => Self::Objects,
            _ => Self::Memory(memory_of(access::loads(operator)?)),
        })
    }

    /// What an instruction changes.
    pub(in crate::aot) fn changed_by(operator: &Operator) -> Vec<Self> {
        use Operator as O;
        match *operator {
            O::GlobalSet { global_index } => vec![Self::Global(global_index)],
            O::MemoryGrow { mem } => vec![Self::MemorySize(mem)],
            O::MemoryCopy { dst_mem: mem, .. } | O::MemoryFill { mem } | O::MemoryInit { mem, .. } => {
                vec![Self::Memory(mem)]
            }
            O::TableSet { table }
            | O::TableFill { table }
            | O::TableInit { table, .. }
            | O::TableCopy { dst_table: table, .. } => vec![Self::Table(table)],
            O::TableGrow { table } => vec![Self::Table(table), Self::TableSize(table)],
            O::StructSet { .. }
            | O::ArraySet { .. }
            | O::ArrayFill { .. }
            | O::ArrayCopy { .. }
            | O::ArrayInitData { .. }
            | O::ArrayInitElem { .. } => vec![Self::Objects],
            _ if access::stores(operator) => {
                access::memarg(operator).map(|memarg| Self::Memory(memory_of(memarg))).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether it is the same with every host: the type allows no other size.
    pub(super) fn is_fixed(self, module: &Module) -> bool {
        let types = module.types.as_ref();
        match self {
            Self::MemorySize(index) => {
                let ty = types.memory_at(index);
                ty.maximum == Some(ty.initial)
            }
            Self::TableSize(index) => {
                let ty = types.table_at(index);
                ty.maximum == Some(ty.initial)
            }
            Self::Global(_) | Self::Memory(_) | Self::Table(_) | Self::Objects => false,
        }
    }

    /// Whether it can change at all.
    pub(super) fn is_mutable(self, module: &Module) -> bool {
        match self {
            Self::Global(index) => module.types.as_ref().global_at(index).mutable,
            _ => true,
        }
    }

    pub(super) fn is_memory(self) -> bool {
        matches!(self, Self::Memory(_) | Self::MemorySize(_))
    }

    /// Whether a module has structs or arrays, or may be given some.
    pub(super) fn has_objects(module: &Module) -> bool {
        let types = module.types.as_ref();
        (0..types.core_type_count_in_module()).any(|index| module.type_at(index).is_none())
    }
}

fn memory_of(memarg: wasmparser::MemArg) -> u32 {
    match memarg.target {
        wasmparser::MemArgTarget::Memory(index) => index,
        _ => 0,
    }
}
