//! What code reads that a host can reach among the exports, and so may have changed before the code runs.

use std::collections::HashMap;

use wasmparser::ExternalKind;
use wasmparser::MemArg;
use wasmparser::MemArgTarget;
use wasmparser::Operator;
use wasmparser::TypeRef;
use wasmparser::for_each_operator;

use crate::module::Function;
use crate::module::Module;

/// Something that is exported, and that a function may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exposed {
    /// What it is.
    pub kind: ExposedKind,
    /// The name of its first export.
    pub name: String,
    /// The function that may read it.
    pub reader: Function,
}

/// What can be exported and changed from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExposedKind {
    /// A memory: its content, or its size.
    Memory,
    /// A global that is mutable.
    Global,
    /// A table: what it holds, or its size.
    Table,
}

impl ExposedKind {
    /// The word for it.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Global => "global",
            Self::Table => "table",
        }
    }
}

/// The exports of a module that a host can write to: the name of the first for each item.
pub(super) struct Writable<'a> {
    memories: HashMap<u32, &'a str>,
    globals: HashMap<u32, &'a str>,
    tables: HashMap<u32, &'a str>,
}

impl<'a> Writable<'a> {
    pub fn of(module: &Module<'a>) -> Self {
        let named = |kind| {
            let exports = module.exports.iter().rev().filter(move |export| export.kind == kind);
            exports.map(|export| (export.index, export.name)).collect::<HashMap<u32, &str>>()
        };
        let mut globals = named(ExternalKind::Global);
        globals.retain(|index, _| is_mutable(module, *index));
        Self { memories: named(ExternalKind::Memory), globals, tables: named(ExternalKind::Table) }
    }

    /// One of them, if there are any.
    pub fn any(&self) -> Option<(ExposedKind, &'a str)> {
        let first = |kind, names: &HashMap<u32, &'a str>| names.iter().min().map(|(_, name)| (kind, *name));
        first(ExposedKind::Memory, &self.memories)
            .or_else(|| first(ExposedKind::Global, &self.globals))
            .or_else(|| first(ExposedKind::Table, &self.tables))
    }

    /// What an instruction reads of it, and the export's name.
    pub fn read(&self, operator: &Operator) -> Option<(ExposedKind, &'a str)> {
        let memory = |index: u32| Some((ExposedKind::Memory, *self.memories.get(&index)?));
        let table = |index: u32| Some((ExposedKind::Table, *self.tables.get(&index)?));
        match *operator {
            Operator::GlobalGet { global_index }
            | Operator::GlobalAtomicGet { global_index, .. }
            | Operator::GlobalAtomicRmwAdd { global_index, .. }
            | Operator::GlobalAtomicRmwSub { global_index, .. }
            | Operator::GlobalAtomicRmwAnd { global_index, .. }
            | Operator::GlobalAtomicRmwOr { global_index, .. }
            | Operator::GlobalAtomicRmwXor { global_index, .. }
            | Operator::GlobalAtomicRmwXchg { global_index, .. }
            | Operator::GlobalAtomicRmwCmpxchg { global_index, .. } => {
                Some((ExposedKind::Global, *self.globals.get(&global_index)?))
            }
            Operator::CallIndirect { table_index, .. } | Operator::ReturnCallIndirect { table_index, .. } => {
                table(table_index)
            }
            Operator::TableGet { table: index }
            | Operator::TableSize { table: index }
            | Operator::TableGrow { table: index }
            | Operator::TableCopy { src_table: index, .. }
            | Operator::TableAtomicGet { table_index: index, .. }
            | Operator::TableAtomicRmwXchg { table_index: index, .. }
            | Operator::TableAtomicRmwCmpxchg { table_index: index, .. } => table(index),
            Operator::MemorySize { mem } | Operator::MemoryGrow { mem } | Operator::MemoryCopy { src_mem: mem, .. } => {
                memory(mem)
            }
            _ if self.memories.is_empty() || only_stores(operator) => None,
            _ => match memarg(operator)?.target {
                MemArgTarget::Memory(index) => memory(index),
                MemArgTarget::Array(_) => None,
            },
        }
    }
}

fn is_mutable(module: &Module, global: u32) -> bool {
    let is_it = |import: &&crate::module::Import| import.index == global && matches!(import.ty, TypeRef::Global(_));
    match module.imports.iter().find(is_it).map(|import| import.ty) {
        Some(TypeRef::Global(ty)) => ty.mutable,
        _ => {
            let imported = module.imports.iter().filter(|import| matches!(import.ty, TypeRef::Global(_))).count();
            let defined = (global as usize).checked_sub(imported);
            defined.and_then(|at| module.globals().nth(at)).is_some_and(|global| global.ty.mutable)
        }
    }
}

/// Whether an instruction writes to memory and reads nothing of it.
fn only_stores(operator: &Operator) -> bool {
    matches!(
        operator,
        Operator::I32Store { .. }
            | Operator::I64Store { .. }
            | Operator::F32Store { .. }
            | Operator::F64Store { .. }
            | Operator::I32Store8 { .. }
            | Operator::I32Store16 { .. }
            | Operator::I64Store8 { .. }
            | Operator::I64Store16 { .. }
            | Operator::I64Store32 { .. }
            | Operator::V128Store { .. }
            | Operator::V128Store8Lane { .. }
            | Operator::V128Store16Lane { .. }
            | Operator::V128Store32Lane { .. }
            | Operator::V128Store64Lane { .. }
            | Operator::I32AtomicStore { .. }
            | Operator::I32AtomicStore8 { .. }
            | Operator::I32AtomicStore16 { .. }
            | Operator::I64AtomicStore { .. }
            | Operator::I64AtomicStore8 { .. }
            | Operator::I64AtomicStore16 { .. }
            | Operator::I64AtomicStore32 { .. }
    )
}

/// Where an instruction accesses memory. Every instruction that does has a field `memarg`: the name is given twice, once to
/// be compared and once to be used.
#[expect(unused_variables, reason = "the macro names every field of every instruction, and one is used")]
fn memarg(operator: &Operator) -> Option<MemArg> {
    macro_rules! field {
        () => {
            None
        };
        (memarg $it:ident $($rest:ident)*) => {
            Some(*$it)
        };
        ($first:ident $it:ident $($rest:ident)*) => {
            field!($($rest)*)
        };
    }
    macro_rules! fields {
        ($( @$proposal:ident $op:ident $({ $($field:ident: $ty:ty),* })? => $visit:ident ($($ann:tt)*))*) => {
            match operator {
                $( Operator::$op $({ $($field),* })? => field!($($($field $field)*)?), )*
                _ => None,
            }
        };
    }
    for_each_operator!(fields)
}
