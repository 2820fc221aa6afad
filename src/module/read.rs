//! Reading a module, section by section.

use std::ops::Range;

use wasmparser::Chunk;
use wasmparser::CustomSectionReader;
use wasmparser::DataSectionReader;
use wasmparser::Element;
use wasmparser::FuncToValidate;
use wasmparser::GlobalSectionReader;
use wasmparser::Imports;
use wasmparser::Parser;
use wasmparser::Payload;
use wasmparser::Table;
use wasmparser::TypeRef;
use wasmparser::ValidPayload;
use wasmparser::Validator;
use wasmparser::ValidatorResources;
use wasmparser::WasmFeatures;
use wasmparser::types::Types;

use super::body::RawBody;
use super::constants;
use super::data;
use super::format::HEADER;
use super::items::Customs;
use super::items::Export;
use super::items::Import;
use super::items::Memory;
use super::items::Section;
use super::items::Stretch;
use crate::bounds::Bounds;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::leb;

/// What is in a module, as far as it was read.
#[derive(Default)]
pub(super) struct Contents<'a> {
    pub stretches: Vec<Stretch<'a>>,
    pub imports: Vec<Import<'a>>,
    pub compact_imports: bool,
    pub exports: Vec<Export<'a>>,
    pub start: Option<u32>,
    pub memories: Vec<Memory>,
    pub tables: Vec<Table<'a>>,
    pub globals: Option<GlobalSectionReader<'a>>,
    pub elements: Vec<Element<'a>>,
    pub data: Option<DataSectionReader<'a>>,
    /// What the data section holds, if it is plain.
    pub plain_data: Option<&'a [u8]>,
    /// The first `name` section.
    pub names: Option<CustomSectionReader<'a>>,
    pub bodies: Vec<RawBody<'a>>,
    pub imported: Imported,
    /// What it takes to validate bodies, for one of them.
    pub unchecked: Option<FuncToValidate<ValidatorResources>>,
}

/// What is known of another module, whose bytes the slices may be.
#[derive(Clone, Copy)]
pub(super) struct Before<'k> {
    pub bytes: &'k [u8],
    pub bodies: &'k [RawBody<'k>],
    pub plain_data: Option<&'k [u8]>,
}

impl Before<'_> {
    /// The length of a body, and how many bytes that length takes, if its entry of the code section begins where `slice`
    /// does. Then the entry need not be read again, which in a large module would be most of the work.
    fn entry(&self, body: usize, slice: &[u8]) -> Option<(u32, usize)> {
        let known = self.bodies.get(body)?;
        let start = self.bodies.get(body.checked_sub(1)?)?.end();
        let is_here = std::ptr::eq(slice.as_ptr(), self.bytes.get(start..)?.as_ptr());
        is_here.then_some((u32::try_from(known.bytes.len()).ok()?, known.offset - start))
    }
}

/// Reads a module whose bytes lie in these slices, and validates all but the bodies. No section but the code section may
/// lie in several, and no body. What is known of the bytes is not read again.
pub(super) fn read<'a>(
    slices: &[&'a [u8]],
    known: Option<Before>,
    (validator, bounds): (&mut Validator, &Bounds),
) -> Result<(Contents<'a>, Types)> {
    let mut contents = Contents::default();
    let length = slices.iter().map(|slice| slice.len()).sum();
    match contents.sections(slices, known, validator, bounds) {
        Ok(types) => Ok((contents, types)),
        Err(ReadFault::Read(error)) => Err(explain(error, length)),
        Err(ReadFault::TooMuch(error)) => Err(error),
        Err(ReadFault::Code) => Err(code_fault(slices, length)),
    }
}

/// Tells a file that ends too early from one that is wrong: what to do about them differs.
pub(super) fn explain(error: wasmparser::Error, length: usize) -> Error {
    let ends_early = error.offset() as usize == length && error.message().ends_with("is absent");
    if ends_early || error.message().starts_with("unexpected end") {
        return Error::new(
            ErrorKind::Invalid,
            format!(
                "a truncated module: {} bytes are not all of it ({} at offset {:#x}); copy or link it again",
                length,
                error.message(),
                error.offset()
            ),
        );
    }
    error.into()
}

