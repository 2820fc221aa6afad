//! Modules with much to initialise before any code of theirs runs.

use wasm_encoder::ConstExpr;
use wasm_encoder::Instruction;
use wasm_encoder::RefType;

use super::parts::Parts;

/// Globals that begin with a sum.
pub fn sums(parts: &mut Parts, count: u32) {
    parts.constructors(&[]);
    for _ in 0..count {
        parts.global_of(&ConstExpr::extended([
            Instruction::I32Const(0),
            Instruction::I32Const(1),
            Instruction::I32Add,
        ]));
    }
}

/// Elements that are expressions, all in one segment.
pub fn elements(parts: &mut Parts, count: u32) {
    parts.constructors(&[]);
    parts.table_of_expressions(&vec![ConstExpr::ref_null(RefType::FUNCREF.heap_type); count as usize]);
}

/// Data segments that lie far apart, in a memory of almost 1 GiB.
pub fn data(parts: &mut Parts, count: u32) {
    parts.constructors(&[]);
    parts.pages(PAGES);
    let between = u32::try_from(PAGES << 16).unwrap_or(u32::MAX) / count.max(1);
    for index in 0..count {
        parts.data(index * between, &[1]);
    }
}

const PAGES: u64 = 15_000;

/// A function that sets each of so many globals.
pub fn globals(parts: &mut Parts, count: u32) {
    let globals: Vec<u32> = (0..count).map(|_| parts.global()).collect();
    let sets = globals.iter().flat_map(|&global| [Instruction::I32Const(1), Instruction::GlobalSet(global)]);
    parts.constructors(&sets.collect::<Vec<_>>());
}
