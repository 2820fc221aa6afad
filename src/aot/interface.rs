//! What two modules import and export, and their passive segments.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashSet;

use wasmparser::DataKind;
use wasmparser::ElementItems;
use wasmparser::ElementKind;
use wasmparser::ExternalKind;
use wasmparser::Operator;
use wasmparser::TypeRef;

use super::checked::Difference;
use super::convention::Init;
use super::fingerprint::Fingerprints;
use super::state::OtherSize;
use super::state::OwnBytes;
use super::subject::Known;
use super::tables;
use crate::canonical::Side;
use crate::canonical::Types;
use crate::error::Result;
use crate::inspect::Mark;
use crate::inspect::Marked;
use crate::inspect::MemoryFacts;
use crate::inspect::guard_word;
use crate::module::MemoryPlaces;
use crate::shown::pages;

/// What differs: what a fix may change, and what not.
#[derive(Default)]
pub(super) struct Changes {
    pub excused: Vec<String>,
    pub differences: Vec<Difference>,
    /// The memories of the first module that may have another size in the second.
    pub sizes: BTreeMap<u32, OtherSize>,
    /// The places of memories in the second module.
    pub memories: MemoryPlaces,
    /// What a fix keeps for itself in memories of the second module, and did not in the first.
    pub own: Vec<OwnBytes>,
    /// The data segments that the start section of the second module writes and drops, and that were active in the first.
    pub written: HashSet<u32>,
    /// The tables that may have more elements in the second.
    pub tables: BTreeSet<u32>,
}

/// A module and what its types and functions are.
pub(super) struct Interface<'m, 'a> {
    pub known: &'m Known<'m, 'a>,
    pub types: &'m Types,
    pub side: Side,
    pub fingerprints: &'m Fingerprints,
}

/// Holds two modules side by side, where memories of the first have these places in the second.
pub(super) fn compare(
    before: &Interface,
    after: &Interface,
    memories: MemoryPlaces,
    other_limits: bool,
) -> Result<Changes> {
    let guard = |outside: &Interface| guard_word(outside.known.module, 0..outside.known.module.function_count());
    let word = guard(after)?.filter(|_| !matches!(guard(before), Ok(Some(_))));
    let mut changes = Changes { memories, ..Changes::default() };
    if let Some(word) = word {
        changes.excused.push(format!("threads share a guard at {:#x}", word.address));
        let bytes = word.address..word.address.saturating_add(4);
        changes.own.push(OwnBytes { memory: word.memory, bytes, value: None });
    }
    let marked = |outside: &Interface| outside.known.facts.start.as_ref().and_then(|start| start.marked.clone());
    if let (None, Some(Marked { mark, drops, to: _ })) = (marked(before), marked(after)) {
        changes.excused.push(format!("the first instance alone writes data, and leaves a mark at {:#x}", mark.address));
        let bytes = mark.address..mark.address.saturating_add(Mark::BYTES);
        changes.own.push(OwnBytes { memory: mark.memory, bytes, value: Some(mark.value.to_le_bytes()) });
        let active = before.active();
        changes.written = drops.into_iter().filter(|segment| active.contains(segment)).collect();
    }
    changes.memory(before, after, other_limits);
    changes.tables(before, after);
    changes.imports(before, after);
    changes.exports(before, after);
    let after_data: Vec<_> = after.data().into_iter().filter(|(index, _)| !changes.written.contains(index)).collect();
    changes.segments("data segment", &before.data(), &after_data);
    changes.segments("element segment", &before.elements()?, &after.elements()?);
    Ok(changes)
}

impl Changes {
    fn differ(&mut self, place: &str, what: String) {
        self.differences.push(Difference { place: place.to_owned(), what });
    }

