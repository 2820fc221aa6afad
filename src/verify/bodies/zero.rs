//! The instructions that fill a memory with zeros.

use wasmparser::BlockType;
use wasmparser::MemArg;
use wasmparser::MemArgTarget;
use wasmparser::Operator;

use crate::plan::ZeroStep;
use crate::plan::ZeroWidth;
use crate::plan::Zeros;

/// All of them, where the memory has this index.
pub(super) fn instructions(zeros: &Zeros, memory: u32) -> Vec<Operator<'static>> {
    zeros.steps().flat_map(|step| one(zeros.memory64, memory, step)).collect()
}

fn one(memory64: bool, memory: u32, step: ZeroStep) -> Vec<Operator<'static>> {
    let number = |value: u64| match memory64 {
        true => Operator::I64Const { value: value as i64 },
        false => Operator::I32Const { value: value as u32 as i32 },
    };
    let (add, less) = match memory64 {
        true => (Operator::I64Add, Operator::I64LtU),
        false => (Operator::I32Add, Operator::I32LtU),
    };
    let place =
        |max_align| MemArg { align: 0, max_align, offset: 0, target: MemArgTarget::Memory(memory), ordering: None };
    let zero = Operator::I64Const { value: 0 };
    match step {
        ZeroStep::Fill { start, length } => {
            vec![number(start), Operator::I32Const { value: 0 }, number(length), Operator::MemoryFill { mem: memory }]
        }
        ZeroStep::Stores { start, last } => vec![
            number(start),
            Operator::LocalSet { local_index: 0 },
            Operator::Loop { blockty: BlockType::Empty },
            Operator::LocalGet { local_index: 0 },
            zero,
            Operator::I64Store { memarg: place(3) },
            Operator::LocalGet { local_index: 0 },
            number(8),
            add,
            Operator::LocalTee { local_index: 0 },
            number(last),
            less,
            Operator::BrIf { relative_depth: 0 },
            Operator::End,
        ],
        ZeroStep::Store { start, width } => {
            let store = match width {
                ZeroWidth::One => Operator::I64Store8 { memarg: place(0) },
                ZeroWidth::Two => Operator::I64Store16 { memarg: place(1) },
                ZeroWidth::Four => Operator::I64Store32 { memarg: place(2) },
                ZeroWidth::Eight => Operator::I64Store { memarg: place(3) },
            };
            vec![number(start), zero, store]
        }
    }
}
