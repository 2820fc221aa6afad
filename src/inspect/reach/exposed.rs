//! What code reads that a host can reach, among the exports or because it is the host's, and so may have changed before the code runs.

use std::collections::HashMap;

use strum::IntoStaticStr;
use strum::VariantNames;
use wasmparser::ExternalKind;
use wasmparser::MemArgTarget;
use wasmparser::Operator;
use wasmparser::TypeRef;

use crate::inspect::Renames;
use crate::inspect::access::loads;
use crate::inspect::access::memarg;
use crate::inspect::access::stores;
use crate::inspect::globals;
use crate::module::Function;
use crate::module::Module;

/// Something that a host can reach, and that a function may access.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exposed {
    /// What it is.
    pub kind: ExposedKind,
    /// The name of its first export; of an import, `MODULE.NAME`.
    pub name: String,
    /// The function that may access it.
    pub by: Function,
}

impl Exposed {
    /// Gives it the name that it has from now on.
    pub(crate) fn rename(&mut self, renames: &Renames) {
        let kind = match self.kind {
            ExposedKind::Memory | ExposedKind::Global | ExposedKind::Table => {
                self.name = renames.export(&self.name).to_owned();
                return;
            }
            ExposedKind::ImportedMemory => ExternalKind::Memory,
            ExposedKind::ImportedGlobal => ExternalKind::Global,
        };
        let named = |(module, name): &(String, String)| format!("{module}.{name}");
        let new = renames.imports.iter().find(|import| import.kind == kind && named(&import.from) == self.name);
        if let Some(import) = new {
            self.name = named(&import.to);
        }
    }
}

/// What can be changed from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum ExposedKind {
    /// A memory: its content, or its size.
    Memory,
    /// The same, if it is the host's, and not exported. Only what is written there counts.
    ImportedMemory,
    /// A global that is mutable.
    Global,
    /// The same, if it is the host's, and not exported.
    ImportedGlobal,
    /// A table: what it holds, or its size.
    Table,
}

/// lld's global for the stack (`lld/wasm/Driver.cpp`, `createSyntheticSymbols`).
const STACK_POINTER: &str = "__stack_pointer";

impl ExposedKind {
    /// The word for it.
    pub fn keyword(self) -> &'static str {
        self.into()
    }
}

/// What a host can write to: the name of the first export for each item. Imported memory is not counted, since who owns it decides.
pub(super) struct Writable<'a> {
    memories: HashMap<u32, &'a str>,
    globals: HashMap<u32, &'a str>,
    imported: HashMap<u32, String>,
    imported_memories: HashMap<u32, String>,
    tables: HashMap<u32, &'a str>,
}

impl<'a> Writable<'a> {
    pub fn of(module: &Module<'a>) -> Self {
        let named = |kind| {
            let exports = module.exports.iter().rev().filter(move |export| export.kind == kind);
            exports.map(|export| (export.index, export.name)).collect::<HashMap<u32, &str>>()
        };
        let mut globals = named(ExternalKind::Global);
        let mutable = globals::mutable(module);
        globals.retain(|index, _| mutable.get(*index as usize).is_none_or(|mutable| *mutable));
        let imported = imported_globals(module);
        let imported_memories = imported_memories(module);
        let (memories, tables) = (named(ExternalKind::Memory), named(ExternalKind::Table));
        Self { memories, globals, imported, imported_memories, tables }
    }

    /// One of each kind, if there are any.
    pub fn all(&self) -> impl Iterator<Item = (ExposedKind, &str)> {
        let kinds = [
            (ExposedKind::Memory, &self.memories),
            (ExposedKind::Global, &self.globals),
            (ExposedKind::Table, &self.tables),
        ];
        let exported = kinds.into_iter().filter_map(|(kind, names)| names.iter().min().map(|(_, name)| (kind, *name)));
        let imported = self.imported.iter().min().map(|(_, name)| (ExposedKind::ImportedGlobal, name.as_str()));
        exported.chain(imported)
    }

    /// What an instruction reads of it, and its name.
    pub fn read(&self, operator: &Operator) -> Option<(ExposedKind, &str)> {
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
                let exported = self.globals.get(&global_index).map(|name| (ExposedKind::Global, *name));
                let imported = || Some((ExposedKind::ImportedGlobal, self.imported.get(&global_index)?.as_str()));
                exported.or_else(imported)
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
            _ if self.memories.is_empty() => None,
            _ => match loads(operator)?.target {
                MemArgTarget::Memory(index) => memory(index),
                MemArgTarget::Array(_) => None,
            },
        }
    }
}