    fn memory(&mut self, before: &Interface, after: &Interface, other_limits: bool) {
        let direction = |outside: &Interface| outside.known.facts.memory.keyword();
        if direction(before) != direction(after) {
            self.excused.push(format!("memory: {} → {}", direction(before), direction(after)));
        }
        let (old, new) = (&before.known.facts.memories, &after.known.facts.memories);
        let pairs = || {
            let after = |memory| new.get(self.memories.of(memory) as usize);
            (0..).zip(old).filter_map(move |(memory, old)| Some((memory, old, after(memory)?)))
        };
        let mut excused = Vec::new();
        let mut differences = Vec::new();
        let mut sizes = BTreeMap::new();
        for (memory, old, new) in pairs() {
            let changed_hands = old.import.is_some() != new.import.is_some();
            if let (Some((module, name)), Some(now)) = (&old.import, &new.import)
                && (module, name) != (&now.0, &now.1)
            {
                excused.push(format!("memory: imported as {module}.{name} → {}.{}", now.0, now.1));
            }
            let ty = |memory: &MemoryFacts| (memory.shared, memory.memory64, memory.page_size_log2);
            if ty(old) != ty(new) || (!other_limits && old.maximum != new.maximum) {
                differences.push("other limits, or of another type".to_owned());
            } else if old.maximum != new.maximum {
                let most = |most: Option<u64>| most.map_or_else(|| "no maximum".to_owned(), pages);
                excused.push(format!("memory: {} at most → {}", most(old.maximum), most(new.maximum)));
            }
            match old.minimum == new.minimum {
                // One that the module owns has to be as large as its data, and a host gives as much without being told.
                _ if changed_hands => drop(sizes.insert(memory, OtherSize::Larger)),
                true => {}
                // What each holds tells.
                false if !other_limits => {}
                false => {
                    excused.push(format!("memory: {} → {}", pages(old.minimum), new.minimum));
                    sizes.insert(memory, OtherSize::Any);
                }
            }
        }
        if old.len() != new.len() {
            differences.push(format!("{} → {}", old.len(), new.len()));
        }
        self.excused.extend(excused);
        self.sizes = sizes;
        for what in differences {
            self.differ("memories", what);
        }
    }

    fn tables(&mut self, before: &Interface, after: &Interface) {
        let is_alike = |table| before.table(table) == after.table(table);
        let found = tables::compare(&before.known.facts.tables, &after.known.facts.tables, is_alike);
        self.excused.extend(found.excused);
        self.tables = found.larger;
        for what in found.differences {
            self.differ("tables", what);
        }
    }

    /// Imports by name, counted, since there may be several of one name. Memories and tables may be imported or not.
    fn imports(&mut self, before: &Interface, after: &Interface) {
        let (old, new) = (before.imports(), after.imports());
        for (import, _) in old.iter().filter(|(import, count)| new.get(import).unwrap_or(&0) < count) {
            self.differ("imports", format!("{} → missing, or of another type", import.0));
        }
        for (import, _) in new.iter().filter(|(import, count)| old.get(import).unwrap_or(&0) < count) {
            self.differ("imports", format!("{} is new, or of another type", import.0));
        }
    }

    /// Exports of memories, of tables and of initialisers may come and go. Others stay what they are.
    fn exports(&mut self, before: &Interface, after: &Interface) {
        for export in &before.known.module.exports {
            let Some(found) = after.known.module.export(export.name) else {
                self.missing(before, export.name, export.kind);
                continue;
            };
            let index = if export.kind == ExternalKind::Memory { self.memories.of(export.index) } else { export.index };
            if before.export(export.kind, index) != after.export(found.kind, found.index) {
                self.differ("exports", format!("`{}` is something else, or of another type", export.name));
            }
        }
        for export in &after.known.module.exports {
            if before.known.module.export(export.name).is_some() {
                continue;
            }
            let initialises = after.known.initialisers.iter().any(|name| name == export.name);
            // Destructors that exports no longer run may have one of their own.
            let destructs = matches!(before.known.init, Init::EveryCall { dtors: Some(_), .. })
                && is_function(export.kind)
                && after.known.module.is_nullary(export.index);
            // `main`, without the constructors that `_start` ran; it is compared with what it was.
            let is_main = matches!(before.known.init, Init::EveryCall { .. })
                && is_function(export.kind)
                && before.known.facts.main.is_some_and(|main| {
                    before.export(ExternalKind::Func, main.func) == after.export(export.kind, export.index)
                });
            if initialises || destructs || is_main || is_owned(export.kind) {
                self.excused.push(format!("`{}` is exported now", export.name));
            } else {
                self.differ("exports", format!("`{}` is new", export.name));
            }
        }
    }

    fn missing(&mut self, before: &Interface, name: &str, kind: ExternalKind) {
        let is_initialiser = before.known.initialisers.iter().any(|it| it == name);
        if is_owned(kind) || is_initialiser {
            self.excused.push(format!("`{name}` is no longer exported"));
        } else {
            self.differ("exports", format!("`{name}` → missing"));
        }
    }

