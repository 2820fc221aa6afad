//! The functions that a plan adds, encoded.

use wasm_encoder::BlockType;
use wasm_encoder::Encode;
use wasm_encoder::Function;
use wasm_encoder::Instruction;
use wasm_encoder::MemArg;
use wasm_encoder::MemArgTarget;
use wasm_encoder::ValType;

use crate::error::Error;
use crate::error::Result;
use crate::inspect::FlagWord;
use crate::module::Module;
use crate::plan::Body;
use crate::plan::HAVE_RUN;
use crate::plan::RUNNING;
use crate::plan::Target;

/// A function's entry in the code section; [`Body`] draws what each does. `guard` is the index of the guard's global.
pub(super) fn encode(module: &Module, body: &Body, guard: u32) -> Result<Vec<u8>> {
    if let Body::OncePerMemory { to, word } = body {
        return Ok(entry(&once_per_memory(module, target(module, *to)?, *word)));
    }
    let mut function = Function::new([]);
    match body {
        Body::OncePerMemory { .. } => {}
        Body::Empty => {}
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
