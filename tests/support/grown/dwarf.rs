//! Debug information in which every unit refers to the same large thing, so that what a reader makes of it is the product of both.

use super::parts::Parts;

/// DWARF 4, 32 bits (its section 7): a unit's header is 11 bytes, and the first entry's code comes next.
fn unit(entry: &[u8]) -> Vec<u8> {
    let length = 7 + entry.len() as u32;
    let mut unit = length.to_le_bytes().to_vec();
    unit.extend(4_u16.to_le_bytes());
    // Where the abbreviations are, and the size of an address.
    unit.extend(0_u32.to_le_bytes());
    unit.push(4);
    unit.extend(entry);
    unit
}

const COMPILE_UNIT: u8 = 0x11;
const SUBPROGRAM: u8 = 0x2e;
const NAME: u8 = 0x03;
const STMT_LIST: u8 = 0x10;
const LOW_PC: u8 = 0x11;
const HIGH_PC: u8 = 0x12;
const RANGES: u8 = 0x55;
const ADDR: u8 = 0x01;
const DATA4: u8 = 0x06;
const STRING: u8 = 0x08;
const SEC_OFFSET: u8 = 0x17;

/// The abbreviation of a unit with these attributes, as number 1, and as many more as are asked for.
fn abbreviations(attributes: &[[u8; 2]], more: u32) -> Vec<u8> {
    let mut bytes = vec![1, COMPILE_UNIT, 0];
    bytes.extend(attributes.concat());
    bytes.extend([0, 0]);
    for code in 2..more + 2 {
        leb(&mut bytes, code);
        bytes.extend([SUBPROGRAM, 0, NAME, STRING, 0, 0]);
    }
    bytes.push(0);
    bytes
}

