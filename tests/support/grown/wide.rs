//! Modules whose instructions take and give many values at once.

use wasm_encoder::BlockType;
use wasm_encoder::Instruction;
use wasm_encoder::ValType;

use super::parts::Parts;

/// As many as the type of a function may have (WebAssembly JavaScript Interface, implementation-defined limits).
const WIDE: [ValType; 1000] = [ValType::I32; 1000];

/// The constructors call a function of a thousand results again and again, where they never come to.
pub fn results(parts: &mut Parts, count: u32) {
    let ty = parts.ty(&[], &WIDE);
    // Behind the constructors.
    let calls = vec![Instruction::Call(1); count as usize];
    let never = [Instruction::GlobalGet(0), Instruction::I32Eqz, Instruction::If(BlockType::Empty)];
    parts.constructors(&[&never[..], &calls, &[Instruction::Unreachable, Instruction::End]].concat());
    parts.function_of(ty, &[Instruction::Unreachable]);
}

/// A table of so many branches, each with a thousand values.
pub fn branches(parts: &mut Parts, count: u32) {
    let ty = parts.ty(&[], &WIDE);
    parts.constructors(&[
        Instruction::Block(BlockType::FunctionType(ty)),
        Instruction::Unreachable,
        Instruction::BrTable(vec![0; count as usize].into(), 0),
        Instruction::End,
        Instruction::Unreachable,
    ]);
}

/// As many blocks of a thousand parameters.
pub fn blocks(parts: &mut Parts, count: u32) {
    let ty = parts.ty(&WIDE, &WIDE);
    let block = [Instruction::Block(BlockType::FunctionType(ty)), Instruction::End];
    let blocks = block.iter().cycle().take(2 * count as usize).cloned().collect::<Vec<_>>();
    parts.constructors(&[&[Instruction::Unreachable], &blocks[..], &[Instruction::Unreachable]].concat());
}

/// As many functions of a thousand results.
pub fn functions(parts: &mut Parts, count: u32) {
    let ty = parts.ty(&WIDE, &WIDE);
    parts.constructors(&[]);
    for _ in 0..count {
        parts.function_of(ty, &[Instruction::Unreachable]);
    }
}
