//! "This module, plus entries": a copy of a module that has types, memories, globals, exports and functions of ours behind
//! its own.
//!
//! What the module has keeps its index, and each new entry's index is known as soon as it is asked for. So code can name
//! what is added before anything is written. Before:
//!
//! ```wat
//! (module
//!   (type (;0;) (func (param i32)))
//!   (import "env" "log" (func (;0;) (type 0)))
//!   (func (;1;) (type 0) …)
//!   (export "f" (func 1))
//!   (start …))
//! ```
//!
//! After [`Append::signature`], [`Append::memory`], [`Append::global`], [`Append::function`], [`Append::export`] and
//! [`Append::replace`], with [`Kept::start`] off:
//!
//! ```wat
//! (module
//!   (type (;0;) (func (param i32)))
//!   (type (;1;) (func))                               ;; new
//!   (import "env" "log" (func (;0;) (type 0)))
//!   (func (;1;) (type 0) …)                           ;; with the body that replaces the old one
//!   (func (;2;) (type 1) …)                           ;; new
//!   (memory (;0;) 1)                                  ;; new
//!   (global (;0;) (mut i32) (i32.const 0))            ;; new
//!   (export "f" (func 1))
//!   (export "wasm-initfix count" (global 0)))         ;; new
//! ```

use std::borrow::Cow;
use std::collections::BTreeMap;

use wasm_encoder::ConstExpr;
use wasm_encoder::Encode;
use wasm_encoder::ExportKind;
use wasm_encoder::GlobalType;
use wasm_encoder::ImportSection;
use wasm_encoder::MemorySection;
use wasm_encoder::MemoryType;
use wasm_encoder::ValType;
use wasm_encoder::reencode;
use wasm_encoder::reencode::Reencode;
use wasmparser::BinaryReader;
use wasmparser::ImportSectionReader;
use wasmparser::MemorySectionReader;
use wasmparser::WasmFeatures;

use super::Custom;
use super::Module;
use super::Stretch;
use super::format::HEADER;
use super::format::ORDER;
use super::format::section;
use super::format::ty;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::leb;

/// What of the module the copy has as well, beside its entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kept {
    /// The start section.
    pub start: bool,
    /// Custom sections, where they are. Those about code (DWARF, branch hints) go stale where a body is replaced.
    pub customs: bool,
    /// That shared memories are shared.
    pub shared: bool,
}

/// A copy of a module, with what was added so far.
pub(crate) struct Append<'m, 'a> {
    module: &'m Module<'a>,
    kept: Kept,
    /// By the id of their section.
    added: BTreeMap<u8, Entries>,
    /// Types that were added, as they are encoded, in order of their indices.
    signatures: Vec<Vec<u8>>,
    /// New bodies by the functions' indices.
    replaced: BTreeMap<u32, Vec<u8>>,
    counts_data: bool,
}

/// Entries that come behind those of a section.
#[derive(Debug, Default)]
struct Entries {
    count: u32,
    bytes: Vec<u8>,
}

impl<'m, 'a> Append<'m, 'a> {
    /// The module with nothing added.
    pub(crate) fn to(module: &'m Module<'a>, kept: Kept) -> Self {
        let (added, replaced) = (BTreeMap::new(), BTreeMap::new());
        Self { module, kept, added, signatures: Vec::new(), replaced, counts_data: false }
    }

    /// Adds the type of a function, unless the same was added before; gives its index.
    pub(crate) fn signature(&mut self, params: &[ValType], results: &[ValType]) -> u32 {
        let mut signature = vec![ty::FUNC];
        params.encode(&mut signature);
        results.encode(&mut signature);
        let first = self.module.types.as_ref().core_type_count_in_module();
        if let Some(known) = self.signatures.iter().position(|known| *known == signature) {
            return first + known as u32;
        }
        let index = first + self.push(section::TYPE, &signature);
        self.signatures.push(signature);
        index
    }