fn leb(bytes: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// As many units as abbreviations, which all of them share.
pub fn abbreviated(parts: &mut Parts, count: u32) {
    parts.custom(".debug_abbrev", abbreviations(&[], count));
    parts.custom(".debug_info", unit(&[1]).repeat(count as usize));
}

/// As many units as ranges, which all of them share.
pub fn ranged(parts: &mut Parts, count: u32) {
    parts.custom(".debug_abbrev", abbreviations(&[[RANGES, SEC_OFFSET]], 0));
    parts.custom(".debug_info", unit(&[1, 0, 0, 0, 0]).repeat(count as usize));
    let ranges = (0..count).flat_map(|index| [2 * index + 1, 2 * index + 2]).flat_map(u32::to_le_bytes);
    parts.custom(".debug_ranges", ranges.chain([0; 8]).collect());
}

/// As many units as rows of a line program, which all of them share. What has no ranges is looked up in its line program.
pub fn lined(parts: &mut Parts, count: u32, has_ranges: bool) {
    let attributes = [[STMT_LIST, SEC_OFFSET], [RANGES, SEC_OFFSET]];
    let attributes = if has_ranges { &attributes[..] } else { &attributes[..1] };
    parts.custom(".debug_abbrev", abbreviations(attributes, 0));
    let entry = [&[1][..], &[0; 4].repeat(attributes.len())].concat();
    parts.custom(".debug_info", unit(&entry).repeat(count as usize));
    let range = [1_u32, 1 << 20].into_iter().flat_map(u32::to_le_bytes);
    parts.custom(".debug_ranges", range.chain([0; 8]).collect());
    // What is looked for lies before all rows, so that each unit is asked.
    parts.custom(".debug_line", line_program(b"", 1, 1 << 16, count));
}

/// As many units, each asked for all code: they lie around it, or before it in the order of ends, with one around all. That they do
/// is said by a range, or else by a line program of their own, in which the one around all has no lines.
pub fn overlapping(parts: &mut Parts, count: u32, has_ranges: bool) {
    let attributes = if has_ranges { &[[LOW_PC, ADDR], [HIGH_PC, DATA4]][..] } else { &[[STMT_LIST, SEC_OFFSET]] };
    parts.custom(".debug_abbrev", abbreviations(attributes, 0));
    if has_ranges {
        let entry = [&[1][..], &[0; 4], &(1_u32 << 30).to_le_bytes()].concat();
        parts.custom(".debug_info", unit(&entry).repeat(count as usize));
        return;
    }
    // A row of line 0, as many bytes further, and the end.
    let program = |start: u32, bytes: u32| {
        let program = line_program(b"", 1, start, 0);
        let mut program = program[4..program.len() - 3].to_vec();
        program.extend([3, 0x7f, 1, 2]);
        leb(&mut program, bytes);
        program.extend([0, 1, 1]);
        [&(program.len() as u32).to_le_bytes()[..], &program].concat()
    };
    let (mut units, mut programs) = (Vec::new(), Vec::new());
    for index in 0..count {
        units.extend(unit(&[&[1][..], &(programs.len() as u32).to_le_bytes()].concat()));
        programs.extend(if index == 0 { program(0, 1 << 30) } else { program((1 << 24) + 16 * index, 1) });
    }
    parts.custom(".debug_info", units);
    parts.custom(".debug_line", programs);
}

/// DWARF 5: one unit with a line program of so many rows, and units of types that name it as well, as `-fdebug-types-section` has them.
pub fn with_types(parts: &mut Parts, rows: u32, types: usize) {
    const TYPE_UNIT: u8 = 0x41;
    let mut table = abbreviations(&[[STMT_LIST, SEC_OFFSET], [LOW_PC, ADDR], [HIGH_PC, DATA4]], 0);
    table.pop();
    table.extend([2, TYPE_UNIT, 0, STMT_LIST, SEC_OFFSET, 0, 0, 0]);
    parts.custom(".debug_abbrev", table);
    let unit = |kind: u8, more: &[u8], entry: &[u8]| {
        // The kind, the size of an address, and where the abbreviations are.
        let rest = [&5_u16.to_le_bytes()[..], &[kind, 4, 0, 0, 0, 0], more, entry].concat();
        [&(rest.len() as u32).to_le_bytes()[..], &rest].concat()
    };
    let compiled = unit(1, &[], &[&[1, 0, 0, 0, 0, 1, 0, 0, 0][..], &rows.to_le_bytes()].concat());
    let of_type = unit(2, &[0; 12], &[2, 0, 0, 0, 0]);
    parts.custom(".debug_info", [compiled, of_type.repeat(types)].concat());
    parts.custom(".debug_line", line_program(b"", 1, 1, rows));
}

/// One unit with so many files, in a folder with a name that is as long.
pub fn in_long_folder(parts: &mut Parts, count: u32) {
    parts.custom(".debug_abbrev", abbreviations(&[[STMT_LIST, SEC_OFFSET]], 0));
    parts.custom(".debug_info", unit(&[1, 0, 0, 0, 0]));
    parts.custom(".debug_line", line_program(&vec![b'f'; count as usize], count, 1, 1000));
}

/// Section 6.2.4: a header with one folder, if it has a name, and so many files; then each row by one special opcode, from an address on.
fn line_program(folder: &[u8], files: u32, start: u32, rows: u32) -> Vec<u8> {
    const OPCODES: u8 = 13;
    const ARGUMENTS: [u8; OPCODES as usize - 1] = [0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1];
    // The shortest instruction, its operations, statements by default, and what special opcodes add to lines.
    let mut header = vec![1, 1, 1, 0, 4, OPCODES];
    header.extend(ARGUMENTS);
    if !folder.is_empty() {
        header.extend(folder);
        header.push(0);
    }
    header.push(0);
    let folder = u8::from(!folder.is_empty());
    for _ in 0..files {
        header.extend([b'a', 0, folder, 0, 0]);
    }
    header.push(0);
    let mut program = vec![0, 5, 2];
    program.extend(start.to_le_bytes());
    // One address and one line further.
    program.extend(std::iter::repeat_n(OPCODES + 5, rows as usize));
    program.extend([0, 1, 1]);
    let mut bytes = ((6 + header.len() + program.len()) as u32).to_le_bytes().to_vec();
    bytes.extend(4_u16.to_le_bytes());
    bytes.extend((header.len() as u32).to_le_bytes());
    bytes.extend(header);
    bytes.extend(program);
    bytes
}
