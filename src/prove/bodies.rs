//! Instruments function bodies: code that watches the run goes in front of each instruction that looks at what a host
//! gives, or takes its place.

use wasm_encoder::Encode;
use wasm_encoder::Instruction;
use wasmparser::MemArg;
use wasmparser::MemArgTarget;
use wasmparser::MemoryType;
use wasmparser::Operator;

use super::given::GivenByHost;
use super::helpers::Helper;
use super::helpers::Stored;
use super::layout::GLOBAL;
use super::layout::Layout;
use super::layout::OTHER;
use super::layout::SIZE;
use super::layout::TABLE;
use crate::error::Result;
use crate::module::Module;

/// What the watching code watches, and where it says what it saw.
pub(super) struct Watcher<'g> {
    pub given: &'g GivenByHost,
    pub layout: &'g Layout,
}

/// Bytes that replace a stretch of a body, which may be empty.
struct Patch {
    start: usize,
    end: usize,
    bytes: Vec<u8>,
}

/// The code that watches an instruction.
enum Watching {
    None,
    /// It goes in front of the instruction.
    Before(Vec<u8>),
    /// It takes the instruction's place.
    Instead(Vec<u8>),
}

impl Watcher<'_> {
    /// A function's body with watching code, if it looks at anything that a host gives.
    pub fn body(&self, module: &Module, func: u32) -> Result<Option<Vec<u8>>> {
        let Some(body) = module.body(func) else {
            return Ok(None);
        };
        let patches = self.patches(module, func, body.offset)?;
        Ok(if patches.is_empty() { None } else { Some(patched(body.bytes, &patches)) })
    }

    /// The changes to a function's body, which begins at an offset in the file.
    fn patches(&self, module: &Module, func: u32, body: usize) -> Result<Vec<Patch>> {
        let mut patches = Vec::new();
        // An instruction ends where the next begins, and a function with `end`.
        let mut replaced: Option<Patch> = None;
        for operator in module.operators(func) {
            let (operator, offset) = operator?;
            let at = offset - body;
            patches.extend(replaced.take().map(|patch| Patch { end: at, ..patch }));
            match self.watching(&operator) {
                Watching::None => {}
                Watching::Before(bytes) => patches.push(Patch { start: at, end: at, bytes }),
                Watching::Instead(bytes) => replaced = Some(Patch { start: at, end: at, bytes }),
            }
        }
        Ok(patches)
    }

    fn watching(&self, operator: &Operator) -> Watching {
        match *operator {
            Operator::GlobalGet { global_index } if global_index < self.given.globals => self.note(GLOBAL),
            Operator::TableGet { table }
            | Operator::TableSize { table }
            | Operator::TableGrow { table }
            | Operator::TableCopy { src_table: table, .. }
                if table < self.given.tables =>
            {
                self.note(TABLE)
            }
            _ => match &self.given.memory {
                Some(memory) => self.watching_memory(operator, memory),
                None => Watching::None,
            },
        }
    }

    fn watching_memory(&self, operator: &Operator, memory: &MemoryType) -> Watching {
        match *operator {
            Operator::MemorySize { mem: 0 } | Operator::MemoryGrow { mem: 0 }
                if memory.maximum == Some(memory.initial) =>
            {
                Watching::None
            }
            Operator::MemorySize { mem: 0 } | Operator::MemoryGrow { mem: 0 } => self.note(SIZE),
            Operator::MemoryCopy { dst_mem: 0, src_mem: 0 } => self.call_instead(Helper::Copy, None),
            Operator::MemoryCopy { dst_mem: 0, .. } | Operator::MemoryCopy { src_mem: 0, .. } => self.note(OTHER),
            Operator::MemoryFill { mem: 0 } => self.call_instead(Helper::Fill, None),
            Operator::MemoryInit { mem: 0, data_index } => self.call_instead(Helper::Init(data_index), None),
            _ => match access(operator) {
                Some((memarg, _)) if memarg.target != MemArgTarget::Memory(0) => Watching::None,
                Some((memarg, Access::Load(width))) => self.call_before(Helper::Check(width), memarg.offset),
                Some((memarg, Access::Store(stored))) => self.call_instead(Helper::Store(stored), Some(memarg.offset)),
                Some((_, Access::Other)) => self.note(OTHER),
                None => Watching::None,
            },
        }
    }

    /// ```wat
    /// (global.set $steered (i32.or (global.get $steered) (i32.const BIT)))
    /// ```
    fn note(&self, bit: i32) -> Watching {
        Watching::Before(encode(&[
            Instruction::GlobalGet(self.layout.steered),
            Instruction::I32Const(bit),
            Instruction::I32Or,
            Instruction::GlobalSet(self.layout.steered),
        ]))
    }

    fn call_before(&self, helper: Helper, offset: u64) -> Watching {
        let call = Instruction::Call(self.index(helper));
        Watching::Before(encode(&[Instruction::I32Const(offset as u32 as i32), call]))
    }

    fn call_instead(&self, helper: Helper, offset: Option<u64>) -> Watching {
        let offset = offset.map(|offset| Instruction::I32Const(offset as u32 as i32));
        let call = Instruction::Call(self.index(helper));
        Watching::Instead(encode(&offset.into_iter().chain([call]).collect::<Vec<_>>()))
    }

    fn index(&self, helper: Helper) -> u32 {
        self.layout.first_helper + helper.place()
    }
}

fn patched(body: &[u8], patches: &[Patch]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() * 2);
    let mut done = 0;
    for patch in patches {
        out.extend_from_slice(body.get(done..patch.start).unwrap_or_default());
        out.extend_from_slice(&patch.bytes);
        done = patch.end;
    }
    out.extend_from_slice(body.get(done..).unwrap_or_default());
    out
}

fn encode(instructions: &[Instruction]) -> Vec<u8> {
    let mut bytes = Vec::new();
    instructions.iter().for_each(|instruction| instruction.encode(&mut bytes));
    bytes
}

/// What an instruction does with memory.
enum Access {
    /// Reads this many bytes.
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