    /// Adds a function; gives its index. The body is an entry of the code section without its size.
    pub(crate) fn function(&mut self, signature: u32, body: &[u8]) -> u32 {
        self.push_with(section::CODE, |entries| body.encode(entries));
        self.module.function_count() + self.push_with(section::FUNCTION, |entries| signature.encode(entries))
    }

    /// The index of the function that is added next.
    pub(crate) fn next_function(&self) -> u32 {
        self.module.function_count() + self.added.get(&section::FUNCTION).map_or(0, |entries| entries.count)
    }

    /// Adds a memory; gives its index.
    pub(crate) fn memory(&mut self, memory: MemoryType) -> u32 {
        let place = self.push_with(section::MEMORY, |entries| memory.encode(entries));
        self.module.types.as_ref().memory_count() + place
    }

    /// Adds a global; gives its index.
    pub(crate) fn global(&mut self, global: GlobalType, value: &ConstExpr) -> u32 {
        let place = self.push_with(section::GLOBAL, |entries| {
            global.encode(entries);
            value.encode(entries);
        });
        self.module.types.as_ref().global_count() + place
    }

    /// Adds an export, under a name that begins with [`own_prefix`].
    pub(crate) fn export(&mut self, name: &str, kind: ExportKind, index: u32) {
        self.push_with(section::EXPORT, |entries| {
            name.encode(entries);
            kind.encode(entries);
            index.encode(entries);
        });
    }

    /// Gives a function of the module another body, an entry of the code section without its size.
    pub(crate) fn replace(&mut self, func: u32, body: Vec<u8>) {
        self.replaced.insert(func, body);
    }

    /// Has the number of data segments said before the code, as `memory.init` needs it.
    pub(crate) fn count_data(&mut self) {
        self.counts_data = true;
    }

    /// The copy's bytes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`] if a section that has to be encoded anew cannot be.
    pub(crate) fn write(&self) -> Result<Vec<u8>> {
        let mut out = HEADER.to_vec();
        let mut customs = self.customs();
        // Custom sections that come first stay first: `dylink.0` has to.
        let first = self.module.sections().next().map(|section| section.id);
        let leading = customs.remove(&first).unwrap_or_default();
        leading.into_iter().for_each(|custom| out.extend_from_slice(custom.bytes));
        for id in ORDER {
            let before = customs.remove(&Some(id)).unwrap_or_default();
            before.into_iter().for_each(|custom| out.extend_from_slice(custom.bytes));
            if let Some(content) = self.content(id)? {
                write(&mut out, id, &content);
            }
        }
        let trailing = customs.remove(&None).unwrap_or_default();
        trailing.into_iter().for_each(|custom| out.extend_from_slice(custom.bytes));
        Ok(out)
    }

