//! Which memory of one module is which of another.
//!
//! A memory that becomes an import, or the module's own, can take the place of others, since imports come first. So the memories
//! of two modules are matched by what they are and by what names them, and never by their numbers alone.

use std::collections::BTreeSet;
use std::hash::DefaultHasher;
use std::hash::Hash;
use std::hash::Hasher;
use std::mem::discriminant;

use wasmparser::DataKind;
use wasmparser::ExternalKind;
use wasmparser::MemoryType;
use wasmparser::Operator;

use super::watched::StatePart;
use crate::error::Result;
use crate::inspect::access;
use crate::module::MemoryPlaces;
use crate::module::Module;

/// The places that the memories of one module have in another: as they are, or with the one move that makes more of them alike.
pub(super) fn matched(before: &Module, after: &Module) -> Result<MemoryPlaces> {
    let count = before.memories.len() as u32;
    if count < 2 || after.memories.len() as u32 != count {
        return Ok(MemoryPlaces::default());
    }
    let (old, new) = (Traits::of(before)?, Traits::of(after)?);
    let alike = |places: MemoryPlaces| {
        let pairs = (0..).zip(&old).filter_map(|(memory, traits)| Some((traits, new.get(places.of(memory) as usize)?)));
        pairs.map(|(old, new)| old.likeness(new)).fold([0; 4], |sum, one| std::array::from_fn(|at| sum[at] + one[at]))
    };
    let mut best = (alike(MemoryPlaces::default()), MemoryPlaces::default());
    for (from, to) in (0..count).flat_map(|from| (0..count).map(move |to| (from, to))) {
        let places = MemoryPlaces::moving(from, to);
        let alike = alike(places);
        if alike > best.0 {
            best = (alike, places);
        }
    }
    Ok(best.1)
}

/// What a memory is, apart from its number.
struct Traits<'a> {
    /// All but its initial size.
    ty: MemoryType,
    exports: BTreeSet<&'a str>,
    /// The instructions that name it, in no order: rewriters may order functions anew.
    instructions: u64,
    /// What segments write to it.
    data: u64,
    import: Option<(&'a str, &'a str)>,
}

impl<'a> Traits<'a> {
    fn of(module: &'a Module) -> Result<Vec<Self>> {
        let one = |memory: &crate::module::Memory| Self {
            ty: MemoryType { initial: 0, ..memory.ty },
            exports: BTreeSet::new(),
            instructions: 0,
            data: 0,
            import: memory.import.and_then(|at| module.imports.get(at)).map(|import| (import.module, import.name)),
        };
        let mut all: Vec<Self> = module.memories.iter().map(one).collect();
        for export in module.exports.iter().filter(|export| export.kind == ExternalKind::Memory) {
            all.get_mut(export.index as usize).map(|traits| traits.exports.insert(export.name));
        }
        for segment in module.data() {
            if let DataKind::Active { memory_index, .. } = segment.kind
                && let Some(traits) = all.get_mut(memory_index as usize)
            {
                let mut hasher = DefaultHasher::new();
                (traits.data, segment.data).hash(&mut hasher);
                traits.data = hasher.finish();
            }
        }
        for func in module.imported_functions..module.function_count() {
            for operator in module.operators(func) {
                let operator = operator?.0;
                for memory in named_by(&operator) {
                    if let Some(traits) = all.get_mut(memory as usize) {
                        let mut hasher = DefaultHasher::new();
                        (discriminant(&operator), access::memarg(&operator).map(|memarg| memarg.offset))
                            .hash(&mut hasher);
                        traits.instructions = traits.instructions.wrapping_add(hasher.finish());
                    }
                }
            }
        }
        Ok(all)
    }

    /// How alike two are, the weightiest first: a type can never change, and code names the same memory. That an export names another
    /// one is for the comparison to find.
    fn likeness(&self, other: &Self) -> [u32; 4] {
        [
            self.ty == other.ty,
            (self.instructions, self.data) == (other.instructions, other.data),
            self.exports.intersection(&other.exports).next().is_some(),
            self.import == other.import,
        ]
        .map(u32::from)
    }
}

/// The memories that an instruction looks at, or changes.
fn named_by(operator: &Operator) -> BTreeSet<u32> {
    let parts = StatePart::seen_by(operator).into_iter().chain(StatePart::changed_by(operator));
    let memory = |part| match part {
        StatePart::Memory(memory) | StatePart::MemorySize(memory) => Some(memory),
        StatePart::Global(_) | StatePart::Table(_) | StatePart::TableSize(_) | StatePart::Objects => None,
    };
    parts.filter_map(memory).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(before: &str, after: &str) -> [u32; 3] {
        let [before, after] = [before, after].map(|text| wat::parse_str(text).expect("it is valid"));
        let before = Module::parse(&before).expect("it is valid");
        let after = Module::parse(&after).expect("it is valid");
        let places = matched(&before, &after).expect("it can be read");
        [0, 1, 2].map(|memory| places.of(memory))
    }

    #[test]
    fn they_are_known_by_exports_and_uses() {
        let own = r#"(module (memory 1) (memory 1) (memory 1)
            (func (drop (memory.size 1)) (drop (memory.size 2)) (drop (memory.size 2))))"#;
        let last_first = r#"(module (import "env" "memory" (memory 1)) (memory 1) (memory 1)
            (func (drop (memory.size 2)) (drop (memory.size 0)) (drop (memory.size 0))))"#;
        assert_eq!(places(own, own), [0, 1, 2]);
        assert_eq!(places(own, last_first), [1, 2, 0]);
        assert_eq!(places(last_first, own), [2, 0, 1]);
        let named = r#"(module (memory 1) (memory 1) (memory (export "m") 1))"#;
        let first = r#"(module (import "env" "memory" (memory 1)) (export "m" (memory 0)) (memory 1) (memory 1))"#;
        assert_eq!(places(named, first), [1, 2, 0]);
        // Nothing tells them apart.
        assert_eq!(
            places("(module (memory 1) (memory 1) (memory 1))", "(module (memory 1) (memory 1) (memory 1))"),
            [0, 1, 2]
        );
    }

    #[test]
    fn where_there_are_more_or_fewer_each_keeps_its_number() {
        assert_eq!(places("(module (memory 1) (memory 2))", "(module (memory 2))"), [0, 1, 2]);
    }
}
