//! The functions by which the first instance on a memory alone writes its data, encoded; `Body` draws them.

use wasm_encoder::BlockType;
use wasm_encoder::Function;
use wasm_encoder::Instruction;
use wasm_encoder::MemArg;
use wasm_encoder::MemArgTarget;

use crate::inspect::ActiveSegment;
use crate::inspect::Mark;

/// Writes data segments.
pub(super) fn fill(function: &mut Function, memory: u32, memory64: bool, segments: &[ActiveSegment]) {
    for segment in segments {
        function
            .instruction(&number(memory64, segment.address))
            .instruction(&Instruction::I32Const(0))
            .instruction(&Instruction::I32Const(segment.length as i32))
            .instruction(&Instruction::MemoryInit { mem: memory, data_index: segment.segment });
    }
}

/// Calls a function unless the memory has the mark.
pub(super) fn marked(function: &mut Function, mark: &Mark, to: u32, drops: &[u32]) {
    let [low, high] = mark.halves();
    let address = || number(mark.memory64, mark.address);
    let place = |offset| MemArg { offset, align: 0, target: MemArgTarget::Memory(mark.memory), ordering: None };
    for (offset, half) in [(0, low), (8, high)] {
        function
            .instruction(&address())
            .instruction(&Instruction::I64Load(place(offset)))
            .instruction(&Instruction::I64Const(half))
            .instruction(&Instruction::I64Eq);
    }
    function
        .instruction(&Instruction::I32And)
        .instruction(&Instruction::I32Eqz)
        .instruction(&Instruction::If(BlockType::Empty))
        .instruction(&Instruction::Call(to));
    for (offset, half) in [(0, low), (8, high)] {
        function
            .instruction(&address())
            .instruction(&Instruction::I64Const(half))
            .instruction(&Instruction::I64Store(place(offset)));
    }
    function.instruction(&Instruction::End);
    for segment in drops {
        function.instruction(&Instruction::DataDrop(*segment));
    }
}

fn number(memory64: bool, value: u64) -> Instruction<'static> {
    match memory64 {
        true => Instruction::I64Const(value as i64),
        false => Instruction::I32Const(value as u32 as i32),
    }
}
