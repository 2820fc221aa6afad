//! What of a module a host gives or can change. A run that looks at it may go otherwise with another host, so the copy that is run
//! notes each look.

mod changed;
mod item;

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use wasmparser::ExternalKind;
use wasmparser::TypeRef;

use crate::error::Result;
use crate::module::Module;
use crate::module::references::globals_in_constants;
pub(super) use item::StatePart;

/// What the bits of a look say: that there was one, and whether an import was called before that may have changed what it saw.
pub(super) const AT_ALL: i32 = 1;
const AFTER_MEMORY: i32 = 2;
const AFTER_ANYTHING: i32 = 4;
/// The host had the exports before it initialised the module, and wrote nothing there.
pub(super) const BEFORE_INIT: i32 = 8;

/// What an imported function may do with the module, and this host leaves undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Undone {
    Nothing,
    /// It may write to memory.
    Memory,
    /// It may change what it can reach, and call the module.
    Anything,
}

impl Undone {
    /// The bits of a look at what it may have changed.
    pub(super) fn bits(self) -> i32 {
        match self {
            Self::Nothing => 0,
            Self::Memory => AFTER_MEMORY,
            Self::Anything => AFTER_ANYTHING,
        }
    }
}

/// What can change a module's state from outside.
pub(super) struct Changers<'a> {
    /// What this host leaves undone of each imported function.
    pub undone: &'a [Undone],
    /// Exports that no import calls.
    pub initialisers: &'a [String],
    /// Whether a host may write to exports before it initialises the module.
    pub is_late: bool,
    /// Globals that every function sets back before it returns.
    pub restored: &'a [u32],
}

/// What is watched.
#[derive(Debug, Default)]
pub(super) struct Watched {
    items: Vec<WatchedItem>,
}

/// A part of a module's state, and what can make it another with another host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WatchedItem {
    item: StatePart,
    /// The host gives it, and it is what it is from the beginning.
    is_given: bool,
    /// The module's constants depend on it: where data and elements lie, and what other globals are.
    is_constant: bool,
    /// An import that writes to memory, and does no more, may change it.
    by_memory: bool,
    /// An import that may do anything may change it: the host can reach it, or an export changes it.
    by_anything: bool,
    /// A host may change it before it initialises the module.
    by_host: bool,
}

impl Watched {
    pub(super) fn of(module: &Module, changers: &Changers) -> Result<Self> {
        let Changers { undone, initialisers, is_late, restored } = *changers;
        let by_memory = undone.contains(&Undone::Memory);
        let by_anything = undone.contains(&Undone::Anything);
        let given = items(&imported(module));
        let exported = items(&exported(module));
        let mut reached = &exported | &given;
        if StatePart::has_objects(module) {
            reached.insert(StatePart::Objects);
        }
        let mut changed = if by_anything { changed::by_exports(module, initialisers)? } else { BTreeSet::new() };
        changed.retain(|item| !matches!(item, StatePart::Global(index) if restored.contains(index)));
        let constants = globals_in_constants(module)?;
        let items = reached.union(&changed).filter(|item| !item.is_fixed(module)).map(|item| WatchedItem {
            item: *item,
            is_given: given.contains(item),
            is_constant: matches!(item, StatePart::Global(index) if constants.contains(index)),
            by_memory: by_memory && item.is_memory() && reached.contains(item),
            by_anything: by_anything
                && (reached.contains(item) && item.is_mutable(module) || changed.contains(item))
                && !matches!(item, StatePart::Global(index) if restored.contains(index)),
            by_host: is_late && exported.contains(item) && item.is_mutable(module),
        });
        let items = items.filter(|it| it.is_given || it.by_memory || it.by_anything || it.by_host).collect();
        Ok(Self { items })
    }

    pub(super) fn items(&self) -> impl Iterator<Item = StatePart> {
        self.items.iter().map(|watched| watched.item)
    }
}

/// Kinds and indices of imports and exports that hold something.
type Outer = Vec<(ExternalKind, u32)>;

fn imported(module: &Module) -> Outer {
    let kind = |ty: &TypeRef| match ty {
        TypeRef::Memory(_) => Some(ExternalKind::Memory),
        TypeRef::Table(_) => Some(ExternalKind::Table),
        TypeRef::Global(_) => Some(ExternalKind::Global),
        TypeRef::Func(_) | TypeRef::FuncExact(_) | TypeRef::Tag(_) => None,
    };
    module.imports.iter().filter_map(|import| Some((kind(&import.ty)?, import.index))).collect()
}

fn exported(module: &Module) -> Outer {
    module.exports.iter().map(|export| (export.kind, export.index)).collect()
}

fn items(places: &Outer) -> BTreeSet<StatePart> {
    places.iter().flat_map(|(kind, index)| StatePart::of(*kind, *index)).collect()
}

/// What a run looked at so far.
pub(super) struct Looked {
    /// The bits of the last look at each item that is watched; no bits if there was none.
    looks: BTreeMap<StatePart, (WatchedItem, i32)>,
    /// The bits that a look has now.
    now: i32,
}

impl Looked {
    /// `bits` are those that the copy noted, item by item.
    pub(super) fn new(watched: &Watched, bits: impl Iterator<Item = i32>, now: i32) -> Self {
        let at_first = |watched: &WatchedItem| if watched.is_constant { AT_ALL } else { 0 };
        let looks = watched.items.iter().zip(bits).map(|(it, bits)| (it.item, (*it, bits | at_first(it))));
        Self { looks: looks.collect(), now }
    }

    /// Takes a trap that a larger memory or table would not cause for a look at a size that an import may have changed.
    pub(super) fn with_sizes(mut self, memories: bool, tables: bool) -> Self {
        for (watched, bits) in self.looks.values_mut() {
            match watched.item {
                StatePart::MemorySize(_) if memories => *bits |= self.now & !AT_ALL,
                StatePart::TableSize(_) if tables => *bits |= self.now & !AT_ALL,
                _ => {}
            }
        }
        self
    }

    /// Whether it looked at something that the host gave.
    pub(super) fn at_given(&self, item: StatePart) -> bool {
        self.looks.get(&item).is_some_and(|(watched, bits)| watched.is_given && bits & AT_ALL != 0)
    }

    /// Whether it looked at what a host may have changed before it initialised the module.
    pub(super) fn before_init(&self, item: StatePart) -> bool {
        self.looks.get(&item).is_some_and(|(watched, bits)| watched.by_host && bits & BEFORE_INIT != 0)
    }

    /// Whether it looked at what an import may have changed that was called before, and this host left undone.
    pub(super) fn after(&self, undone: Undone) -> bool {
        self.looks.values().any(|(watched, bits)| match undone {
            Undone::Nothing => false,
            Undone::Memory => watched.by_memory && bits & AFTER_MEMORY != 0,
            Undone::Anything => watched.by_anything && bits & AFTER_ANYTHING != 0,
        })
    }
}
