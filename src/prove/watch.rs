//! What of a host's a run looks at: code that says so is put in front of, or in the place of, what looks.

use wasm_encoder::Encode;
use wasm_encoder::Instruction;
use wasmparser::MemArg;
use wasmparser::MemArgTarget;
use wasmparser::MemoryType;
use wasmparser::Operator;
use wasmparser::TypeRef;

use super::helpers::Helper;
use super::helpers::Stored;
use crate::error::Result;
use crate::module::Module;

/// Bits of the global that says what the run looked at.
pub(super) const CONTENT: i32 = 1;
pub(super) const SIZE: i32 = 2;
pub(super) const GLOBAL: i32 = 4;
pub(super) const TABLE: i32 = 8;
pub(super) const OTHER: i32 = 16;

/// The most pages of a watched memory: a shadow as large as it comes on top.
const PAGES: u64 = 4096;

/// The most data segments of a module with a watched memory: each has a function of its own.
const SEGMENTS: usize = 1000;

/// What hosts give to a module, and where the copy has what watches it.
pub(super) struct Watch {
    /// How many globals are imported.
    pub globals: u32,
    /// How many tables are imported.
    pub tables: u32,
    /// The imported memory; its index is 0.
    pub memory: Option<MemoryType>,
    /// The shadow memory's index.
    pub shadow: u32,
    /// The index of the global that says what was looked at.
    pub steered: u32,
    /// The index of the first function that is added.
    pub first_helper: u32,
    /// The index of the first type that is added.
    pub first_type: u32,
    /// How many data segments there are.
    pub segments: u32,
}

/// A change to a body: these bytes go to a place, instead of those that are there up to another.
struct Edit {
    start: usize,
    end: usize,
    bytes: Vec<u8>,
}

impl Watch {
    /// What is to be watched, or why that cannot be done.
    pub fn of(module: &Module) -> std::result::Result<Self, String> {
        let count = |is_one: fn(&TypeRef) -> bool| module.imports.iter().filter(|it| is_one(&it.ty)).count() as u32;
        let types = module.types.as_ref();
        let segments = module.data().count();
        let imported: Vec<MemoryType> =
            module.memories.iter().filter(|memory| memory.import.is_some()).map(|memory| memory.ty).collect();
        let memory = match imported.as_slice() {
            [] => None,
            [memory] if memory.memory64 => return Err("an imported memory of 64 bits is not watched".to_owned()),
            [memory] if memory.shared => return Err("a shared memory is not watched".to_owned()),
            [memory] if memory.initial > PAGES || memory.page_size_log2.is_some() => {
                return Err("an imported memory of that size is not watched".to_owned());
            }
            [_] if segments > SEGMENTS => return Err(format!("more than {SEGMENTS} data segments are not watched")),
            [memory] => Some(*memory),
            _ => return Err("several imported memories are not watched".to_owned()),
        };
        Ok(Self {
            globals: count(|ty| matches!(ty, TypeRef::Global(_))),
            tables: count(|ty| matches!(ty, TypeRef::Table(_))),
            memory,
            shadow: types.memory_count(),
            steered: types.global_count(),
            first_helper: module.function_count(),
            first_type: types.core_type_count_in_module(),
            segments: segments as u32,
        })
    }

    /// Whether hosts give nothing but functions.
    pub fn is_idle(&self) -> bool {
        self.globals == 0 && self.tables == 0 && self.memory.is_none()
    }

    /// The functions that are added, in order of their indices.
    pub fn helpers(&self) -> Vec<Helper> {
        if self.memory.is_some() { Helper::all(self.segments) } else { Vec::new() }
    }

