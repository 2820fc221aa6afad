//! Numbers of the binary format (the specification's chapter "Binary Format"), for code that reads or writes bytes.

/// The header of every core module: `\0asm`, version 1, layer 0.
pub(crate) const HEADER: [u8; 8] = *b"\0asm\x01\0\0\0";

/// The ids of sections.
pub(crate) mod section {
    pub(crate) const CUSTOM: u8 = 0;
    pub(crate) const TYPE: u8 = 1;
    pub(crate) const IMPORT: u8 = 2;
    pub(crate) const FUNCTION: u8 = 3;
    pub(crate) const TABLE: u8 = 4;
    pub(crate) const MEMORY: u8 = 5;
    pub(crate) const GLOBAL: u8 = 6;
    pub(crate) const EXPORT: u8 = 7;
    pub(crate) const START: u8 = 8;
    pub(crate) const ELEMENT: u8 = 9;
    pub(crate) const CODE: u8 = 10;
    pub(crate) const DATA: u8 = 11;
    pub(crate) const DATA_COUNT: u8 = 12;
    pub(crate) const TAG: u8 = 13;
}

/// All sections but custom ones, in the order in which a module has them. It is not the order of their ids.
pub(crate) const ORDER: [u8; 13] = [
    section::TYPE,
    section::IMPORT,
    section::FUNCTION,
    section::TABLE,
    section::MEMORY,
    section::TAG,
    section::GLOBAL,
    section::EXPORT,
    section::START,
    section::ELEMENT,
    section::DATA_COUNT,
    section::CODE,
    section::DATA,
];

/// A section's place in [`ORDER`]; a section that is not there comes last.
pub(crate) fn place(section: u8) -> usize {
    ORDER.iter().position(|known| *known == section).unwrap_or(ORDER.len())
}

/// First bytes of instructions.
pub(crate) mod opcode {
    pub(crate) const NOP: u8 = 0x01;
    pub(crate) const END: u8 = 0x0b;
    pub(crate) const CALL: u8 = 0x10;
    pub(crate) const RETURN_CALL: u8 = 0x12;
    pub(crate) const I32_CONST: u8 = 0x41;
    pub(crate) const REF_FUNC: u8 = 0xd2;
    /// Of those that make and use structs and arrays.
    pub(crate) const GC: u8 = 0xfb;
}

/// Types, and whether a global can change.
pub(crate) mod ty {
    pub(crate) const I32: u8 = 0x7f;
    pub(crate) const FUNC: u8 = 0x60;
    pub(crate) const MUTABLE: u8 = 0x01;
}

/// Kinds of imports and exports.
pub(crate) mod kind {
    pub(crate) const TABLE: u8 = 0x01;
    pub(crate) const MEMORY: u8 = 0x02;
}

/// What an entry of the table section begins with.
pub(crate) mod table {
    /// A value for all elements follows the type.
    pub(crate) const WITH_VALUE: [u8; 2] = [0x40, 0x00];
}

/// The first byte of a data segment.
pub(crate) mod data {
    /// Active in memory 0.
    pub(crate) const ACTIVE: u8 = 0x00;
    pub(crate) const PASSIVE: u8 = 0x01;
}
