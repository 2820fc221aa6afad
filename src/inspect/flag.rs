//! Words in shared memory that say how far initialisation is, for all instances that share it.

use std::collections::HashSet;
use std::ops::Range;

use wasmparser::MemArg;
use wasmparser::MemArgTarget;
use wasmparser::Operator;

use super::start::Start;
use super::start::StartKind;
use crate::error::Result;
use crate::module::Module;

/// A word in shared memory that says how far initialisation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct FlagWord {
    /// The memory.
    pub memory: u32,
    /// Where it lies, in bytes.
    pub address: u64,
    /// Its value when constructors may run.
    pub ready: i32,
}

/// What the linker does about shared memory.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LinkersWord {
    /// The word by which it has data written once.
    pub word: FlagWord,
    /// What it writes then.
    pub fills: Vec<Range<u64>>,
}

/// The value of the linker's word once data is there.
const FILLED: i32 = 2;
/// The values of a word of this tool's: while constructors run, and when they have.
pub(crate) const RUNNING: i32 = 3;
pub(crate) const HAVE_RUN: i32 = 4;

/// The word of `__wasm_init_memory`, which is 0 at first, 1 while data is written, and 2 from then on. Every other value means the
/// same as 2 there (`lld/wasm/Writer.cpp`, `createInitMemoryFunction`).
///
/// ```wat
/// (br_table $init $wait $drop (i32.atomic.rmw.cmpxchg (i32.const $word) (i32.const 0) (i32.const 1)))
/// …
/// (i32.atomic.store (i32.const $word) (i32.const 2))
/// ```
pub(super) fn linkers_word(module: &Module, start: Option<&Start>) -> Result<Option<LinkersWord>> {
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
        if let Some(word) = linkers_word_of(module, func)? {
            return Ok(Some(word));
        }
    }
    Ok(None)
}

fn linkers_word_of(module: &Module, func: u32) -> Result<Option<LinkersWord>> {
    let mut last = LastOperators::default();
    let mut asked = None;
    let mut stored = HashSet::new();
    let mut fills = Vec::new();
    for operator in module.operators(func) {
        let operator = operator?.0;
        match &operator {
            Operator::BrTable { targets } if targets.len() == 2 => {
                let first = targets.targets().next().and_then(std::result::Result::ok);
                asked = asked.or(last.exchanged(0, 1).filter(|_| first != Some(targets.default())));
            }
            Operator::I32AtomicStore { memarg } => stored.extend(last.stored(memarg, FILLED)),
            Operator::MemoryInit { .. } | Operator::MemoryFill { .. } => fills.extend(last.filled()),
            _ => {}
        }
        last.push(operator);
    }
    let word = asked.filter(|word: &FlagWord| stored.contains(&(word.memory, word.address)));
    Ok(word.filter(|word| is_shared(module, word.memory)).map(|word| {
        let word = FlagWord { ready: FILLED, ..word };
        LinkersWord { word, fills }
    }))
}

/// The word by which this tool had the constructors run once for all instances, in one of these functions.
///
/// ```wat
/// (i32.atomic.rmw.cmpxchg (i32.const $word) (i32.const $ready) (i32.const 3))
/// …
/// (i32.atomic.store (i32.const $word) (i32.const 4))
/// ```
pub(crate) fn guard_word(module: &Module, functions: impl Iterator<Item = u32>) -> Result<Option<FlagWord>> {
    if !module.memories.iter().any(|memory| memory.ty.shared) {
        return Ok(None);
    }
    for func in functions {
        let mut last = LastOperators::default();
        let mut asked: Option<FlagWord> = None;
        for operator in module.operators(func) {
            let operator = operator?.0;
            match &operator {
                Operator::I32AtomicRmwCmpxchg { memarg } => asked = asked.or(last.asked(memarg)),
                Operator::I32AtomicStore { memarg } => {
                    let found = last.stored(memarg, HAVE_RUN).zip(asked);
                    if let Some((place, word)) = found
                        && place == (word.memory, word.address)
                    {
                        return Ok(Some(word));
                    }
                }
                _ => {}
            }
            last.push(operator);
        }
    }
    Ok(None)
}

fn is_shared(module: &Module, memory: u32) -> bool {
    module.memories.get(memory as usize).is_some_and(|memory| memory.ty.shared)
}

/// The last few instructions, the newest last.
#[derive(Default)]
struct LastOperators<'a>([Option<Operator<'a>>; 4]);

impl<'a> LastOperators<'a> {
    fn push(&mut self, operator: Operator<'a>) {
        self.0.rotate_left(1);
        self.0[3] = Some(operator);
    }

    /// The word that the last one exchanged, if it was for these values.
    fn exchanged(&self, expected: i32, new: i32) -> Option<FlagWord> {
        let [
            Some(address),
            Some(Operator::I32Const { value: was }),
            Some(Operator::I32Const { value: is }),
            Some(exchange),
        ] = &self.0
        else {
            return None;
        };
        let Operator::I32AtomicRmwCmpxchg { memarg } = exchange else {
            return None;
        };
        let (memory, address) = place(address, memarg)?;
        ((*was, *is) == (expected, new)).then_some(FlagWord { memory, address, ready: expected })
    }

    /// The word that an exchange asks for, which would have the constructors run.
    fn asked(&self, memarg: &MemArg) -> Option<FlagWord> {
        let [_, Some(address), Some(Operator::I32Const { value: ready }), Some(Operator::I32Const { value: RUNNING })] =
            &self.0
        else {
            return None;
        };
        let (memory, address) = place(address, memarg)?;
        Some(FlagWord { memory, address, ready: *ready })
    }

    /// Where a store puts this value.
    fn stored(&self, memarg: &MemArg, wanted: i32) -> Option<(u32, u64)> {
        match &self.0 {
            [_, _, Some(address), Some(Operator::I32Const { value })] if *value == wanted => place(address, memarg),
            _ => None,
        }
    }

    /// What a bulk operation writes, where its place and length are constants.
    fn filled(&self) -> Option<Range<u64>> {
        let [_, Some(to), _, Some(length)] = &self.0 else {
            return None;
        };
        let start = number(to)?;
        Some(start..start.saturating_add(number(length)?))
    }
}

fn place(address: &Operator, memarg: &MemArg) -> Option<(u32, u64)> {
    let MemArgTarget::Memory(memory) = memarg.target else {
        return None;
    };
    Some((memory, number(address)?.checked_add(memarg.offset)?))
}

fn number(operator: &Operator) -> Option<u64> {
    match operator {
        Operator::I32Const { value } => Some(u64::from(*value as u32)),
        Operator::I64Const { value } => Some(*value as u64),
        _ => None,
    }
}
