//! What a module consists of, borrowed from the file.

use std::ops::Range;

use wasmparser::ExternalKind;
use wasmparser::MemoryType;
use wasmparser::TypeRef;

use crate::leb;

/// What lies in a file: sections of the format's own, and custom sections between them, before and behind. There can be millions of
/// those, so they are not recorded one by one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stretch<'a> {
    /// One section.
    Section(Section<'a>),
    /// Custom sections.
    Customs(Customs<'a>),
}

/// A section that is no custom section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section<'a> {
    /// Its id ([`format::section`](super::format::section)).
    pub id: u8,
    /// Where it lies in the file, its id and size included.
    pub range: Range<usize>,
    /// Where its content lies in the file.
    pub content: Range<usize>,
    /// Its content; nothing if it is the code section, whose entries are [`Module::bodies`](super::Module::bodies).
    pub bytes: &'a [u8],
}

/// Custom sections that follow one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Customs<'a> {
    /// Whole sections, with their ids and sizes.
    bytes: &'a [u8],
    /// What follows the first of them in the slice that it was read from, itself included.
    slice: &'a [u8],
    /// Where they begin in the file.
    start: usize,
}

/// One import, and the index that it has in the index space of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Import<'a> {
    pub module: &'a str,
    pub name: &'a str,
    pub ty: TypeRef,
    pub index: u32,
}

/// One export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Export<'a> {
    pub name: &'a str,
    pub kind: ExternalKind,
    pub index: u32,
}

/// A memory, imported or defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Memory {
    pub ty: MemoryType,
    /// The place of its import in [`Module::imports`](super::Module::imports).
    pub import: Option<usize>,
}

/// A custom section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Custom<'a> {
    pub name: &'a str,
    /// What follows its name.
    pub data: &'a [u8],
    /// Where it lies in the file, its id and size included.
    pub range: Range<usize>,
    /// Where its content lies in the file, its name included.
    pub content: Range<usize>,
    /// The whole of it.
    pub bytes: &'a [u8],
}

impl<'a> Customs<'a> {
    /// The one that `slice` begins with, which takes `length` bytes.
    pub fn one(slice: &'a [u8], length: usize, start: usize) -> Self {
        Self { bytes: slice.get(..length).unwrap_or_default(), slice, start }
    }

    /// Goes on with the one that `slice` begins with, if that lies behind the others in memory as well.
    pub fn extend(&mut self, slice: &'a [u8], length: usize) -> bool {
        let goes_on = self.slice.get(self.bytes.len()..).is_some_and(|rest| std::ptr::eq(rest, slice));
        if goes_on {
            self.bytes = self.slice.get(..self.bytes.len() + length).unwrap_or_default();
        }
        goes_on
    }

    /// Where they lie in the file.
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.bytes.len()
    }

    /// Each of them. They were read before, so that none is left out.
    pub fn iter(self) -> impl Iterator<Item = Custom<'a>> {
        let mut rest = self.bytes;
        std::iter::from_fn(move || {
            let start = self.start + self.bytes.len() - rest.len();
            let (size, width) = leb::read(rest.get(1..)?)?;
            let head = 1 + width;
            let (bytes, next) = rest.split_at_checked(head + size as usize)?;
            rest = next;
            let content = bytes.get(head..)?;
            let (length, width) = leb::read(content)?;
            let (name, data) = content.get(width..)?.split_at_checked(length as usize)?;
            let range = start..start + bytes.len();
            let name = std::str::from_utf8(name).ok()?;
            Some(Custom { name, data, content: start + head..range.end, range, bytes })
        })
    }
}
