//! LEB128 as it lies in the file: numbers keep their width, so that what follows them stays where it is. wasm-ld
//! writes five bytes for every number that it may have to patch.

/// Reads an unsigned number, and how many bytes it takes.
pub(crate) fn read(bytes: &[u8]) -> Option<(u32, usize)> {
    // Most are short.
    if let [byte @ 0..0x80, ..] = bytes {
        return Some((u32::from(*byte), 1));
    }
    let mut value = 0u64;
    for (place, byte) in bytes.iter().enumerate().take(5) {
        value |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Some((u32::try_from(value).ok()?, place + 1));
        }
    }
    None
}

/// Writes an unsigned number in at least as many bytes as that.
pub(crate) fn write(mut value: u32, width: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        let last = value == 0 && bytes.len() + 1 >= width;
        bytes.push(if last { byte } else { byte | 0x80 });
        if last {
            return bytes;
        }
    }
}

/// How many bytes an unsigned number takes at least.
pub(crate) fn length(value: u64) -> usize {
    (64 - value.leading_zeros()).div_ceil(7).max(1) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_width_if_they_can() {
        assert_eq!(write(5, 1), [5]);
        assert_eq!(write(5, 5), [0x85, 0x80, 0x80, 0x80, 0]);
        assert_eq!(write(127, 1), [127]);
        assert_eq!(write(128, 1), [0x80, 1]);
        assert_eq!(write(u32::MAX, 1), [0xff, 0xff, 0xff, 0xff, 0x0f]);
    }

    #[test]
    fn what_was_written_is_read() {
        for (value, width) in [(0, 1), (5, 5), (128, 2), (u32::MAX, 5)] {
            let mut bytes = write(value, width);
            bytes.push(0x55);
            assert_eq!(read(&bytes), Some((value, width)));
        }
        assert_eq!(read(&[0x80]), None);
        assert_eq!(read(&[0xff, 0xff, 0xff, 0xff, 0x7f]), None);
        assert_eq!(read(&[0x80; 6]), None);
    }
}
