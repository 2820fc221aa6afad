//! What a section will hold: stretches of the input, and new bytes between them.

use std::ops::Range;

use crate::leb;
use crate::pieces::Piece;
use crate::pieces::Pieces;

/// What becomes of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SectionChange {
    Replace(Content),
    Remove,
}

/// The bytes of a section, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Content {
    pieces: Vec<Piece>,
    length: usize,
}

impl Content {
    pub(super) fn keep(&mut self, range: Range<usize>) {
        self.length += range.len();
        if !range.is_empty() {
            self.pieces.push(Piece::Kept(range));
        }
    }

    pub(super) fn push(&mut self, bytes: impl Into<Vec<u8>>) {
        let bytes = bytes.into();
        self.length += bytes.len();
        if !bytes.is_empty() {
            self.pieces.push(Piece::New(bytes));
        }
    }

    pub(super) fn len(&self) -> usize {
        self.length
    }

    /// Puts these pieces behind others.
    pub(super) fn write_into(self, content: &mut Self) {
        content.length += self.length;
        content.pieces.extend(self.pieces);
    }

    /// The bytes in the pieces that they are in.
    pub(super) fn into_pieces(self, out: &mut Pieces) {
        for piece in self.pieces {
            match piece {
                Piece::Kept(range) => out.keep(range),
                Piece::New(bytes) => out.push(bytes),
            }
        }
    }

    /// The bytes in one piece.
    pub(super) fn into_bytes(self, input: &[u8]) -> Vec<u8> {
        let mut out = Pieces::of(input);
        self.into_pieces(&mut out);
        out.to_vec()
    }

    /// How many bytes come before anything that is kept: the count of a vector.
    pub(super) fn head(&self) -> usize {
        match self.pieces.first() {
            Some(Piece::New(bytes)) => bytes.len(),
            _ => 0,
        }
    }
}

/// A vector in the input: where its entries lie, how many there are, and how many bytes that number takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Vector {
    pub count: u32,
    pub width: usize,
    /// All entries together.
    pub entries: Range<usize>,
}

impl Vector {
    /// The vector that a section's content is. A section that is not there is an empty vector.
    pub(super) fn read(input: &[u8], content: Option<&Range<usize>>) -> Option<Self> {
        let Some(content) = content else {
            return Some(Self { count: 0, width: 1, entries: 0..0 });
        };
        let (count, width) = leb::read(input.get(content.clone())?)?;
        Some(Self { count, width, entries: content.start + width..content.end })
    }

    /// The same with another entry in the place of one, or none.
    pub(super) fn replacing(&self, place: &Range<usize>, instead: Option<Vec<u8>>) -> Content {
        let count = if instead.is_some() { self.count } else { self.count.saturating_sub(1) };
        let mut content = Content::default();
        content.push(leb::write(count, self.width));
        content.keep(self.entries.start..place.start);
        content.push(instead.unwrap_or_default());
        content.keep(place.end..self.entries.end);
        content
    }

    /// The same with one more entry before those that there are.
    pub(super) fn behind(&self, first: Vec<u8>) -> Content {
        let mut content = Content::default();
        content.push(leb::write(self.count + 1, self.width));
        content.push(first);
        content.keep(self.entries.clone());
        content
    }

    /// The same with more entries behind those that there are.
    pub(super) fn with(&self, added: u32, entries: impl Into<Vec<u8>>) -> Content {
        let mut content = Content::default();
        content.push(leb::write(self.count + added, self.width));
        content.keep(self.entries.clone());
        content.push(entries);
        content
    }
}
