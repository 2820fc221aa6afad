//! A module before it is written: stretches of the input, and new bytes between them.

use std::fmt;
use std::ops::Range;

/// The bytes of a module, in order. Most are the input's, and are not copied before they are written.
#[derive(Clone)]
pub struct Pieces<'a> {
    input: &'a [u8],
    pieces: Vec<Piece>,
}

/// A stretch of bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Of the input, by offset in the file.
    Kept(Range<usize>),
    /// New ones.
    New(Vec<u8>),
}

impl<'a> Pieces<'a> {
    pub(crate) fn of(input: &'a [u8]) -> Self {
        Self { input, pieces: Vec::new() }
    }

    /// The input as it is.
    pub fn whole(input: &'a [u8]) -> Self {
        Self { input, pieces: vec![Piece::Kept(0..input.len())] }
    }

    /// A module that has nothing of another one.
    #[allow(dead_code, reason = "for walrus and source maps, which not every build has")]
    pub(crate) fn new(wasm: Vec<u8>) -> Self {
        Self { input: &[], pieces: vec![Piece::New(wasm)] }
    }

    /// Goes on with a stretch of the input.
    pub(crate) fn keep(&mut self, range: Range<usize>) {
        match self.pieces.last_mut() {
            _ if range.is_empty() => {}
            Some(Piece::Kept(last)) if last.end == range.start => last.end = range.end,
            _ => self.pieces.push(Piece::Kept(range)),
        }
    }

    /// Goes on with new bytes.
    pub(crate) fn push(&mut self, bytes: Vec<u8>) {
        match self.pieces.last_mut() {
            _ if bytes.is_empty() => {}
            Some(Piece::New(last)) => last.extend(bytes),
            _ => self.pieces.push(Piece::New(bytes)),
        }
    }

    /// What the module is made of.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The bytes of each piece.
    pub fn slices(&self) -> impl Iterator<Item = &[u8]> {
        self.pieces.iter().map(|piece| match piece {
            Piece::Kept(range) => self.input.get(range.clone()).unwrap_or_default(),
            Piece::New(bytes) => bytes,
        })
    }

    /// The number of bytes.
    pub fn len(&self) -> usize {
        self.slices().map(<[u8]>::len).sum()
    }

    /// Whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes, put together.
    pub fn to_vec(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.len());
        self.slices().for_each(|slice| bytes.extend_from_slice(slice));
        bytes
    }
}

impl PartialEq for Pieces<'_> {
    /// Whether the bytes are the same.
    fn eq(&self, other: &Self) -> bool {
        self.slices().flatten().eq(other.slices().flatten())
    }
}

impl Eq for Pieces<'_> {}

impl fmt::Debug for Pieces<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes in {} pieces", self.len(), self.pieces.len())
    }
}
