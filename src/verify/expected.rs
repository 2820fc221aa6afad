//! What others see of a module: imports, exports, start.

use wasmparser::ExternalKind;

use super::Compared;
use super::same;
use crate::canonical::Side;
use crate::error::Error;
use crate::error::Result;
use crate::module::Module;
use crate::plan::Edit;
use crate::plan::Target;

/// The outside of a module, in order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Interface {
    imports: Vec<Import>,
    exports: Vec<Export>,
    start: Option<u32>,
    /// The minimum of each memory, in pages: the plan may raise it.
    memories: Vec<u64>,
}

#[derive(Debug, PartialEq, Eq)]
struct Import {
    module: String,
    name: String,
    kind: ExternalKind,
    index: u32,
}

#[derive(Debug, PartialEq, Eq)]
struct Export {
    name: String,
    kind: ExternalKind,
    index: u32,
}

impl Interface {
    pub(super) fn found(module: &Module) -> Self {
        Self {
            imports: module.imports.iter().map(import).collect(),
            exports: module
                .exports
                .iter()
                .map(|export| Export {
                    name: export.name.to_owned(),
                    kind: function_or(export.kind),
                    index: export.index,
                })
                .collect(),
            start: module.start,
            memories: module.memories.iter().map(|memory| memory.ty.initial).collect(),
        }
    }

    /// The input's outside with the plan's edits.
    pub(super) fn expected(compared: &Compared) -> Result<Self> {
        let mut interface = Self::found(compared.before);
        for export in interface.exports.iter_mut().filter(|export| export.kind == ExternalKind::Func) {
            // One that goes must be no export any more when all edits are made: then this is no index that there is.
            export.index = compared.function(export.index).unwrap_or(u32::MAX);
        }
        if let Some(start) = &mut interface.start {
            *start = compared.function(*start).unwrap_or(u32::MAX);
        }
        for edit in compared.plan.edits() {
            interface.edit(edit, compared)?;
        }
        Ok(interface)
    }

    fn edit(&mut self, edit: &Edit, compared: &Compared) -> Result<()> {
        let target = |target: &Target| match target {
            Target::Old(func) => compared.function(*func).ok_or_else(unknown),
            Target::New(added) => compared.functions.added.get(added.number()).copied().ok_or_else(unknown),
        };
        match edit {
            Edit::AddGuard | Edit::AddFunction { .. } | Edit::DropCall { .. } | Edit::DropFunction { .. } => {}
            Edit::SetStart(to) => self.start = Some(target(to)?),
            Edit::RemoveStart => self.start = None,
            Edit::AddExport { name, to } => self.export(name, ExternalKind::Func, target(to)?),
            Edit::ExportMemory { memory, name } => self.export(name, ExternalKind::Memory, *memory),
            Edit::RetargetExport { name, to } => {
                let to = target(to)?;
                for export in self.exports.iter_mut().filter(|export| export.name == *name) {
                    export.index = to;
                }
            }
            Edit::RemoveExport { name } => self.exports.retain(|export| export.name != *name),
            Edit::ImportMemory { memory, module, name } => self.imports.push(Import {
                module: module.clone(),
                name: name.clone(),
                kind: ExternalKind::Memory,
                index: *memory,
            }),
            Edit::RenameMemoryImport { module, name, .. } => {
                for import in self.imports.iter_mut().filter(|import| import.kind == ExternalKind::Memory) {
                    import.module.clone_from(module);
                    import.name.clone_from(name);
                }
            }
            Edit::DefineMemory { minimum, .. } => {
                self.imports.retain(|import| import.kind != ExternalKind::Memory);
                self.memories = vec![*minimum];
            }
        }
        Ok(())
    }

    fn export(&mut self, name: &str, kind: ExternalKind, index: u32) {
        let name = name.to_owned();
        self.exports.push(Export { name, kind, index });
    }

    pub(super) fn compare(&self, found: &Self) -> Result<()> {
        same("the imports", &self.imports, &found.imports)?;
        same("the exports", &self.exports, &found.exports)?;
        same("the start function", &self.start, &found.start)?;
        same("the memories' sizes", &self.memories, &found.memories)
    }
}

fn import(import: &crate::module::Import) -> Import {
    use wasmparser::TypeRef;
    Import {
        module: import.module.to_owned(),
        name: import.name.to_owned(),
        kind: match import.ty {
            TypeRef::Func(_) | TypeRef::FuncExact(_) => ExternalKind::Func,
            TypeRef::Table(_) => ExternalKind::Table,
            TypeRef::Memory(_) => ExternalKind::Memory,
            TypeRef::Global(_) => ExternalKind::Global,
            TypeRef::Tag(_) => ExternalKind::Tag,
        },
        index: import.index,
    }
}

fn function_or(kind: ExternalKind) -> ExternalKind {
    match kind {
        ExternalKind::FuncExact => ExternalKind::Func,
        kind => kind,
    }
}

fn unknown() -> Error {
    Error::bug("the result leaves out a function")
}

/// What types the items of all index spaces have, as numbers that both modules share.
#[derive(Debug, PartialEq, Eq, Default)]
pub(super) struct ItemTypes {
    tables: Vec<[u64; 7]>,
    memories: Vec<(bool, bool, Option<u64>, Option<u32>)>,
    globals: Vec<([u64; 4], bool, bool)>,
    tags: Vec<u64>,
}

impl ItemTypes {
    pub(super) fn of(compared: &Compared, side: Side, module: &Module) -> Self {
        let types = module.types.as_ref();
        let table = |index| {
            let ty = types.table_at(index);
            let [nullable, kind, heap] = compared.types.ref_type(side, ty.element_type);
            let flags = u64::from(ty.table64) | u64::from(ty.shared) << 1;
            let maximum = [ty.maximum.is_some().into(), ty.maximum.unwrap_or(0)];
            [nullable, kind, heap, flags, ty.initial, maximum[0], maximum[1]]
        };
        let global = |index| {
            let ty = types.global_at(index);
            (compared.types.val_type(side, ty.content_type), ty.mutable, ty.shared)
        };
        Self {
            tables: (0..types.table_count()).map(table).collect(),
            memories: module
                .memories
                .iter()
                .map(|memory| {
                    let ty = memory.ty;
                    (ty.shared, ty.memory64, ty.maximum, ty.page_size_log2)
                })
                .collect(),
            globals: (0..types.global_count()).map(global).collect(),
            tags: (0..types.tag_count()).map(|index| compared.types.id(types.tag_at(index))).collect(),
        }
    }

    pub(super) fn add_guard(&mut self, compared: &Compared) {
        let i32 = compared.types.val_type(Side::Before, wasmparser::ValType::I32);
        self.globals.push((i32, true, false));
    }

    pub(super) fn compare(&self, found: &Self) -> Result<()> {
        same("the types of tables", &self.tables, &found.tables)?;
        same("the types of memories", &self.memories, &found.memories)?;
        same("the types of globals", &self.globals, &found.globals)?;
        same("the types of tags", &self.tags, &found.tags)
    }
}
