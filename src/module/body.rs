//! One function body.

use wasmparser::BinaryReader;
use wasmparser::FunctionBody;
use wasmparser::WasmFeatures;

use super::format::opcode;
use crate::leb;

/// An entry of the code section, without its size: locals and instructions, as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RawBody<'a> {
    pub bytes: &'a [u8],
    /// Where they lie in the file.
    pub offset: usize,
}

impl<'a> RawBody<'a> {
    /// Where they end in the file.
    pub fn end(&self) -> usize {
        self.offset + self.bytes.len()
    }

    /// The body for wasmparser's readers.
    pub fn function(&self) -> FunctionBody<'a> {
        FunctionBody::new(BinaryReader::new_features(self.bytes, self.offset as u64, WasmFeatures::all()))
    }

    /// How many local variables it declares; none if that cannot be read.
    #[allow(dead_code, reason = "for walrus, which not every build has")]
    pub fn locals(&self) -> u64 {
        let declared = self.function().get_locals_reader().into_iter().flatten().flatten();
        declared.map(|(count, _)| u64::from(count)).sum()
    }

    /// The indices that follow the bytes at these places, as if the bytes were opcodes. Whether they are, only a reader of
    /// the whole body knows.
    pub fn indices_at(&self, places: impl Iterator<Item = usize>) -> impl Iterator<Item = u32> {
        places.filter_map(|place| leb::read(self.bytes.get(place + 1..)?)).map(|(index, _)| index)
    }

    /// Every function that `ref.func` might name here.
    pub(super) fn may_refer_to(&self) -> impl Iterator<Item = u32> {
        self.indices_at(memchr::memchr_iter(opcode::REF_FUNC, self.bytes))
    }
}
