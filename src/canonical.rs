//! Instructions as numbers that do not depend on how functions, types and locals are numbered.
//!
//! Locals are named in the order of their use, since walrus orders them by type and leaves out those that are not used.

mod live;
mod locals;
mod types;

use std::collections::HashMap;

use wasmparser::BlockType;
use wasmparser::BrTable;
use wasmparser::Catch;
use wasmparser::HeapType;
use wasmparser::Ieee32;
use wasmparser::Ieee64;
use wasmparser::MemArg;
use wasmparser::MemArgOrdering;
use wasmparser::MemArgTarget;
use wasmparser::Ordering;
use wasmparser::ResumeTable;
use wasmparser::TryTable;
use wasmparser::V128;
use wasmparser::ValType;
use wasmparser::VisitOperator;
use wasmparser::VisitSimdOperator;
use wasmparser::for_each_operator;
use wasmparser::for_each_visit_operator;
use wasmparser::for_each_visit_simd_operator;

use crate::error::Result;
use crate::module::MemoryPlaces;
use crate::module::Module;
pub(crate) use live::Live;
use locals::LocalKind;
use locals::Locals;
pub(crate) use types::Side;
pub(crate) use types::Types;

/// How a module's types and functions are numbered.
#[derive(Clone, Copy)]
pub(crate) struct Numbering<'a> {
    pub types: &'a Types,
    /// Which of the two modules that `types` knows this is.
    pub side: Side,
    pub functions: Functions<'a>,
    /// How memories are: by their places in the other module, or by their own indices.
    pub memories: MemoryPlaces,
}

/// How functions are numbered.
#[derive(Clone, Copy)]
pub(crate) enum Functions<'a> {
    /// By their indices.
    Own,
    /// By their places in another module; those that have none there are never named.
    Places(&'a [Option<u32>]),
}

/// Writes instructions of one module.
pub(crate) struct Canonical<'a> {
    numbering: Numbering<'a>,
    /// The function's locals: parameters keep their numbers.
    locals: Locals<'a>,
    /// Numbers of the others that live code named so far, which count in the order in which it first names them.
    renamed: HashMap<u32, u64>,
    /// Whether the code can be reached; what cannot names no locals.
    pub live: bool,
    /// The instruction that was written last.
    pub opcode: Opcode,
    /// Its immediates.
    pub out: Vec<u64>,
}

macro_rules! define_opcode {
    ($( @$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*) )*) => {
        /// Which instruction one is, without its immediates.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Opcode { $( $op ),* }
    };
}

for_each_operator!(define_opcode);

/// Writes an instruction: its immediates, each by the method that has its field's name. wasmparser names all index fields
/// after their index space, so an immediate of a kind that is not known here does not compile.
macro_rules! write_operator {
    ($( @$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*) )*) => {
        $( fn $visit(&mut self $( $(, $arg: $argty)* )?) {
            self.opcode = Opcode::$op;
            self.out.clear();
            $( $( self.$arg($arg.into()); )* )?
        } )*
    };
}

impl<'a> VisitOperator<'a> for Canonical<'_> {
    type Output = ();

    fn simd_visitor(&mut self) -> Option<&mut dyn VisitSimdOperator<'a, Output = ()>> {
        Some(self)
    }

    for_each_visit_operator!(write_operator);
}

impl<'a> VisitSimdOperator<'a> for Canonical<'_> {
    for_each_visit_simd_operator!(write_operator);
}

/// Immediates that are the same number in both modules: no rewriter moves these.
macro_rules! plain {
    ($($name:ident)*) => { $(
        fn $name(&mut self, index: u64) {
            self.out.push(index);
        }
    )* };
}

/// Immediates that are memory indices.
macro_rules! memory_indices {
    ($($name:ident)*) => { $(
        fn $name(&mut self, index: u32) {
            self.out.push(self.numbering.memories.of(index).into());
        }
    )* };
}

/// Immediates that are type indices.
macro_rules! type_indices {
    ($($name:ident)*) => { $(
        fn $name(&mut self, index: u32) {
            let number = self.numbering.types.type_index(self.numbering.side, index);
            self.out.push(number);
        }
    )* };
}

/// `value` is the one field name that fields of several types have.
pub(crate) enum Literal {
    Small(u64),
    Wide(u128),
}

impl From<i32> for Literal {
    fn from(value: i32) -> Self {
        Self::Small(value as u32 as u64)
    }
}

impl From<i64> for Literal {
    fn from(value: i64) -> Self {
        Self::Small(value as u64)
    }
}

impl From<Ieee32> for Literal {
    fn from(value: Ieee32) -> Self {
        Self::Small(value.bits().into())
    }
}

impl From<Ieee64> for Literal {
    fn from(value: Ieee64) -> Self {
        Self::Small(value.bits())
    }
}

impl From<V128> for Literal {
    fn from(value: V128) -> Self {
        Self::Wide(value.i128() as u128)
    }
}

