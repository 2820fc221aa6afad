//! Data segments. There can be a hundred thousand (Go's), and most are plain: a glance is enough to validate them.

use super::format;
use super::format::opcode;
use crate::leb;

/// Whether a data section is valid for a module with a memory of 32 bits, and every segment is as compilers write it:
/// passive, or active in that memory at `i32.const`. `false` says nothing: the section may be valid all the same.
pub(super) fn is_plain(content: &[u8]) -> bool {
    all_plain(content).unwrap_or(false)
}

/// From wasmparser's limits for all modules (`limits.rs`, `MAX_WASM_DATA_SEGMENTS`).
const MOST: u32 = 100_000;

/// None if the section ends too early.
fn all_plain(content: &[u8]) -> Option<bool> {
    let (count, width) = leb::read(content)?;
    let mut rest = content.get(width..)?;
    for _ in 0..count {
        rest = match rest {
            [format::data::ACTIVE, opcode::I32_CONST, rest @ ..] => after_constant(rest)?,
            [format::data::PASSIVE, rest @ ..] => rest,
            _ => return Some(false),
        };
        let (size, width) = leb::read(rest)?;
        rest = rest.get(width.checked_add(size as usize)?..)?;
    }
    Some(count <= MOST && rest.is_empty())
}

/// What follows an i32 and `end`. None for a number of five bytes, which may have bits that it must not have.
fn after_constant(bytes: &[u8]) -> Option<&[u8]> {
    let width = 1 + bytes.iter().take(4).position(|byte| byte & 0x80 == 0)?;
    let rest = bytes.get(width..)?;
    rest.strip_prefix(&[opcode::END])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_segments_are_known() {
        assert!(is_plain(&[0]));
        assert!(is_plain(&[2, 0, 0x41, 8, 0x0b, 1, 7, 1, 2, 8, 9]));
        assert!(is_plain(&[1, 0, 0x41, 0x80, 0x80, 0x80, 1, 0x0b, 0]));
    }

    #[test]
    fn of_others_nothing_is_said() {
        let others: [&[u8]; 9] = [
            &[],
            &[1],
            // A byte too few, and one too many.
            &[1, 1, 2, 8],
            &[1, 1, 1, 8, 9],
            // global.get, another memory, no end, a constant of five bytes.
            &[1, 0, 0x23, 0, 0x0b, 0],
            &[1, 2, 1, 0x41, 0, 0x0b, 0],
            &[1, 0, 0x41, 0, 0x41, 0, 0x0b, 0],
            &[1, 0, 0x41, 0x80, 0x80, 0x80, 0x80, 0x10, 0x0b, 0],
            &[0xa1, 0x8d, 6],
        ];
        for content in others {
            assert!(!is_plain(content), "{content:?}");
        }
    }
}
