//! Numbers that take more bytes than they have to.
//!
//! A compiler leaves five bytes, or ten, to each number that the linker has to put in (tool-conventions, `Linking.md`), and lld keeps
//! them unless it is told to compress relocations. What lld writes itself has numbers as short as can be.

use wasmparser::MemArg;
use wasmparser::MemArgTarget;
use wasmparser::Operator;

use super::access::memarg;
use crate::error::Result;
use crate::leb;
use crate::module::Module;

/// Whether a function has a number that a linker put in, longer than it has to be.
pub(super) fn is_padded(module: &Module, func: u32) -> Result<bool> {
    let mut last: Option<(usize, usize)> = None;
    for operator in module.operators(func) {
        let (operator, offset) = operator?;
        if last.is_some_and(|(at, shortest)| offset - at > shortest) {
            return Ok(true);
        }
        last = shortest(&operator).map(|shortest| (offset, shortest));
    }
    Ok(false)
}

/// Whether a module's code lies in the file as a linker left it: some of it as a compiler wrote it, so that what the linker wrote can be
/// told from that. Optimisers write all of it anew.
pub(super) fn is_linkers(module: &Module) -> Result<bool> {
    for func in module.imported_functions..module.function_count() {
        if is_padded(module, func)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The fewest bytes that an instruction takes, of those that linkers put numbers into and whose operation code is a byte.
fn shortest(operator: &Operator) -> Option<usize> {
    Some(
        1 + match operator {
            Operator::Call { function_index } => leb::length(u64::from(*function_index)),
            Operator::GlobalGet { global_index } | Operator::GlobalSet { global_index } => {
                leb::length(u64::from(*global_index))
            }
            // With several memories, another number may lie between.
            operator if is_plain(operator) => {
                let MemArg { offset, .. } =
                    memarg(operator).filter(|memarg| memarg.target == MemArgTarget::Memory(0))?;
                1 + leb::length(offset)
            }
            _ => return None,
        },
    )
}

/// Loads and stores of the first version of WebAssembly; their alignment takes a byte.
fn is_plain(operator: &Operator) -> bool {
    matches!(
        operator,
        Operator::I32Load { .. }
            | Operator::I64Load { .. }
            | Operator::I32Load8U { .. }
            | Operator::I32Load8S { .. }
            | Operator::I32Load16U { .. }
            | Operator::I32Load16S { .. }
            | Operator::F32Load { .. }
            | Operator::F64Load { .. }
            | Operator::I32Store { .. }
            | Operator::I64Store { .. }
            | Operator::I32Store8 { .. }
            | Operator::I32Store16 { .. }
            | Operator::F32Store { .. }
            | Operator::F64Store { .. }
    )
}