    /// Passive segments: what a later `memory.init` or `table.init` would find.
    fn segments<T: PartialEq>(&mut self, kind: &str, before: &[(u32, T)], after: &[(u32, T)]) {
        if before.len() != after.len() {
            self.differ("segments", format!("{} passive {kind}s → {}", before.len(), after.len()));
        }
        for ((index, old), (_, new)) in before.iter().zip(after) {
            if old != new {
                self.differ("segments", format!("{kind} {index} holds something else"));
            }
        }
    }
}

impl<'a> Interface<'_, 'a> {
    fn imports(&self) -> BTreeMap<(String, Vec<u64>), usize> {
        let mut imports = BTreeMap::new();
        for import in &self.known.module.imports {
            let ty = match import.ty {
                TypeRef::Memory(_) | TypeRef::Table(_) => continue,
                TypeRef::Func(ty) | TypeRef::FuncExact(ty) => vec![0, self.types.type_index(self.side, ty)],
                TypeRef::Global(ty) => self.global(ty),
                TypeRef::Tag(ty) => vec![4, self.types.type_index(self.side, ty.func_type_idx)],
            };
            *imports.entry((format!("{}.{}", import.module, import.name), ty)).or_default() += 1;
        }
        imports
    }

    /// A table's type, without its limits.
    fn table(&self, index: u32) -> Vec<u64> {
        let types = self.known.module.types.as_ref();
        if index >= types.table_count() {
            return Vec::new();
        }
        let ty = types.table_at(index);
        let mut number = vec![ty.table64.into(), ty.shared.into()];
        number.extend(self.types.ref_type(self.side, ty.element_type));
        number
    }

    fn global(&self, ty: wasmparser::GlobalType) -> Vec<u64> {
        let mut number = vec![2, ty.mutable.into(), ty.shared.into()];
        number.extend(self.types.val_type(self.side, ty.content_type));
        number
    }

    /// What an export names: a function by its type, since guards stand before functions; anything else by its type and its
    /// place, which no rewriter changes.
    fn export(&self, kind: ExternalKind, index: u32) -> Vec<u64> {
        let types = self.known.module.types.as_ref();
        let place = u64::from(index);
        match kind {
            ExternalKind::Func | ExternalKind::FuncExact => {
                vec![0, self.types.id(types.core_function_at(index))]
            }
            ExternalKind::Table => vec![1, place],
            ExternalKind::Global => [vec![place], self.global(types.global_at(index))].concat(),
            ExternalKind::Memory => vec![3, place],
            ExternalKind::Tag => vec![4, place, self.types.id(types.tag_at(index))],
        }
    }

    /// The active data segments.
    fn active(&self) -> HashSet<u32> {
        let segments = (0..).zip(self.known.module.data());
        segments.filter(|(_, it)| matches!(it.kind, DataKind::Active { .. })).map(|(index, _)| index).collect()
    }

    fn data(&self) -> Vec<(u32, &'a [u8])> {
        let segments = (0..).zip(self.known.module.data());
        segments.filter(|(_, it)| matches!(it.kind, DataKind::Passive)).map(|(index, it)| (index, it.data)).collect()
    }

    /// Functions as what they are, other constants as they are written.
    fn elements(&self) -> Result<Vec<(u32, Vec<String>)>> {
        let mut segments = Vec::new();
        for (index, segment) in (0..).zip(&self.known.module.elements) {
            if !matches!(segment.kind, ElementKind::Passive) {
                continue;
            }
            let mut items = Vec::new();
            match &segment.items {
                ElementItems::Functions(functions) => {
                    for func in functions.clone() {
                        items.push(format!("func {:x}", self.fingerprints.of(func?)));
                    }
                }
                ElementItems::Expressions(_, expressions) => {
                    for expression in expressions.clone() {
                        items.push(self.expression(&expression?)?);
                    }
                }
            }
            segments.push((index, items));
        }
        Ok(segments)
    }

    fn expression(&self, expression: &wasmparser::ConstExpr) -> Result<String> {
        let mut shown = String::new();
        for operator in expression.get_operators_reader() {
            match operator? {
                Operator::RefFunc { function_index } => {
                    shown.push_str(&format!("func {:x}", self.fingerprints.of(function_index)));
                }
                Operator::End => {}
                operator => shown.push_str(&format!("{operator:?}")),
            }
        }
        Ok(shown)
    }
}

/// Whether options of a fix say if such a thing is exported.
fn is_owned(kind: ExternalKind) -> bool {
    matches!(kind, ExternalKind::Memory | ExternalKind::Table)
}

fn is_function(kind: ExternalKind) -> bool {
    matches!(kind, ExternalKind::Func | ExternalKind::FuncExact)
}
