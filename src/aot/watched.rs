//! What of a module a host gives or can change. A run that looks at it may go otherwise with another host, so the copy that is run
//! notes each look.

mod changed;
mod item;

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
}

impl Watched {
    /// `undone` says what this host leaves undone of each imported function; `initialisers` are exports that no import calls.
    pub(super) fn of(module: &Module, undone: &[Undone], initialisers: &[String]) -> Result<Self> {
        let by_memory = undone.contains(&Undone::Memory);
        let by_anything = undone.contains(&Undone::Anything);
        let given = items(&imported(module));
        let mut reached = &items(&exported(module)) | &given;
        if StatePart::has_objects(module) {
            reached.insert(StatePart::Objects);
        }
        let changed = if by_anything { changed::by_exports(module, initialisers)? } else { BTreeSet::new() };
        let constants = globals_in_constants(module)?;
        let items = reached.union(&changed).filter(|item| !item.is_fixed(module)).map(|item| WatchedItem {
            item: *item,
            is_given: given.contains(item),
            is_constant: matches!(item, StatePart::Global(index) if constants.contains(index)),
            by_memory: by_memory && item.is_memory() && reached.contains(item),
            by_anything: by_anything && (item.is_mutable(module) || changed.contains(item)),
        });
        let items = items.filter(|it| it.is_given || it.by_memory || it.by_anything).collect();
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
    let of = |(kind, index): &(ExternalKind, u32)| match kind {
        ExternalKind::Memory => vec![StatePart::Memory(*index), StatePart::MemorySize(*index)],
        ExternalKind::Table => vec![StatePart::Table(*index), StatePart::TableSize(*index)],
        ExternalKind::Global => vec![StatePart::Global(*index)],
        ExternalKind::Func | ExternalKind::FuncExact | ExternalKind::Tag => Vec::new(),
    };
    places.iter().flat_map(of).collect()
}

/// What a run looked at so far.
pub(super) struct Looked {
    /// The bits of the last look at each item that is watched; no bits if there was none.
    looks: Vec<(WatchedItem, i32)>,
    /// The bits that a look has now.
    now: i32,
}

impl Looked {
    /// `bits` are those that the copy noted, item by item.
    pub(super) fn new(watched: &Watched, bits: impl Iterator<Item = i32>, now: i32) -> Self {
        let at_first = |watched: &WatchedItem| if watched.is_constant { AT_ALL } else { 0 };
        let looks = watched.items.iter().zip(bits).map(|(watched, bits)| (*watched, bits | at_first(watched)));
        Self { looks: looks.collect(), now }
    }

    /// Takes a trap that a larger memory or table would not cause for a look at a size that an import may have changed.
    pub(super) fn with_sizes(mut self, memories: bool, tables: bool) -> Self {
        for (watched, bits) in &mut self.looks {
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
        self.looks.iter().any(|(watched, bits)| watched.item == item && watched.is_given && bits & AT_ALL != 0)
    }

    /// Whether it looked at what an import may have changed that was called before, and this host left undone.
    pub(super) fn after(&self, undone: Undone) -> bool {
        self.looks.iter().any(|(watched, bits)| match undone {
            Undone::Nothing => false,
            Undone::Memory => watched.by_memory && bits & AFTER_MEMORY != 0,
            Undone::Anything => watched.by_anything && bits & AFTER_ANYTHING != 0,
        })
    }
}
