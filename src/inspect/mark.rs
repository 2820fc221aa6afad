//! The mark that a fix leaves in a memory that outlives instances: its data is there, and what initialises it has run.

use wasmparser::BlockType;
use wasmparser::MemArg;
use wasmparser::MemArgTarget;
use wasmparser::Operator;

use crate::error::Result;
use crate::module::Module;

/// 16 bytes of a memory that say that its data is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The memory.
    pub memory: u32,
    /// Whether its addresses are i64.
    pub memory64: bool,
    /// Where the bytes lie.
    pub address: u64,
    /// What they are then, the lowest first.
    pub value: u128,
}

/// What a start function does in the first instance on a memory alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// The mark.
    pub mark: Mark,
    /// The function that it calls then.
    pub to: u32,
    /// The data segments that it drops in each instance.
    pub drops: Vec<u32>,
}

impl Mark {
    /// How many bytes it has.
    pub const BYTES: u64 = 16;

    /// Its two halves, the lower first, as instructions hold them.
    pub(crate) fn halves(&self) -> [i64; 2] {
        [self.value as i64, (self.value >> 64) as i64]
    }
}

/// What a function that a fix has made does; `Body::Marked` in the plan draws it.
pub(crate) fn marked(module: &Module, func: u32) -> Result<Option<Marked>> {
    // Up to the end of what is done behind the test.
    const TESTED: usize = 19;
    let mut operators = module.operators(func);
    let mut first = Vec::with_capacity(TESTED);
    for operator in operators.by_ref() {
        let operator = operator?.0;
        // Some tools write an `else` without instructions.
        if operator == Operator::End && first.last() == Some(&Operator::Else) {
            first.pop();
        }
        first.push(operator);
        if first.len() > TESTED || first.last() == Some(&Operator::End) {
            break;
        }
    }
    let Some((mark, to)) = tested(&first) else {
        return Ok(None);
    };
    let mut drops = Vec::new();
    for operator in operators {
        match operator?.0 {
            Operator::DataDrop { data_index } => drops.push(data_index),
            Operator::End => {}
            _ => return Ok(None),
        }
    }
    Ok(Some(Marked { mark, to, drops }))
}

fn tested(operators: &[Operator]) -> Option<(Mark, u32)> {
    let [
        address,
        Operator::I64Load { memarg },
        Operator::I64Const { value: low },
        Operator::I64Eq,
        again,
        Operator::I64Load { memarg: behind },
        Operator::I64Const { value: high },
        Operator::I64Eq,
        Operator::I32And,
        Operator::I32Eqz,
        Operator::If { blockty: BlockType::Empty },
        Operator::Call { function_index },
        stores @ ..,
    ] = operators
    else {
        return None;
    };
    let [
        low_address,
        Operator::I64Const { value: low_stored },
        Operator::I64Store { memarg: low_place },
        high_address,
        Operator::I64Const { value: high_stored },
        Operator::I64Store { memarg: high_place },
        Operator::End,
    ] = stores
    else {
        return None;
    };
    let (memory64, number) = number(address)?;
    let memory = memory_of(memarg, 0)?;
    let is_same = [again, low_address, high_address].into_iter().all(|other| other == address)
        && (low, high) == (low_stored, high_stored)
        && memory_of(low_place, 0) == Some(memory)
        && [behind, high_place].into_iter().all(|place| memory_of(place, 8) == Some(memory));
    let value = u128::from(*low as u64) | u128::from(*high as u64) << 64;
    is_same.then_some((Mark { memory, memory64, address: number, value }, *function_index))
}

fn memory_of(memarg: &MemArg, offset: u64) -> Option<u32> {
    match memarg.target {
        MemArgTarget::Memory(memory) if memarg.offset == offset => Some(memory),
        _ => None,
    }
}

fn number(operator: &Operator) -> Option<(bool, u64)> {
    match operator {
        Operator::I32Const { value } => Some((false, u64::from(*value as u32))),
        Operator::I64Const { value } => Some((true, *value as u64)),
        _ => None,
    }
}