    /// A function's body with what watches it, if anything is to be watched there.
    pub fn body(&self, module: &Module, func: u32) -> Result<Option<Vec<u8>>> {
        let Some(body) = module.body(func) else {
            return Ok(None);
        };
        let mut edits: Vec<Edit> = Vec::new();
        // An instruction ends where the next begins, and a function with `end`.
        let mut replaced: Option<Edit> = None;
        for operator in module.operators(func) {
            let (operator, offset) = operator?;
            let at = offset - body.offset;
            edits.extend(replaced.take().map(|edit| Edit { end: at, ..edit }));
            match self.edit(&operator) {
                Change::Nothing => {}
                Change::Before(bytes) => edits.push(Edit { start: at, end: at, bytes }),
                Change::Instead(bytes) => replaced = Some(Edit { start: at, end: at, bytes }),
            }
        }
        if edits.is_empty() {
            return Ok(None);
        }
        let mut out = Vec::with_capacity(body.bytes.len() * 2);
        let mut done = 0;
        for edit in edits {
            out.extend_from_slice(body.bytes.get(done..edit.start).unwrap_or_default());
            out.extend_from_slice(&edit.bytes);
            done = edit.end;
        }
        out.extend_from_slice(body.bytes.get(done..).unwrap_or_default());
        Ok(Some(out))
    }

    fn edit(&self, operator: &Operator) -> Change {
        match *operator {
            Operator::GlobalGet { global_index } if global_index < self.globals => self.note(GLOBAL),
            Operator::TableGet { table }
            | Operator::TableSize { table }
            | Operator::TableGrow { table }
            | Operator::TableCopy { src_table: table, .. }
                if table < self.tables =>
            {
                self.note(TABLE)
            }
            _ => match &self.memory {
                Some(memory) => self.memory_edit(operator, memory),
                None => Change::Nothing,
            },
        }
    }

    fn memory_edit(&self, operator: &Operator, memory: &MemoryType) -> Change {
        match *operator {
            Operator::MemorySize { mem: 0 } | Operator::MemoryGrow { mem: 0 }
                if memory.maximum == Some(memory.initial) =>
            {
                Change::Nothing
            }
            Operator::MemorySize { mem: 0 } | Operator::MemoryGrow { mem: 0 } => self.note(SIZE),
            Operator::MemoryCopy { dst_mem: 0, src_mem: 0 } => self.call_instead(Helper::Copy, None),
            Operator::MemoryCopy { dst_mem: 0, .. } | Operator::MemoryCopy { src_mem: 0, .. } => self.note(OTHER),
            Operator::MemoryFill { mem: 0 } => self.call_instead(Helper::Fill, None),
            Operator::MemoryInit { mem: 0, data_index } => self.call_instead(Helper::Init(data_index), None),
            _ => match access(operator) {
                Some((memarg, _)) if memarg.target != MemArgTarget::Memory(0) => Change::Nothing,
                Some((memarg, Access::Load(width))) => self.call_before(Helper::Check(width), memarg.offset),
                Some((memarg, Access::Store(stored))) => self.call_instead(Helper::Store(stored), Some(memarg.offset)),
                Some((_, Access::Other)) => self.note(OTHER),
                None => Change::Nothing,
            },
        }
    }

    /// ```wat
    /// (global.set $steered (i32.or (global.get $steered) (i32.const BIT)))
    /// ```
    fn note(&self, bit: i32) -> Change {
        Change::Before(encode(&[
            Instruction::GlobalGet(self.steered),
            Instruction::I32Const(bit),
            Instruction::I32Or,
            Instruction::GlobalSet(self.steered),
        ]))
    }

    fn call_before(&self, helper: Helper, offset: u64) -> Change {
        let call = Instruction::Call(self.index(helper));
        Change::Before(encode(&[Instruction::I32Const(offset as u32 as i32), call]))
    }

    fn call_instead(&self, helper: Helper, offset: Option<u64>) -> Change {
        let offset = offset.map(|offset| Instruction::I32Const(offset as u32 as i32));
        let call = Instruction::Call(self.index(helper));
        Change::Instead(encode(&offset.into_iter().chain([call]).collect::<Vec<_>>()))
    }

