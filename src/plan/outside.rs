//! What edits do, said once: which sections they change, what becomes of functions, and what others see of a module.
//!
//! Both matches over [`Edit`] name every variant: a new one does not compile before it stands here.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;

use wasmparser::ExternalKind;
use wasmparser::MemoryType;
use wasmparser::TypeRef;

use super::Body;
use super::Edit;
use super::Plan;
use super::Target;
use super::tables::TableEdit;
use super::tables::TableEditKind;
use crate::module;
use crate::module::MemoryPlaces;
use crate::module::Module;
use crate::module::format::section;

/// A section that an edit can change. Its number is the section's id in the specification's binary format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
#[non_exhaustive]
pub enum SectionKind {
    /// The custom section `name`.
    Names = 0,
    /// Types.
    Type = section::TYPE,
    /// Imports.
    Import = section::IMPORT,
    /// The types of functions.
    Function = section::FUNCTION,
    /// Tables.
    Table = section::TABLE,
    /// Memories.
    Memory = section::MEMORY,
    /// Globals.
    Global = section::GLOBAL,
    /// Exports.
    Export = section::EXPORT,
    /// The start function.
    Start = section::START,
    /// Element segments.
    Element = section::ELEMENT,
    /// Function bodies.
    Code = section::CODE,
    /// Data segments.
    Data = section::DATA,
    /// How many data segments there are.
    DataCount = section::DATA_COUNT,
}

impl SectionKind {
    /// The section's id; 0 for `name`, which is a custom section.
    pub fn id(self) -> u8 {
        self as u8
    }
}

impl Edit {
    /// The sections that the edit may change. All others keep their bytes, as far as their indices stay the same.
    pub fn sections(&self) -> &'static [SectionKind] {
        use SectionKind as Kind;
        match self {
            Self::AddGuard => &[Kind::Global],
            Self::AddFunction { .. } => &[Kind::Type, Kind::Function, Kind::Code, Kind::Names],
            Self::DropCall { .. } => &[Kind::Code],
            // Later functions get other indices, and all of these name functions.
            Self::DropFunction { .. } => &[
                Kind::Function,
                Kind::Table,
                Kind::Global,
                Kind::Export,
                Kind::Start,
                Kind::Element,
                Kind::Code,
                Kind::Names,
            ],
            Self::SetStart(_) | Self::RemoveStart => &[Kind::Start],
            // Where only the export declared a function for `ref.func`, an element segment declares it instead.
            Self::RetargetExport { .. } | Self::RemoveExport { .. } => &[Kind::Export, Kind::Element],
            Self::AddExport { .. } | Self::ExportMemory { .. } => &[Kind::Export],
            // All of these name memories.
            Self::ImportMemory { memory, place, .. } | Self::DefineMemory { memory, place, .. } if memory != place => {
                &[Kind::Import, Kind::Memory, Kind::Export, Kind::Code, Kind::Data, Kind::Names]
            }
            Self::ImportMemory { .. } | Self::DefineMemory { .. } => &[Kind::Import, Kind::Memory],
            Self::RenameImport { .. } => &[Kind::Import],
            Self::RenameExport { .. } => &[Kind::Export],
            Self::Table(edit) => match edit.change {
                TableEditKind::Import { .. } | TableEditKind::Define { .. } => &[Kind::Import, Kind::Table],
                TableEditKind::Export { .. } => &[Kind::Export],
            },
            Self::LimitMemory { .. } => &[Kind::Import, Kind::Memory],
            Self::MakePassive { .. } => &[Kind::DataCount, Kind::Data],
        }
    }
}

/// What gets other indices by a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Moves {
    /// Functions, since others go.
    Functions,
    /// Memories, since one becomes an import or the module's own.
    Memories,
}

