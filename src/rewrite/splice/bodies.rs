//! The functions that a plan adds, encoded.

use wasm_encoder::BlockType;
use wasm_encoder::Encode;
use wasm_encoder::Function;
use wasm_encoder::Instruction;
use wasm_encoder::MemArg;
use wasm_encoder::MemArgTarget;
use wasm_encoder::ValType;

use super::mark;
use crate::error::Error;
use crate::error::Result;
use crate::inspect::FlagWord;
use crate::inspect::HAVE_RUN;
use crate::inspect::RUNNING;
use crate::module::Module;
use crate::plan::Body;
use crate::plan::Target;
use crate::plan::ZeroStep;
use crate::plan::ZeroWidth;
use crate::plan::Zeros;

/// A function's entry in the code section; [`Body`] draws what each does. `guard` is the index of the guard's global.
pub(super) fn encode(module: &Module, body: &Body, guard: u32) -> Result<Vec<u8>> {
    if let Body::OncePerMemory { to, word } = body {
        return Ok(entry(&once_per_memory(module, target(module, *to)?, *word)));
    }
    let mut function = Function::new(locals(body));
    match body {
        Body::OncePerMemory { .. } => {}
        Body::Empty => {}
        Body::Zero(zeros) => zeros.steps().for_each(|step| zero(&mut function, zeros, step)),
        Body::Fill { memory, memory64, segments } => mark::fill(&mut function, *memory, *memory64, segments),
        Body::Marked { mark, to, drops } => mark::marked(&mut function, mark, target(module, *to)?, drops),
        Body::Chain(calls) => {
            for to in calls {
                function.instruction(&Instruction::Call(target(module, *to)?));
            }
        }
        Body::RunOnce(to) => {
            function
                .instruction(&Instruction::GlobalGet(guard))
                .instruction(&Instruction::If(BlockType::Empty))
                .instruction(&Instruction::Return)
                .instruction(&Instruction::End)
                .instruction(&Instruction::I32Const(1))
                .instruction(&Instruction::GlobalSet(guard))
                .instruction(&Instruction::Call(target(module, *to)?));
        }
        Body::Guarded { init, func } => {
            function.instruction(&Instruction::Call(target(module, *init)?));
            hand_over(module, *func, &mut function);
        }
        Body::Followed { func, then } => {
            hand_over(module, *func, &mut function);
            function.instruction(&Instruction::Call(target(module, *then)?));
        }
    }
    function.instruction(&Instruction::End);
    Ok(entry(&function))
}

fn entry(function: &Function) -> Vec<u8> {
    let mut entry = Vec::new();
    function.encode(&mut entry);
    entry
}

fn once_per_memory(module: &Module, to: u32, word: FlagWord) -> Function {
    let is_wide = module.memories.get(word.memory as usize).is_some_and(|memory| memory.ty.memory64);
    let address = match is_wide {
        true => Instruction::I64Const(word.address as i64),
        false => Instruction::I32Const(word.address as u32 as i32),
    };
    let memarg = MemArg { offset: 0, align: 2, target: MemArgTarget::Memory(word.memory), ordering: None };
    let mut function = Function::new([(1, ValType::I32)]);
    function
        .instruction(&Instruction::Loop(BlockType::Empty))
        .instruction(&address)
        .instruction(&Instruction::I32Const(word.ready))
        .instruction(&Instruction::I32Const(RUNNING))
        .instruction(&Instruction::I32AtomicRmwCmpxchg(memarg))
        .instruction(&Instruction::LocalTee(0))
        .instruction(&Instruction::I32Const(RUNNING))
        .instruction(&Instruction::I32Eq)
        .instruction(&Instruction::BrIf(0))
        .instruction(&Instruction::End)
        .instruction(&Instruction::LocalGet(0))
        .instruction(&Instruction::I32Const(word.ready))
        .instruction(&Instruction::I32Eq)
        .instruction(&Instruction::If(BlockType::Empty))
        .instruction(&Instruction::Call(to))
        .instruction(&address)
        .instruction(&Instruction::I32Const(HAVE_RUN))
        .instruction(&Instruction::I32AtomicStore(memarg))
        .instruction(&Instruction::End)
        .instruction(&Instruction::End);
    function
}

/// The call of a function with all parameters.
fn hand_over(module: &Module, func: u32, function: &mut Function) {
    let parameters = module.function_type(func).map_or(0, |ty| ty.params().len() as u32);
    for parameter in 0..parameters {
        function.instruction(&Instruction::LocalGet(parameter));
    }
    function.instruction(&Instruction::Call(func));
}

fn locals(body: &Body) -> Vec<(u32, ValType)> {
    match body {
        Body::Zero(zeros) if zeros.loops() => vec![(1, if zeros.memory64 { ValType::I64 } else { ValType::I32 })],
        _ => Vec::new(),
    }
}

/// One step of filling a memory with zeros. No memory gets another index here.
fn zero(function: &mut Function, zeros: &Zeros, step: ZeroStep) {
    let number = |value: u64| match zeros.memory64 {
        true => Instruction::I64Const(value as i64),
        false => Instruction::I32Const(value as u32 as i32),
    };
    let (add, less) = match zeros.memory64 {
        true => (Instruction::I64Add, Instruction::I64LtU),
        false => (Instruction::I32Add, Instruction::I32LtU),
    };
    let place = MemArg { offset: 0, align: 0, target: MemArgTarget::Memory(zeros.memory), ordering: None };
    match step {
        ZeroStep::Fill { start, length } => {
            function
                .instruction(&number(start))
                .instruction(&Instruction::I32Const(0))
                .instruction(&number(length))
                .instruction(&Instruction::MemoryFill(zeros.memory));
        }
        ZeroStep::Stores { start, last } => {
            function
                .instruction(&number(start))
                .instruction(&Instruction::LocalSet(0))
                .instruction(&Instruction::Loop(BlockType::Empty))
                .instruction(&Instruction::LocalGet(0))
                .instruction(&Instruction::I64Const(0))
                .instruction(&Instruction::I64Store(place))
                .instruction(&Instruction::LocalGet(0))
                .instruction(&number(8))
                .instruction(&add)
                .instruction(&Instruction::LocalTee(0))
                .instruction(&number(last))
                .instruction(&less)
                .instruction(&Instruction::BrIf(0))
                .instruction(&Instruction::End);
        }
        ZeroStep::Store { start, width } => {
            function.instruction(&number(start)).instruction(&Instruction::I64Const(0)).instruction(&match width {
                ZeroWidth::One => Instruction::I64Store8(place),
                ZeroWidth::Two => Instruction::I64Store16(place),
                ZeroWidth::Four => Instruction::I64Store32(place),
                ZeroWidth::Eight => Instruction::I64Store(place),
            });
        }
    }
}

/// A function's index: those of the input keep theirs, and new ones come after them.
pub(super) fn target(module: &Module, target: Target) -> Result<u32> {
    match target {
        Target::Old(func) => Ok(func),
        Target::New(added) => u32::try_from(added.number())
            .ok()
            .and_then(|added| module.function_count().checked_add(added))
            .ok_or_else(|| Error::bug("the plan adds more functions than there can be")),
    }
}
