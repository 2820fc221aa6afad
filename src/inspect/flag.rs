//! The word in shared memory by which the linker has data written once.

use std::collections::HashSet;

use wasmparser::MemArg;
use wasmparser::MemArgTarget;
use wasmparser::Operator;

use super::start::Start;
use super::start::StartKind;
use crate::error::Result;
use crate::module::Module;

/// A word in shared memory that says how far initialisation is, for all instances that share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlagWord {
    /// The memory.
    pub memory: u32,
    /// Where it lies, in bytes.
    pub address: u64,
    /// Its value when constructors may run.
    pub ready: i32,
}

/// lld's name for the stack pointer (`lld/wasm/Driver.cpp`, `createSyntheticSymbols`).
const STACK_POINTER: &str = "__stack_pointer";

/// The value of the linker's word once data is there.
const FILLED: i32 = 2;

/// The word of `__wasm_init_memory`, which is 0 at first, 1 while data is written, and 2 from then on. Every other value means the
/// same as 2 there (`lld/wasm/Writer.cpp`, `createInitMemoryFunction`).
///
/// ```wat
/// (br_table $init $wait $drop (i32.atomic.rmw.cmpxchg (i32.const $word) (i32.const 0) (i32.const 1)))
/// ```
pub(super) fn flag_word(module: &Module, start: Option<&Start>) -> Result<Option<FlagWord>> {
    let Some(start) = start.filter(|start| start.kind != StartKind::Code) else {
        return Ok(None);
    };
    let mut functions = vec![start.function.func];
    // `__wasm_start` calls it.
    for operator in module.operators(start.function.func) {
        if let Operator::Call { function_index } = operator?.0 {
            functions.push(function_index);
        }
    }
    for func in functions {
        if let Some(word) = word_of(module, func)? {
            return Ok(Some(word));
        }
    }
    Ok(None)
}

/// The word by which this tool had the constructors of a module run once for all instances.
///
/// ```wat
/// (loop $look (br_if $look (i32.eq (i32.const 3)
///   (local.tee $was (i32.atomic.rmw.cmpxchg (i32.const $word) (i32.const $ready) (i32.const 3))))))
/// ```
#[cfg(feature = "aot")]
pub(crate) fn guard_word(module: &Module) -> Result<Option<FlagWord>> {
    if !module.memories.iter().any(|memory| memory.ty.shared) {
        return Ok(None);
    }
    for func in (module.imported_functions..module.function_count()).filter(|func| module.is_nullary(*func)) {
        let first: Vec<Operator> =
            module.operators(func).take(5).map(|operator| Ok(operator?.0)).collect::<Result<_>>()?;
        if let [
            Operator::Loop { .. },
            address,
            Operator::I32Const { value: ready },
            Operator::I32Const { value: 3 },
            Operator::I32AtomicRmwCmpxchg { memarg },
        ] = first.as_slice()
            && let Some(word) = word_at(address, memarg, *ready)
        {
            return Ok(Some(word));
        }
    }
    Ok(None)
}

/// Whether a function, or one that it certainly calls, sets a global or a table: each instance has these for itself. The stack pointer
/// is set back.
pub(super) fn sets_own_state(module: &Module, func: u32) -> Result<bool> {
    let stack: HashSet<u32> = module.names.globals(STACK_POINTER).into_iter().collect();
    let mut met = HashSet::from([func]);
    let mut waiting = vec![func];
    while let Some(func) = waiting.pop() {
        for operator in module.operators(func) {
            match operator?.0 {
                Operator::Call { function_index } if met.insert(function_index) => waiting.push(function_index),
                Operator::GlobalSet { global_index } if !stack.contains(&global_index) => return Ok(true),
                Operator::TableSet { .. }
                | Operator::TableGrow { .. }
                | Operator::TableFill { .. }
                | Operator::TableCopy { .. }
                | Operator::TableInit { .. } => return Ok(true),
                _ => {}
            }
        }
    }
    Ok(false)
}

fn word_of(module: &Module, func: u32) -> Result<Option<FlagWord>> {
    let mut last: [Option<Operator>; 4] = [None, None, None, None];
    for operator in module.operators(func) {
        let operator = operator?.0;
        if let Operator::BrTable { targets } = &operator
            && targets.len() == 2
            && let Some(word) = compared(&last)
            && module.memories.get(word.memory as usize).is_some_and(|memory| memory.ty.shared)
        {
            return Ok(Some(word));
        }
        last.rotate_left(1);
        last[3] = Some(operator);
    }
    Ok(None)
}

/// The word that these instructions compare with 0, and set to 1.
fn compared(operators: &[Option<Operator>; 4]) -> Option<FlagWord> {
    let [address, Some(Operator::I32Const { value: 0 }), Some(Operator::I32Const { value: 1 }), exchange] = operators
    else {
        return None;
    };
    let Some(Operator::I32AtomicRmwCmpxchg { memarg }) = exchange else {
        return None;
    };
    word_at(address.as_ref()?, memarg, FILLED)
}

fn word_at(address: &Operator, memarg: &MemArg, ready: i32) -> Option<FlagWord> {
    let base = match address {
        Operator::I32Const { value } => u64::from(*value as u32),
        Operator::I64Const { value } => *value as u64,
        _ => return None,
    };
    let MemArgTarget::Memory(memory) = memarg.target else {
        return None;
    };
    Some(FlagWord { memory, address: base.checked_add(memarg.offset)?, ready })
}
