//! Numbers that take more bytes than they have to.
//!
//! A compiler leaves five bytes, or ten, to each number that the linker has to put in (tool-conventions, `Linking.md`), and lld keeps
//! them unless it is told to compress relocations. What lld writes itself has numbers as short as can be.

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
        last = shortest(module, &operator, offset).map(|shortest| (offset, shortest));
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
fn shortest(module: &Module, operator: &Operator, offset: usize) -> Option<usize> {
    // Longer operation codes begin with one of these.
    const FIRST_PREFIX: u8 = 0xfb;
    if module.bytes.get(offset).is_none_or(|code| *code >= FIRST_PREFIX) {
        return None;
    }
    Some(
        1 + match operator {
            Operator::Call { function_index } => leb::length(u64::from(*function_index)),
            Operator::GlobalGet { global_index } | Operator::GlobalSet { global_index } => {
                leb::length(u64::from(*global_index))
            }
            operator => {
                // The alignment takes a byte. With several memories, another number may lie between, be it 0.
                let memarg = memarg(operator).filter(|_| module.types.as_ref().memory_count() == 1)?;
                1 + leb::length(memarg.offset)
            }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_linker(wasm: &[u8]) -> bool {
        is_linkers(&Module::parse(wasm).expect("valid")).expect("valid")
    }

    #[test]
    fn what_a_linker_left_is_told_from_what_an_optimiser_wrote() {
        assert!(of_linker(include_bytes!("../../testdata/clang19/wrapped-stripped.wasm")));
        assert!(!of_linker(include_bytes!("../../testdata/wasm-opt/wrapped-inlined.wasm")));
    }

    #[test]
    fn what_has_to_be_there_is_no_padding() {
        for body in [
            "(i32.store 1 (i32.const 0) (i32.const 0))",
            "(drop (i64.load 1 offset=300 (i32.const 0)))",
            "(drop (v128.load offset=300 (i32.const 0)))",
            "(drop (i32.load8_u offset=128 (i32.const 0)))",
            "(global.set 0 (global.get 0)) (call 0)",
        ] {
            let text = format!("(module (memory 1) (memory 1) (global (mut i32) (i32.const 0)) (func {body}))");
            assert!(!of_linker(&wat::parse_str(&text).expect(&text)), "{body}");
        }
    }
}
