//! The mark that a fix leaves in a memory that outlives instances: its data is there, and what initialises it has run.

use std::collections::HashMap;
use std::collections::HashSet;

use wasmparser::MemArg;
use wasmparser::MemArgTarget;
use wasmparser::Operator;

use crate::error::Result;
use crate::module::Module;

/// 16 bytes of a memory that say that its data is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
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
#[non_exhaustive]
pub struct Marked {
    /// The mark.
    pub mark: Mark,
    /// The function that it calls then; none if an optimiser has put that into it.
    pub to: Option<u32>,
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

/// The hash FNV-1a of 128 bits, with its authors' numbers, begun or gone on with.
pub(crate) fn hash(so_far: Option<u128>, bytes: impl IntoIterator<Item = u8>) -> u128 {
    const OFFSET_BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0100_0000_0000_0000_0000_013b;
    let step = |hash: u128, byte: u8| (hash ^ u128::from(byte)).wrapping_mul(PRIME);
    bytes.into_iter().fold(so_far.unwrap_or(OFFSET_BASIS), step)
}

/// What a function does that a fix has made, and perhaps an optimiser changed: it compares 16 bytes at a constant address with two
/// constants, and stores the same two there. `Body::Marked` in the plan draws it.
pub(crate) fn marked(module: &Module, func: u32) -> Result<Option<Marked>> {
    let mut seen = Words::default();
    for operator in module.operators(func) {
        seen.look(operator?.0);
    }
    let Some(mark) = seen.mark() else {
        return Ok(None);
    };
    let to = match seen.calls.as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    Ok(Some(Marked { mark, to, drops: seen.drops }))
}

/// The end of what the first instance writes: the mark, and data at constant addresses.
pub(super) fn written_by(module: &Module, func: u32, marked: &Marked) -> Result<u64> {
    let mut end = marked.mark.address.saturating_add(Mark::BYTES);
    let mut functions = vec![func];
    functions.extend(marked.to);
    for at in 0.. {
        let Some(func) = functions.get(at).copied() else {
            break;
        };
        let mut last: [Option<Operator>; 3] = [const { None }; 3];
        for operator in module.operators(func) {
            let operator = operator?.0;
            match (&operator, &last) {
                (Operator::MemoryInit { mem, .. }, [Some(to), _, Some(length)]) if *mem == marked.mark.memory => {
                    let written = number(to).zip(number(length));
                    end = end.max(written.map_or(0, |((_, to), (_, length))| to.saturating_add(length)));
                }
                // The function that the first instance runs calls the one that writes.
                (Operator::Call { function_index }, _) if Some(func) == marked.to => functions.push(*function_index),
                _ => {}
            }
            last.rotate_left(1);
            last[2] = Some(operator);
        }
    }
    Ok(end)
}

/// A value at a constant address.
type Word = (u32, bool, u64, i64);

/// What a function compares and stores.
#[derive(Default)]
struct Words<'a> {
    compared: Vec<Word>,
    stored: HashSet<Word>,
    calls: Vec<u32>,
    drops: Vec<u32>,
    /// The last instructions, the newest last.
    last: [Option<Operator<'a>>; 3],
}

impl<'a> Words<'a> {
    fn look(&mut self, operator: Operator<'a>) {
        match (&operator, &self.last) {
            (
                Operator::I64Eq | Operator::I64Ne,
                [Some(address), Some(Operator::I64Load { memarg }), Some(Operator::I64Const { value })],
            ) => self.compared.extend(word(address, memarg, *value)),
            (Operator::I64Store { memarg }, [_, Some(address), Some(Operator::I64Const { value })]) => {
                self.stored.extend(word(address, memarg, *value));
            }
            (Operator::Call { function_index }, _) => self.calls.push(*function_index),
            (Operator::DataDrop { data_index }, _) => self.drops.push(*data_index),
            _ => {}
        }
        self.last.rotate_left(1);
        self.last[2] = Some(operator);
    }

    /// Two words beside each other that are compared, and set to the same. Code that an optimiser has put there may compare others.
    fn mark(&self) -> Option<Mark> {
        let set: Vec<&Word> = self.compared.iter().filter(|word| self.stored.contains(word)).collect();
        let place = |word: &Word| (word.0, word.1, word.2);
        let values: HashMap<(u32, bool, u64), i64> = set.iter().map(|word| (place(word), word.3)).collect();
        set.into_iter().find_map(|(memory, memory64, address, low)| {
            let high = values.get(&(*memory, *memory64, address.checked_add(8)?))?;
            let value = u128::from(*low as u64) | u128::from(*high as u64) << 64;
            Some(Mark { memory: *memory, memory64: *memory64, address: *address, value })
        })
    }
}

fn word(address: &Operator, memarg: &MemArg, value: i64) -> Option<Word> {
    let MemArgTarget::Memory(memory) = memarg.target else {
        return None;
    };
    let (memory64, address) = number(address)?;
    Some((memory, memory64, address.checked_add(memarg.offset)?, value))
}

fn number(operator: &Operator) -> Option<(bool, u64)> {
    match operator {
        Operator::I32Const { value } => Some((false, u64::from(*value as u32))),
        Operator::I64Const { value } => Some((true, *value as u64)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An optimiser may put constructors into the function, which compare and store words of their own.
    #[test]
    fn a_mark_is_found_beside_other_words() {
        let text = r#"(module (memory 1)
            (func
              (if (i64.eq (i64.load (i32.const 96)) (i64.const 3)) (then (i64.store (i32.const 104) (i64.const 4))))
              (if (i32.eqz (i32.and
                    (i64.eq (i64.load (i32.const 16)) (i64.const 7))
                    (i64.eq (i64.load (i32.const 24)) (i64.const -1))))
                (then (i64.store (i32.const 16) (i64.const 7)) (i64.store (i32.const 24) (i64.const -1)))))
            (func (drop (i64.eq (i64.load (i32.const 16)) (i64.const 7))) (i64.store (i32.const 16) (i64.const 7))))"#;
        let wasm = wat::parse_str(text).expect("it is valid");
        let module = Module::parse(&wasm).expect("it is valid");
        let found = marked(&module, 0).expect("it can be read").expect("it is there").mark;
        assert_eq!((found.address, found.halves()), (16, [7, -1]));
        assert_eq!(marked(&module, 1).expect("it can be read"), None);
    }
}