impl Writable<'_> {
    /// What an instruction writes to of it, and its name.
    pub fn written(&self, operator: &Operator) -> Option<(ExposedKind, &str)> {
        let memory = |index: u32| {
            let exported = self.memories.get(&index).map(|name| (ExposedKind::Memory, *name));
            let imported = || Some((ExposedKind::ImportedMemory, self.imported_memories.get(&index)?.as_str()));
            exported.or_else(imported)
        };
        let table = |index: u32| Some((ExposedKind::Table, *self.tables.get(&index)?));
        match *operator {
            Operator::GlobalSet { global_index } | Operator::GlobalAtomicSet { global_index, .. } => {
                let exported = self.globals.get(&global_index).map(|name| (ExposedKind::Global, *name));
                exported.or_else(|| Some((ExposedKind::ImportedGlobal, self.imported.get(&global_index)?.as_str())))
            }
            Operator::TableSet { table: index }
            | Operator::TableFill { table: index }
            | Operator::TableGrow { table: index }
            | Operator::TableInit { table: index, .. }
            | Operator::TableCopy { dst_table: index, .. } => table(index),
            Operator::MemoryFill { mem }
            | Operator::MemoryGrow { mem }
            | Operator::MemoryInit { mem, .. }
            | Operator::MemoryCopy { dst_mem: mem, .. } => memory(mem),
            _ if !stores(operator) => None,
            _ => match memarg(operator)?.target {
                MemArgTarget::Memory(index) => memory(index),
                MemArgTarget::Array(_) => None,
            },
        }
    }
}

/// Memories that are the host's, by index.
fn imported_memories(module: &Module) -> HashMap<u32, String> {
    let memories = module.imports.iter().filter(|import| matches!(import.ty, TypeRef::Memory(_)));
    (0..).zip(memories).map(|(index, import)| (index, format!("{}.{}", import.module, import.name))).collect()
}

