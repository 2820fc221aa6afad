//! Types, numbered so that equal ones have equal numbers in both modules.

use std::collections::HashMap;

use wasmparser::BlockType;
use wasmparser::CompositeInnerType;
use wasmparser::HeapType;
use wasmparser::RefType;
use wasmparser::UnpackedIndex;
use wasmparser::ValType;
use wasmparser::types::CoreTypeId;

use crate::module::Module;

/// Which of the two modules an index belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Before,
    After,
}

/// The types of both modules.
///
/// Both were validated by one validator, which gives equal types the same id, whole recursion groups included.
pub(crate) struct Types {
    before: Vec<Numbered>,
    after: Vec<Numbered>,
    numbers: HashMap<CoreTypeId, u64>,
}

#[derive(Debug, Clone)]
struct Numbered {
    number: u64,
    block: Block,
}

/// What a function type says as the type of a block: parameters and results, whatever else sets the type apart.
#[derive(Debug, Clone, Copy)]
enum Block {
    /// One that could be spelled without an index.
    Plain(Option<ValType>),
    /// The number of others that are alike.
    Other(u64),
}

impl Types {
    pub(crate) fn number(before: &Module, after: &Module) -> Self {
        let mut types = Self { before: Vec::new(), after: Vec::new(), numbers: HashMap::new() };
        for id in ids(before).chain(ids(after)) {
            let next = types.numbers.len() as u64;
            types.numbers.entry(id).or_insert(next);
        }
        let mut shapes = HashMap::new();
        types.before = types.numbered(before, Side::Before, &mut shapes);
        types.after = types.numbered(after, Side::After, &mut shapes);
        types
    }

    fn numbered(&self, module: &Module, side: Side, shapes: &mut HashMap<Shape, u64>) -> Vec<Numbered> {
        let numbered =
            ids(module).map(|id| Numbered { number: self.id(id), block: self.block(module, side, id, shapes) });
        numbered.collect()
    }

    fn block(&self, module: &Module, side: Side, id: CoreTypeId, shapes: &mut HashMap<Shape, u64>) -> Block {
        let CompositeInnerType::Func(ty) = &module.types[id].composite_type.inner else {
            return Block::Other(u64::MAX);
        };
        match (ty.params(), ty.results()) {
            ([], []) => Block::Plain(None),
            ([], [result]) => Block::Plain(Some(*result)),
            (params, results) => {
                let all = |types: &[ValType]| types.iter().map(|ty| self.val_type(side, *ty)).collect();
                let next = shapes.len() as u64;
                Block::Other(*shapes.entry((all(params), all(results))).or_insert(next))
            }
        }
    }

    fn side(&self, side: Side) -> &[Numbered] {
        match side {
            Side::Before => &self.before,
            Side::After => &self.after,
        }
    }

    pub(crate) fn type_index(&self, side: Side, index: u32) -> u64 {
        self.side(side).get(index as usize).map_or(u64::MAX, |numbered| numbered.number)
    }

    /// The type of a function, a number.
    pub(crate) fn id(&self, id: CoreTypeId) -> u64 {
        self.numbers.get(&id).copied().unwrap_or(u64::MAX)
    }

    pub(crate) fn heap_type(&self, side: Side, ty: HeapType) -> [u64; 2] {
        let index = |index| match index {
            UnpackedIndex::Module(index) => self.type_index(side, index),
            UnpackedIndex::RecGroup(index) => u64::from(index),
            UnpackedIndex::Id(id) => self.id(id),
        };
        match ty {
            HeapType::Abstract { shared, ty } => [u64::from(shared), ty as u64],
            HeapType::Concrete(concrete) => [2, index(concrete)],
            HeapType::Exact(exact) => [3, index(exact)],
        }
    }

    pub(crate) fn ref_type(&self, side: Side, ty: RefType) -> [u64; 3] {
        let [kind, heap] = self.heap_type(side, ty.heap_type());
        [u64::from(ty.is_nullable()), kind, heap]
    }

    pub(crate) fn val_type(&self, side: Side, ty: ValType) -> [u64; 4] {
        let plain = |number| [number, 0, 0, 0];
        match ty {
            ValType::I32 => plain(1),
            ValType::I64 => plain(2),
            ValType::F32 => plain(3),
            ValType::F64 => plain(4),
            ValType::V128 => plain(5),
            ValType::Ref(ty) => {
                let [nullable, kind, heap] = self.ref_type(side, ty);
                [6, nullable, kind, heap]
            }
        }
    }

    /// A block type; one that names a function type of no parameters and at most one result is the same as one that
    /// spells it.
    pub(crate) fn block_type(&self, side: Side, ty: BlockType) -> [u64; 4] {
        match ty {
            BlockType::Empty => [0; 4],
            BlockType::Type(ty) => self.val_type(side, ty),
            BlockType::FuncType(index) => match self.side(side).get(index as usize).map(|numbered| numbered.block) {
                Some(Block::Plain(None)) => [0; 4],
                Some(Block::Plain(Some(result))) => self.val_type(side, result),
                Some(Block::Other(number)) => [7, number, 0, 0],
                None => [7, u64::MAX, 0, 0],
            },
        }
    }
}

/// Parameters and results.
type Shape = (Vec<[u64; 4]>, Vec<[u64; 4]>);

/// The types of a module, by index.
fn ids(module: &Module) -> impl Iterator<Item = CoreTypeId> {
    let types = module.types.as_ref();
    (0..types.core_type_count_in_module()).map(move |index| types.core_type_at_in_module(index))
}