#[expect(clippy::wrong_self_convention, reason = "methods have the names of wasmparser's fields, see `write_operator`")]
impl<'a> Canonical<'a> {
    /// A writer for instructions outside of functions.
    pub(crate) fn constant(numbering: Numbering<'a>) -> Self {
        Self {
            numbering,
            locals: Locals::default(),
            renamed: HashMap::new(),
            live: true,
            opcode: Opcode::Nop,
            out: Vec::new(),
        }
    }

    /// A writer for a function of the module that is numbered so.
    pub(crate) fn function(numbering: Numbering<'a>, module: &'a Module, func: u32) -> Result<Self> {
        Ok(Self { locals: Locals::of(module, func)?, ..Self::constant(numbering) })
    }

    plain! {
        array_data_index array_elem_index data_index elem_index dst_table src_table table table_index
        global_index tag_index
    }

    memory_indices! {
        mem dst_mem src_mem
    }

    type_indices! {
        array_type_index array_type_index_dst array_type_index_src struct_type_index type_index cont_type_index
        argument_index result_index
    }

    fn relative_depth(&mut self, depth: u32) {
        self.out.push(depth.into());
    }

    fn field_index(&mut self, index: u32) {
        self.out.push(index.into());
    }

    fn array_size(&mut self, size: u32) {
        self.out.push(size.into());
    }

    fn lane(&mut self, lane: u8) {
        self.out.push(lane.into());
    }

    fn lanes(&mut self, lanes: [u8; 16]) {
        self.out.extend(lanes.map(u64::from));
    }

    fn function_index(&mut self, func: u32) {
        let number = match self.numbering.functions {
            Functions::Own => func.into(),
            Functions::Places(places) => places.get(func as usize).copied().flatten().map_or(u64::MAX, u64::from),
        };
        self.out.push(number);
    }

    /// A local's number; and where code first names it, its type, which is the same from then on.
    fn local_index(&mut self, local: u32) {
        if !self.live {
            return;
        }
        let number = match self.locals.get(local) {
            None => u64::MAX,
            Some((LocalKind::Parameter, _)) => local.into(),
            Some((LocalKind::Declared, ty)) => {
                let next = self.renamed.len() as u64 + self.locals.first_declared();
                let number = *self.renamed.entry(local).or_insert(next);
                if number == next {
                    self.out.push(number);
                    self.out.extend(self.numbering.types.val_type(self.numbering.side, ty));
                    return;
                }
                number
            }
        };
        self.out.push(number);
    }

    fn value(&mut self, value: Literal) {
        match value {
            Literal::Small(value) => self.out.push(value),
            Literal::Wide(value) => self.out.extend([value as u64, (value >> 64) as u64]),
        }
    }

    fn memarg(&mut self, memarg: MemArg) {
        let target = match memarg.target {
            MemArgTarget::Memory(memory) => u64::from(self.numbering.memories.of(memory)),
            MemArgTarget::Array(index) => self.numbering.types.type_index(self.numbering.side, index),
        };
        self.out.extend([memarg.align.into(), memarg.offset, target]);
        if let Some(MemArgOrdering::Op(ordering) | MemArgOrdering::Rmw(ordering)) = memarg.ordering {
            self.ordering(ordering);
        }
    }

    fn ordering(&mut self, ordering: Ordering) {
        self.out.push(ordering as u64);
    }

    fn blockty(&mut self, ty: BlockType) {
        self.out.extend(self.numbering.types.block_type(self.numbering.side, ty));
    }

    fn hty(&mut self, ty: HeapType) {
        self.out.extend(self.numbering.types.heap_type(self.numbering.side, ty));
    }

    fn ty(&mut self, ty: ValType) {
        self.out.extend(self.numbering.types.val_type(self.numbering.side, ty));
    }

    fn tys(&mut self, types: Vec<ValType>) {
        for ty in types {
            self.ty(ty);
        }
    }

    fn from_ref_type(&mut self, ty: wasmparser::RefType) {
        self.out.extend(self.numbering.types.ref_type(self.numbering.side, ty));
    }

    fn to_ref_type(&mut self, ty: wasmparser::RefType) {
        self.from_ref_type(ty);
    }

    fn targets(&mut self, targets: BrTable) {
        self.out.push(targets.default().into());
        self.out.extend(targets.targets().map(|target| target.map_or(u64::MAX, u64::from)));
    }

    fn try_table(&mut self, table: TryTable) {
        self.blockty(table.ty);
        for catch in table.catches {
            self.out.extend(match catch {
                Catch::One { tag, label } => [0, tag, label].map(u64::from),
                Catch::OneRef { tag, label } => [1, tag, label].map(u64::from),
                Catch::All { label } => [2, 0, label].map(u64::from),
                Catch::AllRef { label } => [3, 0, label].map(u64::from),
            });
        }
    }

    fn resume_table(&mut self, table: ResumeTable) {
        for handle in table.handlers {
            self.out.extend(match handle {
                wasmparser::Handle::OnLabel { tag, label } => [0, tag, label].map(u64::from),
                wasmparser::Handle::OnSwitch { tag } => [1, tag, 0].map(u64::from),
            });
        }
    }
}