    fn index(&self, helper: Helper) -> u32 {
        self.first_helper + helper.place()
    }
}

enum Change {
    Nothing,
    /// Goes in front of the instruction.
    Before(Vec<u8>),
    /// Goes to its place.
    Instead(Vec<u8>),
}

fn encode(instructions: &[Instruction]) -> Vec<u8> {
    let mut bytes = Vec::new();
    instructions.iter().for_each(|instruction| instruction.encode(&mut bytes));
    bytes
}

/// What an instruction does with memory.
enum Access {
    /// Reads as many bytes.
    Load(u8),
    /// Writes.
    Store(Stored),
    /// Something that is not watched.
    Other,
}

fn access(operator: &Operator) -> Option<(MemArg, Access)> {
    use Operator as O;
    Some(match *operator {
        O::I32Load8S { memarg } | O::I32Load8U { memarg } | O::I64Load8S { memarg } | O::I64Load8U { memarg } => {
            (memarg, Access::Load(1))
        }
        O::V128Load8Splat { memarg } => (memarg, Access::Load(1)),
        O::I32Load16S { memarg } | O::I32Load16U { memarg } | O::I64Load16S { memarg } | O::I64Load16U { memarg } => {
            (memarg, Access::Load(2))
        }
        O::V128Load16Splat { memarg } => (memarg, Access::Load(2)),
        O::I32Load { memarg } | O::F32Load { memarg } | O::I64Load32S { memarg } | O::I64Load32U { memarg } => {
            (memarg, Access::Load(4))
        }
        O::V128Load32Splat { memarg } | O::V128Load32Zero { memarg } => (memarg, Access::Load(4)),
        O::I64Load { memarg } | O::F64Load { memarg } => (memarg, Access::Load(8)),
        O::V128Load8x8S { memarg }
        | O::V128Load8x8U { memarg }
        | O::V128Load16x4S { memarg }
        | O::V128Load16x4U { memarg }
        | O::V128Load32x2S { memarg }
        | O::V128Load32x2U { memarg }
        | O::V128Load64Splat { memarg }
        | O::V128Load64Zero { memarg } => (memarg, Access::Load(8)),
        O::V128Load { memarg } => (memarg, Access::Load(16)),
        O::I32Store { memarg } => (memarg, Access::Store(Stored::I32)),
        O::I32Store8 { memarg } => (memarg, Access::Store(Stored::I32As8)),
        O::I32Store16 { memarg } => (memarg, Access::Store(Stored::I32As16)),
        O::I64Store { memarg } => (memarg, Access::Store(Stored::I64)),
        O::I64Store8 { memarg } => (memarg, Access::Store(Stored::I64As8)),
        O::I64Store16 { memarg } => (memarg, Access::Store(Stored::I64As16)),
        O::I64Store32 { memarg } => (memarg, Access::Store(Stored::I64As32)),
        O::F32Store { memarg } => (memarg, Access::Store(Stored::F32)),
        O::F64Store { memarg } => (memarg, Access::Store(Stored::F64)),
        O::V128Store { memarg } => (memarg, Access::Store(Stored::V128)),
        O::V128Load8Lane { memarg, .. }
        | O::V128Load16Lane { memarg, .. }
        | O::V128Load32Lane { memarg, .. }
        | O::V128Load64Lane { memarg, .. }
        | O::V128Store8Lane { memarg, .. }
        | O::V128Store16Lane { memarg, .. }
        | O::V128Store32Lane { memarg, .. }
        | O::V128Store64Lane { memarg, .. } => (memarg, Access::Other),
        _ => return None,
    })
}

/// `MODULE.NAME` of an imported global.
pub(super) fn name(module: &Module, global: u32) -> String {
    let import = module.imports.iter().find(|it| it.index == global && matches!(it.ty, TypeRef::Global(_)));
    import.map_or_else(|| format!("global {global}"), |import| format!("{}.{}", import.module, import.name))
}
