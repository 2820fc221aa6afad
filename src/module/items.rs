//! What a module consists of, borrowed from the file.

use std::ops::Range;

use wasmparser::ExternalKind;
use wasmparser::MemoryType;
use wasmparser::TypeRef;

/// A section of any kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section<'a> {
    /// Its id ([`format::section`](super::format::section)); 0 for custom sections.
    pub id: u8,
    /// Where it lies in the file, its id and size included.
    pub range: Range<usize>,
    /// Where its content lies in the file.
    pub content: Range<usize>,
    /// Its content; nothing if it is the code section, whose entries are [`Module::bodies`](super::Module::bodies).
    pub bytes: &'a [u8],
    /// Its name, if it is a custom section.
    pub custom: Option<&'a str>,
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

/// A custom section; `data` is what follows its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Custom<'a> {
    pub name: &'a str,
    pub data: &'a [u8],
}