/// A plan's edits, sorted by what they touch. Lists are in the plan's order.
#[derive(Debug, Default)]
pub(crate) struct Touched<'p> {
    /// Whether a global is added as the guard.
    pub guard: bool,
    /// The functions that are added: the name and what each does.
    pub added: Vec<(&'p str, &'p Body)>,
    /// The calls that functions of the input no longer make: where each lies in the input, by the function.
    pub calls: BTreeMap<u32, Vec<usize>>,
    /// The functions that go.
    pub dropped: BTreeSet<u32>,
    /// The new start function, or none, if that changes.
    pub start: Option<Option<Target>>,
    /// The exports of the input that name another function, or go.
    pub moved: Vec<(&'p str, Option<Target>)>,
    /// The exports that are added.
    pub exports: Vec<Export<'p>>,
    /// The imports that get other names: module name and name, by their places among all imports.
    pub imports: BTreeMap<usize, (&'p str, &'p str)>,
    /// The new names of exports, by those that the input has for them.
    pub names: HashMap<&'p str, &'p str>,
    /// The memory that becomes an import or the module's own: there is one at most.
    pub memory: Option<(u32, Ownership<'p>)>,
    /// The limits of that memory, or of another one, where they change.
    pub limits: Option<(u32, PageLimits)>,
    /// The memory whose active data segments become passive.
    pub passive: Option<u32>,
    /// The indices that memories get.
    pub places: MemoryPlaces,
    /// The table that becomes an import or the module's own: there is one at most.
    pub table: Option<(u32, Ownership<'p>)>,
}

/// How large a memory is at first, and how large it may grow, in pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PageLimits {
    pub minimum: u64,
    pub maximum: Option<u64>,
}

/// What becomes of a memory, or of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Ownership<'p> {
    /// The module's own becomes an import.
    Imported { module: &'p str, name: &'p str },
    /// The imported one becomes the module's own, of an initial size in pages or elements.
    Defined { minimum: u64 },
}

impl<'p> Touched<'p> {
    fn edit(&mut self, edit: &'p Edit) {
        match edit {
            Edit::AddGuard => self.guard = true,
            Edit::AddFunction { name, body } => self.added.push((name, body)),
            Edit::DropCall { func, offset, callee: _, site: _ } => self.calls.entry(*func).or_default().push(*offset),
            Edit::DropFunction { func } => drop(self.dropped.insert(*func)),
            Edit::SetStart(to) => self.start = Some(Some(*to)),
            Edit::RemoveStart => self.start = Some(None),
            Edit::AddExport { name, to } => self.exports.push(Export { name, item: Item::Func(*to) }),
            Edit::RetargetExport { name, to } => self.moved.push((name, Some(*to))),
            Edit::RemoveExport { name } => self.moved.push((name, None)),
            Edit::ImportMemory { memory, place, module, name } => {
                self.own(*memory, *place, Ownership::Imported { module, name });
            }
            Edit::RenameImport { import, module, name } => drop(self.imports.insert(*import, (module, name))),
            Edit::RenameExport { from, to } => drop(self.names.insert(from, to)),
            Edit::DefineMemory { memory, place, minimum } => {
                self.own(*memory, *place, Ownership::Defined { minimum: *minimum });
            }
            Edit::LimitMemory { memory, minimum, maximum } => {
                self.limits = Some((*memory, PageLimits { minimum: *minimum, maximum: *maximum }));
            }
            Edit::MakePassive { memory } => self.passive = Some(*memory),
            Edit::ExportMemory { memory, name } => {
                self.exports.push(Export { name, item: Item::Other(ExternalKind::Memory, *memory) });
            }
            Edit::Table(TableEdit { table, change }) => match change {
                TableEditKind::Import { module, name } => {
                    self.table = Some((*table, Ownership::Imported { module, name }));
                }
                TableEditKind::Define { minimum } => {
                    self.table = Some((*table, Ownership::Defined { minimum: *minimum }));
                }
                TableEditKind::Export { name } => {
                    self.exports.push(Export { name, item: Item::Other(ExternalKind::Table, *table) });
                }
            },
        }
    }

