//! The functions that a plan adds, encoded.

use wasm_encoder::BlockType;
use wasm_encoder::Encode;
use wasm_encoder::Function;
use wasm_encoder::Instruction;

use crate::error::Error;
use crate::error::Result;
use crate::module::Module;
use crate::plan::Body;
use crate::plan::Target;

/// A function's entry in the code section; [`Body`] draws what each does. `guard` is the index of the guard's global.
pub(super) fn encode(module: &Module, body: &Body, guard: u32) -> Result<Vec<u8>> {
    let mut function = Function::new([]);
    match body {
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
            let parameters = module.function_type(*func).map_or(0, |ty| ty.params().len() as u32);
            for parameter in 0..parameters {
                function.instruction(&Instruction::LocalGet(parameter));
            }
            function.instruction(&Instruction::Call(*func));
        }
    }
    function.instruction(&Instruction::End);
    let mut entry = Vec::new();
    function.encode(&mut entry);
    Ok(entry)
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