/// What wasmparser says of a code section whose entries have wrong sizes.
fn code_fault(slices: &[&[u8]], length: usize) -> Error {
    let fault = match slices {
        [whole] => {
            let mut parser = Parser::new(0);
            parser.set_features(WasmFeatures::all());
            parser.parse_all(whole).find_map(std::result::Result::err)
        }
        _ => None,
    };
    let unknown = || Error::new(ErrorKind::Invalid, "invalid module: the code section cannot be read");
    fault.map_or_else(unknown, |error| explain(error, length))
}

/// Why reading ended.
enum ReadFault {
    Read(wasmparser::Error),
    /// An entry of the code section does not end where it should.
    Code,
    /// A section takes too much to validate.
    TooMuch(Error),
}

impl From<wasmparser::Error> for ReadFault {
    fn from(error: wasmparser::Error) -> Self {
        Self::Read(error)
    }
}

/// How many items of each kind were imported so far: the index of the next.
#[derive(Default)]
pub(super) struct Imported {
    pub functions: u32,
    tables: u32,
    memories: u32,
    globals: u32,
    tags: u32,
}

/// What is left of the slices.
struct Rest<'s, 'a> {
    slices: std::slice::Iter<'s, &'a [u8]>,
    slice: &'a [u8],
    /// Where it begins in the file.
    offset: usize,
}

impl<'a> Rest<'_, 'a> {
    /// The rest of the slice that is being read, or the next.
    fn slice(&mut self) -> &'a [u8] {
        while self.slice.is_empty() {
            let Some(next) = self.slices.next() else {
                break;
            };
            self.slice = next;
        }
        self.slice
    }

    fn is_last(&self) -> bool {
        self.slices.as_slice().is_empty()
    }

    fn skip(&mut self, bytes: usize) {
        self.slice = self.slice.get(bytes..).unwrap_or_default();
        self.offset += bytes;
    }
}