    fn own(&mut self, memory: u32, place: u32, ownership: Ownership<'p>) {
        self.memory = Some((memory, ownership));
        self.places = MemoryPlaces::moving(memory, place);
    }

    /// What becomes of exports of the input, by name: the function that each names, or none if it goes.
    pub(crate) fn fates(&self) -> HashMap<&'p str, Option<Target>> {
        self.moved.iter().copied().collect()
    }
}

impl Plan {
    /// The edits, sorted by what they touch.
    pub(crate) fn touched(&self) -> Touched<'_> {
        let mut touched = Touched::default();
        for edit in self.edits() {
            touched.edit(edit);
        }
        touched
    }

    /// The sections that the edits may change.
    pub fn sections(&self) -> BTreeSet<SectionKind> {
        self.edits().iter().flat_map(Edit::sections).copied().collect()
    }

    /// What gets other indices, if anything that stays does.
    pub fn moves(&self) -> Option<Moves> {
        let touched = self.touched();
        match () {
            () if !touched.dropped.is_empty() => Some(Moves::Functions),
            () if touched.places.moves() => Some(Moves::Memories),
            () => None,
        }
    }
}

/// What others see of a module. `F` names functions: as a plan does, or by their indices in the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outside<'o, F = Target> {
    pub imports: Vec<Import<'o>>,
    pub exports: Vec<Export<'o, F>>,
    pub start: Option<F>,
    /// The limits of each memory.
    pub memories: Vec<PageLimits>,
}

/// An import, and the index that it has among those of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Import<'o> {
    pub module: &'o str,
    pub name: &'o str,
    pub kind: ExternalKind,
    pub index: u32,
}

/// An export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Export<'o, F = Target> {
    pub name: &'o str,
    pub item: Item<F>,
}

/// What an export names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Item<F> {
    Func(F),
    Other(ExternalKind, u32),
}

impl<'o> Outside<'o> {
    /// What others see when a plan is carried out. Functions have the plan's names, and memories the result's indices.
    pub(crate) fn after(module: &'o Module, touched: &Touched<'o>) -> Self {
        // What is not seen from outside is named all the same, so that something new is put on one side or the other.
        let Touched {
            start,
            moved: _,
            exports,
            imports,
            names,
            memory,
            limits,
            passive: _,
            places,
            table,
            guard: _,
            added: _,
            calls: _,
            dropped: _,
        } = touched;
        let mut outside = Self::of(module, Target::Old);
        outside.start = start.unwrap_or(outside.start);
        outside.keep_exports(&touched.fates());
        outside.rename(imports, names);
        outside.exports.extend_from_slice(exports);
        if let Some((memory, ownership)) = *memory {
            outside.own_memory(module, memory, ownership);
        }
        if let Some((memory, limits)) = *limits {
            outside.memories.get_mut(memory as usize).into_iter().for_each(|own| *own = limits);
        }
        if let Some((table, ownership)) = *table {
            outside.own_table(table, ownership);
        }
        if places.moves() {
            outside.move_memories(*places);
        }
        outside
    }

    fn keep_exports(&mut self, fates: &HashMap<&str, Option<Target>>) {
        if fates.is_empty() {
            return;
        }
        self.exports.retain_mut(|export| match fates.get(export.name) {
            None => true,
            Some(None) => false,
            Some(Some(to)) => {
                export.item = Item::Func(*to);
                true
            }
        });
    }

    /// Imports and exports of the input under other names.
    fn rename(&mut self, imports: &BTreeMap<usize, (&'o str, &'o str)>, names: &HashMap<&str, &'o str>) {
        for (at, names) in imports {
            if let Some(import) = self.imports.get_mut(*at) {
                (import.module, import.name) = *names;
            }
        }
        if !names.is_empty() {
            self.exports.iter_mut().for_each(|export| export.name = names.get(export.name).unwrap_or(&export.name));
        }
    }