    /// Custom sections, by the id of the next section that is none; without one, they come last.
    fn customs(&self) -> BTreeMap<Option<u8>, Vec<Custom<'a>>> {
        let mut by_next = BTreeMap::new();
        let mut before = Vec::new();
        for stretch in &self.module.stretches {
            match stretch {
                Stretch::Customs(customs) if self.kept.customs => before.extend(customs.iter()),
                Stretch::Customs(_) => {}
                Stretch::Section(section) => {
                    by_next.insert(Some(section.id), std::mem::take(&mut before));
                }
            }
        }
        by_next.entry(None).or_insert(before);
        by_next
    }

    /// What a section holds in the copy; none if it has no such section.
    fn content(&self, id: u8) -> Result<Option<Cow<'a, [u8]>>> {
        let old = match id {
            section::START if !self.kept.start => return Ok(None),
            section::CODE => return Ok(self.code().map(Cow::Owned)),
            section::IMPORT | section::MEMORY if self.unshares() => Cow::Owned(self.unshared(id)?),
            section::DATA_COUNT => self.data_count(),
            _ => Cow::Borrowed(self.module.content(id)),
        };
        let Some(added) = self.added.get(&id) else {
            return Ok(Some(old).filter(|old| !old.is_empty()));
        };
        let (count, width) = leb::read(&old).unwrap_or_default();
        let mut content = Vec::with_capacity(old.len() + added.bytes.len());
        (count + added.count).encode(&mut content);
        content.extend_from_slice(old.get(width..).unwrap_or_default());
        content.extend_from_slice(&added.bytes);
        Ok(Some(Cow::Owned(content)))
    }

    fn code(&self) -> Option<Vec<u8>> {
        let bodies = &self.module.bodies;
        let added = self.added.get(&section::CODE);
        let count = bodies.len() as u32 + added.map_or(0, |added| added.count);
        if count == 0 {
            return None;
        }
        let mut content = Vec::new();
        count.encode(&mut content);
        for (func, body) in (self.module.imported_functions..).zip(bodies) {
            self.replaced.get(&func).map_or(body.bytes, Vec::as_slice).encode(&mut content);
        }
        content.extend_from_slice(added.map_or(&[], |added| added.bytes.as_slice()));
        Some(content)
    }

    fn data_count(&self) -> Cow<'a, [u8]> {
        let old = self.module.content(section::DATA_COUNT);
        let count = self.module.data_count();
        if old.is_empty() && self.counts_data && count > 0 {
            return Cow::Owned(leb::write(count, 1));
        }
        Cow::Borrowed(old)
    }

    fn unshares(&self) -> bool {
        !self.kept.shared && self.module.memories.iter().any(|memory| memory.ty.shared)
    }

    /// The imports or the memories, with memories that are not shared; nothing if there are none.
    fn unshared(&self, id: u8) -> Result<Vec<u8>> {
        let old = self.module.content(id);
        if old.is_empty() {
            return Ok(Vec::new());
        }
        let reader = BinaryReader::new_features(old, 0, WasmFeatures::all());
        let content = if id == section::IMPORT { imports(reader) } else { memories(reader) };
        content.map_err(|error| Error::new(ErrorKind::Unsupported, format!("cannot be copied: {error}")))
    }

    fn push(&mut self, id: u8, entry: &[u8]) -> u32 {
        self.push_with(id, |entries| entries.extend_from_slice(entry))
    }

    /// Adds an entry to a section; says how many were added before it.
    fn push_with(&mut self, id: u8, encode: impl FnOnce(&mut Vec<u8>)) -> u32 {
        let entries = self.added.entry(id).or_default();
        encode(&mut entries.bytes);
        entries.count += 1;
        entries.count - 1
    }
}

/// What the names of added exports begin with: no export of the module does.
pub(crate) fn own_prefix(module: &Module) -> String {
    let mut prefix = "wasm-initfix ".to_owned();
    while module.exports.iter().any(|export| export.name.starts_with(&prefix)) {
        prefix.push('*');
    }
    prefix
}

fn write(out: &mut Vec<u8>, id: u8, content: &[u8]) {
    out.push(id);
    content.encode(out);
}

/// Reads types as they are, but for the sharing of memories.
struct Unshare;

impl Reencode for Unshare {
    type Error = std::convert::Infallible;

    fn memory_type(&mut self, ty: wasmparser::MemoryType) -> std::result::Result<MemoryType, reencode::Error> {
        Ok(reencode::utils::memory_type(self, wasmparser::MemoryType { shared: false, ..ty }))
    }
}

fn imports(reader: BinaryReader) -> std::result::Result<Vec<u8>, reencode::Error> {
    let mut imports = ImportSection::new();
    Unshare.parse_import_section(&mut imports, ImportSectionReader::new(reader)?)?;
    Ok(content_of(&imports))
}

fn memories(reader: BinaryReader) -> std::result::Result<Vec<u8>, reencode::Error> {
    let mut memories = MemorySection::new();
    Unshare.parse_memory_section(&mut memories, MemorySectionReader::new(reader)?)?;
    Ok(content_of(&memories))
}

/// What an encoded section holds, without its size.
fn content_of(section: &impl Encode) -> Vec<u8> {
    let mut bytes = Vec::new();
    section.encode(&mut bytes);
    let size = leb::read(&bytes).map_or(0, |(_, width)| width);
    bytes.split_off(size.min(bytes.len()))
}

#[cfg(test)]
mod tests;
