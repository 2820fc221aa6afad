//! Modules that make arrays and structs of very many values.

use wasm_encoder::BlockType;
use wasm_encoder::Instruction;

use super::reactor;

/// As many as a struct may have fields, and as an array may be made of at once (WebAssembly JavaScript Interface,
/// implementation-defined limits).
const MANY: u32 = 10_000;

/// The constructors make arrays where they never come to, so that the values need not be there.
pub fn arrays(count: u32) -> Vec<u8> {
    reactor(|parts| {
        let array_type_index = parts.array();
        let never = [
            Instruction::GlobalGet(0),
            Instruction::I32Eqz,
            Instruction::If(BlockType::Empty),
            Instruction::Unreachable,
        ];
        let array = [Instruction::ArrayNewFixed { array_type_index, array_size: MANY }, Instruction::Drop];
        let arrays = array.iter().cycle().take(2 * count as usize).cloned().collect::<Vec<_>>();
        parts.constructors(&[&never[..], &arrays, &[Instruction::End]].concat());
    })
}

/// Globals that begin with a struct.
pub fn globals(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.constructors(&[]);
        let ty = parts.structure(MANY);
        (0..count).for_each(|_| parts.global_of_struct(ty));
    })
}

/// Elements that are structs, all in one segment.
pub fn elements(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.constructors(&[]);
        let ty = parts.structure(MANY);
        parts.elements_of_structs(ty, count);
    })
}