    fn own_memory(&mut self, input: &Module, memory: u32, ownership: Ownership<'o>) {
        let import = input.memories.get(memory as usize).and_then(|memory| memory.import);
        match ownership {
            Ownership::Imported { module, name } => {
                self.imports.push(Import { module, name, kind: ExternalKind::Memory, index: memory });
            }
            Ownership::Defined { minimum } => {
                import.map(|at| self.imports.remove(at));
                self.memories.get_mut(memory as usize).into_iter().for_each(|own| own.minimum = minimum);
            }
        }
    }

    fn own_table(&mut self, table: u32, ownership: Ownership<'o>) {
        let is_it = |import: &Import| import.kind == ExternalKind::Table && import.index == table;
        let at = self.imports.iter().position(is_it);
        match ownership {
            Ownership::Imported { module, name } => {
                self.imports.push(Import { module, name, kind: ExternalKind::Table, index: table });
            }
            // How many elements it has is part of its type, which is compared by itself.
            Ownership::Defined { .. } => drop(at.map(|at| self.imports.remove(at))),
        }
    }

    fn move_memories(&mut self, places: MemoryPlaces) {
        for import in self.imports.iter_mut().filter(|import| import.kind == ExternalKind::Memory) {
            import.index = places.of(import.index);
        }
        for export in &mut self.exports {
            if let Item::Other(ExternalKind::Memory, index) = &mut export.item {
                *index = places.of(*index);
            }
        }
        self.memories = places.sorted(std::mem::take(&mut self.memories));
    }

    /// The functions that others can call.
    pub(crate) fn callable(&self) -> impl Iterator<Item = Target> {
        let exported = self.exports.iter().filter_map(|export| match export.item {
            Item::Func(func) => Some(func),
            Item::Other(..) => None,
        });
        exported.chain(self.start)
    }
}

impl<'o, F> Outside<'o, F> {
    /// What others see of a module as it is.
    pub(crate) fn of(module: &'o Module, func: impl Fn(u32) -> F) -> Self {
        let export = |export: &module::Export<'o>| match export.kind {
            ExternalKind::Func | ExternalKind::FuncExact => Item::Func(func(export.index)),
            kind => Item::Other(kind, export.index),
        };
        Self {
            imports: module.imports.iter().map(Import::of).collect(),
            exports: module.exports.iter().map(|it| Export { name: it.name, item: export(it) }).collect(),
            start: module.start.map(&func),
            memories: module.memories.iter().map(|memory| PageLimits::of(memory.ty)).collect(),
        }
    }

    /// The same with other names for functions; none if a function has no such name.
    pub(crate) fn renamed<G>(self, name: impl Fn(F) -> Option<G>) -> Option<Outside<'o, G>> {
        let item = |item| match item {
            Item::Func(func) => name(func).map(Item::Func),
            Item::Other(kind, index) => Some(Item::Other(kind, index)),
        };
        let exports = self.exports.into_iter().map(|it| Some(Export { name: it.name, item: item(it.item)? }));
        Some(Outside {
            imports: self.imports,
            exports: exports.collect::<Option<_>>()?,
            start: match self.start {
                Some(func) => Some(name(func)?),
                None => None,
            },
            memories: self.memories,
        })
    }
}

impl PageLimits {
    fn of(ty: MemoryType) -> Self {
        Self { minimum: ty.initial, maximum: ty.maximum }
    }
}

impl<'o> Import<'o> {
    fn of(import: &module::Import<'o>) -> Self {
        let kind = match import.ty {
            TypeRef::Func(_) | TypeRef::FuncExact(_) => ExternalKind::Func,
            TypeRef::Table(_) => ExternalKind::Table,
            TypeRef::Memory(_) => ExternalKind::Memory,
            TypeRef::Global(_) => ExternalKind::Global,
            TypeRef::Tag(_) => ExternalKind::Tag,
        };
        Self { module: import.module, name: import.name, kind, index: import.index }
    }
}