/// Mutable globals that are the host's, but for the address of a stack, which it sets before anything runs.
fn imported_globals(module: &Module) -> HashMap<u32, String> {
    let globals = module.imports.iter().filter_map(|import| match import.ty {
        TypeRef::Global(ty) => Some((import, ty.mutable)),
        _ => None,
    });
    let written = (0..).zip(globals).filter(|(_, (import, mutable))| *mutable && import.name != STACK_POINTER);
    written.map(|(index, (import, _))| (index, format!("{}.{}", import.module, import.name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Result;

    /// What a body reads of the exports of a module that exports everything it has, and has each thing twice.
    fn reads(body: &str) -> Result<Vec<(ExposedKind, String)>> {
        let text = format!(
            r#"(module
              (global $given (import "env" "given") (mut i32)) (global (import "env" "constant") i32)
              (global $stack (import "env" "__stack_pointer") (mut i32))
              (memory $m (export "m") 1 9 shared) (memory $own 1 9 shared)
              (global $g (export "g") (mut i32) (i32.const 0)) (global $constant (export "constant") i32 (i32.const 0))
              (global $private (mut i32) (i32.const 0))
              (table $t (export "t") 1 funcref) (table $u 1 funcref)
              (elem $elements funcref (ref.null func)) (data $data "") (type $nothing (func))
              (func (local i32 i64 f32 f64 v128) {body}))"#
        );
        let wasm = wat::parse_str(&text).expect(body);
        let module = Module::parse(&wasm)?;
        let writable = Writable::of(&module);
        let mut reads = Vec::new();
        for operator in module.operators(0) {
            let read = writable.read(&operator?.0);
            reads.extend(read.map(|(kind, name)| (kind, name.to_owned())));
        }
        Ok(reads)
    }

    #[test]
    fn what_is_written_to_is_seen() -> Result<()> {
        let wasm = wat::parse_str(
            r#"(module
              (import "env" "given" (global $given (mut i32))) (import "env" "memory" (memory $host 1))
              (memory $m (export "m") 1) (memory $own 1) (global $g (export "g") (mut i32) (i32.const 0))
              (table $t (export "t") 1 funcref) (elem $elements funcref (ref.null func)) (data $data "")
              (func (i32.store $m (i32.const 0) (i32.const 0))) (func (memory.fill $m (i32.const 0) (i32.const 0) (i32.const 1)))
              (func (memory.copy $m $own (i32.const 0) (i32.const 0) (i32.const 1)))
              (func (global.set $g (i32.const 0))) (func (table.set $t (i32.const 0) (ref.null func)))
              (func (drop (i32.load $m (i32.const 0)))) (func (i32.store $own (i32.const 0) (i32.const 0)))
              (func (memory.copy $own $m (i32.const 0) (i32.const 0) (i32.const 1)))
              (func (i32.store $host (i32.const 0) (i32.const 0))) (func (global.set $given (i32.const 0))))"#,
        )
        .expect("text");
        let module = Module::parse(&wasm)?;
        let writable = Writable::of(&module);
        let mut writes = Vec::new();
        for func in 0..module.function_count() {
            for operator in module.operators(func) {
                writes.extend(writable.written(&operator?.0).map(|(kind, _)| (func, kind)));
            }
        }
        let memory = ExposedKind::Memory;
        let own = [(0, memory), (1, memory), (2, memory), (3, ExposedKind::Global), (4, ExposedKind::Table)];
        assert_eq!(writes[..5], own);
        assert_eq!(writes[5..], [(8, ExposedKind::ImportedMemory), (9, ExposedKind::ImportedGlobal)]);
        Ok(())
    }

    #[track_caller]
    fn are(kind: ExposedKind, name: &str, bodies: &[&str]) {
        for body in bodies {
            assert_eq!(reads(body).expect(body), [(kind, name.to_owned())], "{body}");
        }
    }

    #[test]
    fn what_reads_memory_is_seen() {
        const LOADS: &[&str] = &[
            "(drop (i32.load (i32.const 0)))",
            "(drop (i64.load32_u (i32.const 0)))",
            "(drop (f32.load (i32.const 0)))",
            "(drop (f64.load (i32.const 0)))",
            "(drop (v128.load (i32.const 0)))",
            "(drop (v128.load8_splat (i32.const 0)))",
            "(drop (v128.load32_zero (i32.const 0)))",
            "(drop (v128.load8_lane 0 (i32.const 0) (local.get 4)))",
            "(drop (i32.atomic.load8_u (i32.const 0)))",
            "(drop (i64.atomic.rmw.add (i32.const 0) (i64.const 0)))",
            "(drop (i32.atomic.rmw.cmpxchg (i32.const 0) (i32.const 0) (i32.const 0)))",
            "(drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const 0)))",
            "(drop (memory.atomic.notify (i32.const 0) (i32.const 0)))",
            "(drop (memory.size))",
            "(drop (memory.grow (i32.const 1)))",
            "(memory.copy (i32.const 0) (i32.const 0) (i32.const 1))",
            "(memory.copy $own $m (i32.const 0) (i32.const 0) (i32.const 1))",
        ];
        are(ExposedKind::Memory, "m", LOADS);
    }

    #[test]
    fn what_reads_globals_and_tables_is_seen() {
        are(ExposedKind::Global, "g", &["(drop (global.get $g))"]);
        are(ExposedKind::ImportedGlobal, "env.given", &["(drop (global.get $given))"]);
        const READS: &[&str] = &[
            "(call_indirect $t (type $nothing) (i32.const 0))",
            "(return_call_indirect $t (type $nothing) (i32.const 0))",
            "(drop (table.get $t (i32.const 0)))",
            "(drop (table.size $t))",
            "(drop (table.grow $t (ref.null func) (i32.const 1)))",
            "(table.copy $u $t (i32.const 0) (i32.const 0) (i32.const 1))",
        ];
        are(ExposedKind::Table, "t", READS);
    }

    #[test]
    fn what_only_writes_or_is_the_modules_own_is_not() {
        let others = [
            "(i32.store (i32.const 0) (i32.const 0))",
            "(i64.store8 (i32.const 0) (i64.const 0))",
            "(v128.store (i32.const 0) (local.get 4))",
            "(v128.store8_lane 0 (i32.const 0) (local.get 4))",
            "(i32.atomic.store (i32.const 0) (i32.const 0))",
            "(memory.fill (i32.const 0) (i32.const 0) (i32.const 1))",
            "(memory.init $data (i32.const 0) (i32.const 0) (i32.const 0))",
            "(memory.copy $m $own (i32.const 0) (i32.const 0) (i32.const 1))",
            "(drop (i32.load $own (i32.const 0)))",
            "(drop (memory.size $own))",
            "(drop (global.get $constant))",
            "(drop (global.get 1))",
            "(drop (global.get $stack))",
            "(global.set $given (i32.const 0))",
            "(drop (global.get $private))",
            "(global.set $g (i32.const 0))",
            "(table.set $t (i32.const 0) (ref.null func))",
            "(table.init $t $elements (i32.const 0) (i32.const 0) (i32.const 1))",
            "(drop (table.get $u (i32.const 0)))",
            "(call_indirect $u (type $nothing) (i32.const 0))",
        ];
        for body in others {
            assert_eq!(reads(body).expect(body), [], "{body}");
        }
    }
}
