//! Stretches of memory that the start function certainly fills with zeros before it does anything else: the linker's `.bss`, and what a
//! fix by this tool fills.

use std::collections::HashSet;
use std::ops::Range;

use wasmparser::MemArg;
use wasmparser::MemArgTarget;
use wasmparser::Operator;

use crate::error::Result;
use crate::module::Module;

/// lld's `__wasm_start` calls `__wasm_init_memory`, and a fix may have put a function before that.
const DEPTH: usize = 3;

/// A stretch of a memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Zeroed {
    pub memory: u32,
    pub bytes: Range<u64>,
}

/// What the start function fills first.
pub(super) fn by_start(module: &Module) -> Result<Vec<Zeroed>> {
    let mut reader = Reader { module, zeroed: Vec::new(), done: HashSet::new() };
    if let Some(start) = module.start {
        reader.follow(start, DEPTH)?;
    }
    Ok(reader.zeroed)
}

/// Whether a function fills memory with zeros, and does nothing else.
pub(super) fn zeroes_alone(module: &Module, func: u32) -> Result<bool> {
    let mut reader = Reader { module, zeroed: Vec::new(), done: HashSet::new() };
    Ok(reader.follow(func, 0)? && !reader.zeroed.is_empty())
}

/// Reads functions that fill memory.
struct Reader<'m, 'a> {
    module: &'m Module<'a>,
    zeroed: Vec<Zeroed>,
    /// The functions that were read to the end.
    done: HashSet<u32>,
}

impl Reader<'_, '_> {
    /// Reads as far as code fills memory and does nothing else; says whether that is to the end.
    fn follow(&mut self, func: u32, depth: usize) -> Result<bool> {
        let mut constants = Vec::new();
        let mut operators = self.module.operators(func);
        while let Some(operator) = operators.next() {
            let operator = operator?.0;
            if let Some(value) = constant(&operator) {
                constants.push(value);
                continue;
            }
            let found = match (&operator, constants.as_slice()) {
                (Operator::Nop, _) => continue,
                (Operator::End, []) => {
                    self.done.insert(func);
                    return Ok(true);
                }
                (Operator::Call { function_index: callee }, []) if self.done.contains(callee) => continue,
                (Operator::Call { function_index: callee }, []) if depth > 0 && self.follow(*callee, depth - 1)? => {
                    continue;
                }
                (Operator::MemoryFill { mem }, [start, 0, length]) => {
                    Some((*mem, *start, start.saturating_add(*length)))
                }
                (Operator::LocalSet { local_index: 0 }, [start]) => {
                    let next = operators.by_ref().take(12).map(|next| Ok(next?.0)).collect::<Result<Vec<_>>>()?;
                    stores_in_a_loop(&next).map(|(memory, last)| (memory, *start, last))
                }
                (operator, [start, 0]) => {
                    store(operator).map(|(memory, width)| (memory, *start, start.saturating_add(width)))
                }
                _ => None,
            };
            let Some((memory, start, end)) = found else {
                return Ok(false);
            };
            self.zeroed.push(Zeroed { memory, bytes: start..end });
            constants.clear();
        }
        // An imported function has no code here.
        Ok(false)
    }
}

fn constant(operator: &Operator) -> Option<u64> {
    match operator {
        Operator::I32Const { value } => Some(u64::from(*value as u32)),
        Operator::I64Const { value } => Some(*value as u64),
        _ => None,
    }
}

/// The memory of a store of an i64 without an alignment, as this tool writes it, and how many bytes it writes.
fn store(operator: &Operator) -> Option<(u32, u64)> {
    let (memarg, width) = match operator {
        Operator::I64Store8 { memarg } => (memarg, 1),
        Operator::I64Store16 { memarg } => (memarg, 2),
        Operator::I64Store32 { memarg } => (memarg, 4),
        Operator::I64Store { memarg } => (memarg, 8),
        _ => return None,
    };
    match memarg {
        MemArg { align: 0, offset: 0, target: MemArgTarget::Memory(memory), ordering: None, .. } => {
            Some((*memory, width))
        }
        _ => None,
    }
}

/// The memory that a loop fills eight bytes at a time from the address in the first local, and the address where it ends at the
/// earliest. [`Body`](crate::plan::Body) draws it.
fn stores_in_a_loop(operators: &[Operator]) -> Option<(u32, u64)> {
    let [
        Operator::Loop { .. },
        Operator::LocalGet { local_index: 0 },
        Operator::I64Const { value: 0 },
        stores,
        Operator::LocalGet { local_index: 0 },
        step,
        Operator::I32Add | Operator::I64Add,
        Operator::LocalTee { local_index: 0 },
        last,
        Operator::I32LtU | Operator::I64LtU,
        Operator::BrIf { relative_depth: 0 },
        Operator::End,
    ] = operators
    else {
        return None;
    };
    let (memory, width) = store(stores)?;
    (constant(step)? == width).then_some((memory, constant(last)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(start: &str) -> Vec<(u64, u64)> {
        let wasm = wat::parse_str(format!(
            "(module (memory 1) (global $g (mut i32) (i32.const 0)) (func $fill (memory.fill (i32.const 8) (i32.const 0) (i32.const 4)))
             (func $start {start}) (start $start))"
        ));
        let wasm = wasm.expect("it is valid");
        let module = Module::parse(&wasm).expect("it is valid");
        by_start(&module)
            .expect("it can be read")
            .into_iter()
            .map(|zeroed| (zeroed.bytes.start, zeroed.bytes.end))
            .collect()
    }

    #[test]
    fn what_comes_first_is_found() {
        let fill = "(memory.fill (i32.const 16) (i32.const 0) (i32.const 16))";
        assert_eq!(found(fill), [(16, 32)]);
        assert_eq!(found(&format!("(call $fill) {fill} (drop (global.get $g))")), [(8, 12), (16, 32)]);
        assert_eq!(found("(i64.store align=1 (i32.const 64) (i64.const 0))"), [(64, 72)]);
    }

    #[test]
    fn what_comes_later_or_may_not_is_not() {
        let fill = "(memory.fill (i32.const 16) (i32.const 0) (i32.const 16))";
        let others = [
            format!("(drop (global.get $g)) {fill}"),
            format!("(if (global.get $g) (then {fill}))"),
            format!("(block (br_if 0 (global.get $g)) {fill})"),
            "(memory.fill (i32.const 16) (i32.const 1) (i32.const 16))".to_owned(),
            "(memory.fill (global.get $g) (i32.const 0) (i32.const 16))".to_owned(),
            "(i64.store align=1 (i32.const 64) (i64.const 1))".to_owned(),
            "(i64.store offset=8 align=1 (i32.const 64) (i64.const 0))".to_owned(),
            "(i32.store (i32.const 64) (i32.const 0))".to_owned(),
        ];
        for start in others {
            assert!(found(&start).is_empty(), "{start}");
        }
    }
}
