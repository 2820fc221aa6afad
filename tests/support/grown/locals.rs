//! Modules whose functions declare many local variables: a few bytes declare fifty thousand.

use wasm_encoder::ExportKind;
use wasm_encoder::Instruction;
use wasm_encoder::ValType;

use super::reactor;

/// As many as a parser takes, in one run.
const MANY: &[(u32, ValType)] = &[(50_000, ValType::I32)];

/// Local variables with names, in runs of one.
pub fn named(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.constructors(&[]);
        let many = parts.function_with_locals(&vec![(1, ValType::I32); count.min(50_000) as usize]);
        parts.export("run", ExportKind::Func, many);
        parts.local_names(many, (0..count.min(50_000)).map(|index| format!("l{index}")));
    })
}

/// Bodies that declare as many as a parser takes.
pub fn declared(count: u32) -> Vec<u8> {
    reactor(|parts| {
        parts.constructors(&[]);
        for _ in 0..count {
            parts.function_with_locals(MANY);
        }
    })
}

/// Exports as lld wraps them, but that each wrapper declares as many.
pub fn wrapped(count: u32) -> Vec<u8> {
    reactor(|parts| {
        let constructors = parts.function(&[Instruction::I32Const(1), Instruction::GlobalSet(0)]);
        parts.name(constructors, "__wasm_call_ctors");
        for index in 0..count {
            let function = parts.function(&[]);
            parts.name(function, &format!("f{index}"));
            let wrapper = parts.function_with(MANY, &[Instruction::Call(constructors), Instruction::Call(function)]);
            parts.name(wrapper, &format!("f{index}.command_export"));
            parts.export(&format!("f{index}"), ExportKind::Func, wrapper);
        }
    })
}