impl<'a> Contents<'a> {
    fn sections(
        &mut self,
        slices: &[&'a [u8]],
        known: Option<Before>,
        validator: &mut Validator,
        bounds: &Bounds,
    ) -> Result<Types, ReadFault> {
        let mut parser = Parser::new(0);
        parser.set_features(*validator.features());
        let mut rest = Rest { slices: slices.iter(), slice: &[], offset: 0 };
        loop {
            let slice = rest.slice();
            let (consumed, payload) = match parser.parse(slice, rest.is_last())? {
                Chunk::Parsed { consumed, payload } => (consumed, payload),
                Chunk::NeedMoreData(_) => return Err(ReadFault::Code),
            };
            rest.skip(consumed);
            if let Payload::CodeSectionStart { count, size, .. } = payload {
                validator.payload(&payload)?;
                self.section(payload, slice)?;
                parser.skip_section();
                self.bodies(&mut rest, count, size as usize, known)?;
                self.unchecked = match self.bodies.first() {
                    Some(body) => Some(validator.code_section_entry(&body.function())?),
                    None => None,
                };
                continue;
            }
            self.plain_data =
                self.plain_data.or_else(|| self.plain_data(&payload, slice, known.and_then(|known| known.plain_data)));
            let is_plain_data = matches!(payload, Payload::DataSection(_)) && self.plain_data.is_some();
            if !is_plain_data && let Some(types) = validator.types(0) {
                let bytes = content(&payload, slice, self.end()).unwrap_or_default();
                constants::within(&payload, bytes, types, bounds).map_err(ReadFault::TooMuch)?;
            }
            if !is_plain_data && let ValidPayload::End(types) = validator.payload(&payload)? {
                return Ok(types);
            }
            self.section(payload, slice)?;
        }
    }

    /// Finds where each body lies, without reading it.
    fn bodies(
        &mut self,
        rest: &mut Rest<'_, 'a>,
        count: u32,
        size: usize,
        known: Option<Before>,
    ) -> Result<(), ReadFault> {
        let end = rest.offset + size;
        // Every entry takes at least one byte, whatever the count says.
        self.bodies.reserve((count as usize).min(size));
        for body in 0..count as usize {
            let slice = rest.slice();
            let entry = known.and_then(|known| known.entry(body, slice));
            let (width, length) = match entry.or_else(|| leb::read(slice)) {
                Some((length, width)) => (width, length as usize),
                None => return Err(ReadFault::Code),
            };
            let bytes = slice.get(width..width + length).ok_or(ReadFault::Code)?;
            self.bodies.push(RawBody { bytes, offset: rest.offset + width });
            rest.skip(width + length);
        }
        if rest.offset == end { Ok(()) } else { Err(ReadFault::Code) }
    }

    /// What a data section holds, if it is plain and so needs no validator. The parser checks its place and length.
    fn plain_data(&self, payload: &Payload, slice: &'a [u8], known: Option<&[u8]>) -> Option<&'a [u8]> {
        let Payload::DataSection(_) = payload else {
            return None;
        };
        let is_32_bit = self.memories.first().is_some_and(|memory| !memory.ty.memory64);
        let is_plain =
            |content: &&[u8]| known.is_some_and(|known| std::ptr::eq(known, *content)) || data::is_plain(content);
        content(payload, slice, self.end()).filter(|_| is_32_bit).filter(is_plain)
    }

    /// Where the last section ends.
    fn end(&self) -> usize {
        match self.stretches.last() {
            None => HEADER.len(),
            Some(Stretch::Section(section)) => section.range.end,
            Some(Stretch::Customs(customs)) => customs.range().end,
        }
    }

    /// Records a section, which begins where `slice` does.
    fn section(&mut self, payload: Payload<'a>, slice: &'a [u8]) -> Result<(), ReadFault> {
        if let Some((id, range)) = payload.as_section() {
            let start = self.end();
            let range = range.start as usize..range.end as usize;
            let whole = start..range.end;
            let is_code = matches!(payload, Payload::CodeSectionStart { .. });
            let bytes = if is_code { None } else { content(&payload, slice, start) };
            if let Payload::CustomSection(_) = payload {
                self.custom(slice, whole);
            } else {
                let section = Section { id, range: whole, content: range, bytes: bytes.unwrap_or_default() };
                self.stretches.push(Stretch::Section(section));
            }
        }
        match payload {
            Payload::ImportSection(section) => {
                self.compact_imports |=
                    section.clone().into_iter().flatten().any(|it| !matches!(it, Imports::Single(..)));
                for import in section.into_imports() {
                    self.import(import?);
                }
            }
            Payload::MemorySection(section) => {
                for ty in section {
                    self.memories.push(Memory { ty: ty?, import: None });
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let wasmparser::Export { name, kind, index } = export?;
                    self.exports.push(Export { name, kind, index });
                }
            }
            Payload::TableSection(section) => self.tables = section.into_iter().collect::<wasmparser::Result<_>>()?,
            Payload::GlobalSection(section) => self.globals = Some(section),
            Payload::ElementSection(section) => {
                self.elements = section.into_iter().collect::<wasmparser::Result<_>>()?;
            }
            Payload::DataSection(section) => self.data = Some(section),
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::CustomSection(section) if section.name() == "name" => {
                self.names.get_or_insert(section);
            }
            _ => {}
        }
        Ok(())
    }

    fn custom(&mut self, slice: &'a [u8], range: Range<usize>) {
        if let Some(Stretch::Customs(customs)) = self.stretches.last_mut()
            && customs.extend(slice, range.len())
        {
            return;
        }
        self.stretches.push(Stretch::Customs(Customs::one(slice, range.len(), range.start)));
    }

    fn import(&mut self, import: wasmparser::Import<'a>) {
        let wasmparser::Import { module, name, ty } = import;
        let next = match ty {
            TypeRef::Func(_) | TypeRef::FuncExact(_) => &mut self.imported.functions,
            TypeRef::Table(_) => &mut self.imported.tables,
            TypeRef::Memory(_) => &mut self.imported.memories,
            TypeRef::Global(_) => &mut self.imported.globals,
            TypeRef::Tag(_) => &mut self.imported.tags,
        };
        let index = *next;
        *next += 1;
        if let TypeRef::Memory(ty) = ty {
            let import = Some(self.imports.len());
            self.memories.push(Memory { ty, import });
        }
        self.imports.push(Import { module, name, ty, index });
    }
}

/// What a section holds, which begins at an offset of the file, as `slice` does.
fn content<'a>(payload: &Payload, slice: &'a [u8], start: usize) -> Option<&'a [u8]> {
    let (_, range) = payload.as_section()?;
    slice.get((range.start as usize).checked_sub(start)?..(range.end as usize).checked_sub(start)?)
}
