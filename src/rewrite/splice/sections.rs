//! The sections that a plan changes, each written anew from the stretches of it that stay.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::ops::Range;

use wasm_encoder::Encode;
use wasmparser::FromReader;
use wasmparser::SectionLimited;
use wasmparser::TypeRef;

use super::bodies;
use super::content::Content;
use super::content::Vector;
use crate::error::Error;
use crate::error::Result;
use crate::leb;
use crate::module::Export;
use crate::module::Module;
use crate::module::Section;
use crate::module::format::kind;
use crate::module::format::opcode;
use crate::module::format::section;
use crate::module::format::ty;
use crate::module::references::undeclared;
use crate::plan::Body;
use crate::plan::Edit;
use crate::plan::Plan;
use crate::plan::Target;

/// What becomes of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    Replace(Content),
    Remove,
}

/// The import of a memory.
struct ImportedMemory {
    ty: wasmparser::MemoryType,
    /// Where its type lies.
    ty_place: Range<usize>,
    /// Where the whole import does.
    place: Range<usize>,
}

/// Where an entry of the code section lies in the file.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    start: usize,
    end: usize,
}

/// A plan and the module that it is for.
pub(super) struct Drawing<'m, 'a> {
    pub module: &'m Module<'a>,
    pub plan: &'m Plan,
}

impl Drawing<'_, '_> {
    /// The sections that change. None if the plan touches an encoding that only another rewriter knows.
    pub(super) fn changes(&self) -> Result<Option<Vec<(u8, Change)>>> {
        let mut changes = Vec::new();
        let nullary = self.nullary();
        if self.adds_nullary() && nullary.is_none() {
            changes.push((section::TYPE, self.types()?));
        }
        let (imports, memories) = match self.imports()? {
            Some(changed) => changed,
            None => return Ok(None),
        };
        changes.extend(imports.map(|change| (section::IMPORT, change)));
        changes.extend(memories.map(|change| (section::MEMORY, change)));
        if self.plan.added().next().is_some() {
            changes.push((section::FUNCTION, self.functions(nullary)?));
        }
        changes.extend(self.globals()?.map(|change| (section::GLOBAL, change)));
        changes.extend(self.exports()?.map(|change| (section::EXPORT, change)));
        changes.extend(self.start()?.map(|change| (section::START, change)));
        changes.extend(self.elements()?.map(|change| (section::ELEMENT, change)));
        changes.extend(self.code()?.map(|change| (section::CODE, change)));
        Ok(Some(changes))
    }

    fn section(&self, id: u8) -> Option<&Section<'_>> {
        self.module.sections.iter().find(|section| section.id == id)
    }

    fn vector(&self, id: u8) -> Result<Vector> {
        let content = self.section(id).map(|section| &section.content);
        Vector::read(self.module.bytes, content).ok_or_else(unread)
    }

    /// Where each entry of a section lies.
    fn entries<'b, T: FromReader<'b>>(&'b self, id: u8) -> Result<Vec<(T, Range<usize>)>> {
        let Some(section) = self.section(id) else {
            return Ok(Vec::new());
        };
        let bytes = self.module.bytes.get(section.content.clone()).ok_or_else(unread)?;
        let mut reader = wasmparser::BinaryReader::new(bytes, section.content.start as u64);
        reader.set_features(wasmparser::WasmFeatures::all());
        let mut entries: Vec<(T, Range<usize>)> = Vec::new();
        for entry in SectionLimited::new(reader)?.into_iter_with_offsets() {
            let (offset, entry) = entry?;
            let start = offset as usize;
            if let Some((_, previous)) = entries.last_mut() {
                previous.end = start;
            }
            entries.push((entry, start..section.content.end));
        }
        Ok(entries)
    }

    /// The index of a type `() -> ()` that is there, and final, so that functions of it are what they seem.
    fn nullary(&self) -> Option<u32> {
        let types = self.module.types.as_ref();
        (0..types.core_type_count_in_module()).find(|index| {
            let id = types.core_type_at_in_module(*index);
            let ty = &self.module.types[id];
            let plain = ty.is_final && ty.supertype_idxs.is_empty() && !ty.composite_type.shared;
            let nullary = |ty: &wasmparser::FuncType| ty.params().is_empty() && ty.results().is_empty();
            plain && matches!(&ty.composite_type.inner, wasmparser::CompositeInnerType::Func(ty) if nullary(ty))
        })
    }

    fn adds_nullary(&self) -> bool {
        (0..).zip(self.plan.added()).any(|(added, (_, body))| self.stands_for(added, body).is_none())
    }

    /// The function of the input whose place an added one takes, and whose type it has: where modules are linked to each
    /// other, two types that only look the same are not.
    fn stands_for(&self, added: usize, body: &Body) -> Option<u32> {
        if let Body::Guarded { func, .. } = body {
            return Some(*func);
        }
        let name = self.plan.edits.iter().find_map(|edit| match edit {
            Edit::RetargetExport { name, to: Target::New(to) } if *to == added => Some(name),
            _ => None,
        })?;
        self.module.exported_functions().find(|export| export.name == name).map(|export| export.index)
    }

    fn types(&self) -> Result<Change> {
        const NULLARY: [u8; 3] = [ty::FUNC, 0, 0];
        Ok(Change::Replace(self.vector(section::TYPE)?.with(1, NULLARY)))
    }

    fn functions(&self, nullary: Option<u32>) -> Result<Change> {
        let nullary = nullary.unwrap_or_else(|| self.module.types.as_ref().core_type_count_in_module());
        let mut entries = Vec::new();
        let mut added = 0;
        for (at, (_, body)) in self.plan.added().enumerate() {
            let ty = match self.stands_for(at, body) {
                Some(func) => self.type_of(func)?,
                None => nullary,
            };
            ty.encode(&mut entries);
            added += 1;
        }
        Ok(Change::Replace(self.vector(section::FUNCTION)?.with(added, entries)))
    }

    /// The index of a function's type, as its declaration has it.
    fn type_of(&self, func: u32) -> Result<u32> {
        let Some(defined) = func.checked_sub(self.module.imported_functions) else {
            let import = self.module.function_import(func).ok_or_else(unread)?;
            return match import.ty {
                TypeRef::Func(ty) | TypeRef::FuncExact(ty) => Ok(ty),
                _ => Err(unread()),
            };
        };
        let types = self.vector(section::FUNCTION)?;
        let mut at = types.entries.start;
        for _ in 0..defined {
            at += leb::read(self.module.bytes.get(at..).unwrap_or_default()).ok_or_else(unread)?.1;
        }
        Ok(leb::read(self.module.bytes.get(at..).unwrap_or_default()).ok_or_else(unread)?.0)
    }

    /// The imports and the memories, since memories move between them. None if that cannot be done here.
    fn imports(&self) -> Result<Option<(Option<Change>, Option<Change>)>> {
        let edit = self.plan.edits.iter().find(|edit| {
            matches!(edit, Edit::ImportMemory { .. } | Edit::RenameMemoryImport { .. } | Edit::DefineMemory { .. })
        });
        Ok(Some(match edit {
            Some(Edit::ImportMemory { module, name }) => {
                let memory = self.entries::<wasmparser::MemoryType>(section::MEMORY)?;
                let ty = memory.first().map(|(_, range)| range.clone()).ok_or_else(unread)?;
                let mut entry = memory_import(module, name);
                entry.extend_from_slice(self.module.bytes.get(ty).unwrap_or_default());
                let imports = self.vector(section::IMPORT)?.with(1, entry);
                (Some(Change::Replace(imports)), Some(Change::Remove))
            }
            Some(Edit::RenameMemoryImport { module, name }) => {
                let Some(ImportedMemory { ty_place, place, .. }) = self.imported_memory()? else {
                    return Ok(None);
                };
                let mut entry = memory_import(module, name);
                entry.extend_from_slice(self.module.bytes.get(ty_place).unwrap_or_default());
                (Some(Change::Replace(self.without_import(&place, Some(entry))?)), None)
            }
            Some(Edit::DefineMemory { minimum }) => {
                let Some(ImportedMemory { ty, place, .. }) = self.imported_memory()? else {
                    return Ok(None);
                };
                let mut memories = wasm_encoder::MemorySection::new();
                memories.memory(wasm_encoder::MemoryType {
                    minimum: *minimum,
                    maximum: ty.maximum,
                    memory64: ty.memory64,
                    shared: ty.shared,
                    page_size_log2: ty.page_size_log2,
                });
                let mut content = Content::default();
                content.push(leb::write(1, 1));
                content.push(entry_of(&memories));
                (Some(Change::Replace(self.without_import(&place, None)?)), Some(Change::Replace(content)))
            }
            _ => (None, None),
        }))
    }

    /// None if the memory is imported in a group.
    fn imported_memory(&self) -> Result<Option<ImportedMemory>> {
        for (imports, place) in self.entries::<wasmparser::Imports>(section::IMPORT)? {
            let wasmparser::Imports::Single(_, import) = imports else {
                continue;
            };
            let TypeRef::Memory(ty) = import.ty else {
                continue;
            };
            let bytes = self.module.bytes.get(place.clone()).unwrap_or_default();
            // Two names, each with its length, and the kind.
            let mut at = 0;
            for _ in 0..2 {
                let (length, width) = leb::read(bytes.get(at..).unwrap_or_default()).ok_or_else(unread)?;
                at += width + length as usize;
            }
            let ty_place = place.start + at + 1..place.end;
            return Ok(Some(ImportedMemory { ty, ty_place, place }));
        }
        Ok(None)
    }

    /// The imports with another one in the place of one, or none.
    fn without_import(&self, place: &Range<usize>, instead: Option<Vec<u8>>) -> Result<Content> {
        let imports = self.vector(section::IMPORT)?;
        let count = if instead.is_some() { imports.count } else { imports.count.saturating_sub(1) };
        let mut content = Content::default();
        content.push(leb::write(count, imports.width));
        content.keep(imports.entries.start..place.start);
        content.push(instead.unwrap_or_default());
        content.keep(place.end..imports.entries.end);
        Ok(content)
    }

    /// The guard: `(global (mut i32) (i32.const 0))`.
    fn globals(&self) -> Result<Option<Change>> {
        const GUARD: [u8; 5] = [ty::I32, ty::MUTABLE, opcode::I32_CONST, 0, opcode::END];
        if !self.plan.adds_guard() {
            return Ok(None);
        }
        Ok(Some(Change::Replace(self.vector(section::GLOBAL)?.with(1, GUARD))))
    }

    /// Exports in their order, those that name another function now with another index, and new ones behind them.
    fn exports(&self) -> Result<Option<Change>> {
        let touches = |edit: &&Edit| export_of(edit).is_some() || matches!(edit, Edit::ExportMemory { .. });
        let edits: Vec<&Edit> = self.plan.edits.iter().filter(touches).collect();
        if edits.is_empty() {
            return Ok(None);
        }
        let vector = self.vector(section::EXPORT)?;
        let mut kept = Content::default();
        let mut count = 0;
        for (export, place) in self.entries::<wasmparser::Export>(section::EXPORT)? {
            let edit = edits.iter().rev().find(|edit| export_of(edit) == Some(export.name));
            count += 1;
            match edit {
                None => kept.keep(place),
                Some(Edit::RetargetExport { to, .. }) => {
                    let kind = place.end - index_width(self.module.bytes, &place)?;
                    kept.keep(place.start..kind);
                    kept.push(leb::write(bodies::target(self.module, *to)?, 1));
                }
                Some(_) => count -= 1,
            }
        }
        for edit in &edits {
            let (name, kind, index) = match edit {
                Edit::AddExport { name, to } => {
                    (name, wasm_encoder::ExportKind::Func, bodies::target(self.module, *to)?)
                }
                Edit::ExportMemory { name } => (name, wasm_encoder::ExportKind::Memory, 0),
                _ => continue,
            };
            let mut exports = wasm_encoder::ExportSection::new();
            exports.export(name, kind, index);
            kept.push(entry_of(&exports));
            count += 1;
        }
        let mut content = Content::default();
        content.push(leb::write(count, vector.width));
        kept.write_into(&mut content);
        Ok(Some(Change::Replace(content)))
    }

    fn start(&self) -> Result<Option<Change>> {
        let mut change = None;
        for edit in &self.plan.edits {
            match edit {
                Edit::SetStart(to) => {
                    let mut content = Content::default();
                    content.push(leb::write(bodies::target(self.module, *to)?, 1));
                    change = Some(Change::Replace(content));
                }
                Edit::RemoveStart => change = Some(Change::Remove),
                _ => {}
            }
        }
        Ok(change)
    }

    /// A declared segment for functions that nothing else declares any more.
    fn elements(&self) -> Result<Option<Change>> {
        let undeclared = undeclared(self.module, &self.no_longer_exported(), self.module)?;
        if undeclared.is_empty() {
            return Ok(None);
        }
        let undeclared: Vec<u32> = undeclared.into_iter().collect();
        let mut elements = wasm_encoder::ElementSection::new();
        elements.declared(wasm_encoder::Elements::Functions(undeclared.into()));
        Ok(Some(Change::Replace(self.vector(section::ELEMENT)?.with(1, entry_of(&elements)))))
    }

    fn no_longer_exported(&self) -> BTreeSet<u32> {
        let moved = |name: &str| {
            let mut edits = self.plan.edits.iter();
            edits.any(|edit| {
                matches!(edit, Edit::RetargetExport { name: it, .. } | Edit::RemoveExport { name: it } if it == name)
            })
        };
        let (moved, stay): (Vec<&Export>, Vec<&Export>) =
            self.module.exported_functions().partition(|it| moved(it.name));
        let added = self.plan.edits.iter().filter_map(|edit| match edit {
            Edit::AddExport { to, .. } | Edit::RetargetExport { to, .. } => bodies::target(self.module, *to).ok(),
            _ => None,
        });
        let stay: BTreeSet<u32> = stay.iter().map(|export| export.index).chain(added).collect();
        moved.iter().map(|export| export.index).filter(|func| !stay.contains(func)).collect()
    }

    /// Bodies where they are, dropped calls as `nop`s, and new bodies behind the others.
    fn code(&self) -> Result<Option<Change>> {
        let dropped = self.dropped()?;
        let added = self.plan.added().count() as u32;
        if dropped.is_empty() && added == 0 {
            return Ok(None);
        }
        let code = self.vector(section::CODE)?;
        let mut content = Content::default();
        content.push(leb::write(code.count + added, code.width));
        let mut at = code.entries.start;
        for (body, calls) in dropped {
            content.keep(at..body.start);
            content.push(self.without(&body, &calls)?);
            at = body.end;
        }
        content.keep(at..code.entries.end);
        let guard = self.module.types.as_ref().global_count();
        for (_, body) in self.plan.added() {
            content.push(bodies::encode(self.module, body, guard)?);
        }
        Ok(Some(Change::Replace(content)))
    }

    /// The calls that the plan drops, by the entry of the code section that they lie in.
    fn dropped(&self) -> Result<BTreeMap<Entry, Vec<usize>>> {
        let mut dropped: BTreeMap<Entry, Vec<usize>> = BTreeMap::new();
        for edit in &self.plan.edits {
            if let Edit::DropCall { offset, .. } = edit {
                dropped.entry(self.entry_at(*offset)?).or_default().push(*offset);
            }
        }
        Ok(dropped)
    }

    /// The entry of the code section that an offset lies in, with its size.
    fn entry_at(&self, offset: usize) -> Result<Entry> {
        let bodies = &self.module.bodies;
        let after = bodies.partition_point(|body| body.offset <= offset);
        let body = after.checked_sub(1).and_then(|at| bodies.get(at)).filter(|body| offset < body.end());
        let end = body.ok_or_else(no_call)?.end();
        // An entry begins where the one before it ends.
        let start = match after.checked_sub(2).and_then(|at| bodies.get(at)) {
            Some(before) => before.end(),
            None => self.vector(section::CODE)?.entries.start,
        };
        Ok(Entry { start, end })
    }

    /// An entry of the code section with as many `nop`s in the place of each of these calls as it had bytes.
    fn without(&self, entry: &Entry, calls: &[usize]) -> Result<Vec<u8>> {
        let mut bytes = self.module.bytes.get(entry.start..entry.end).ok_or_else(unread)?.to_vec();
        for call in calls {
            let length = self.call_length(*call)?;
            let at = call - entry.start;
            bytes.get_mut(at..at + length).ok_or_else(no_call)?.fill(opcode::NOP);
        }
        Ok(bytes)
    }

    /// How many bytes a call instruction has: the opcode, and the function's index.
    fn call_length(&self, offset: usize) -> Result<usize> {
        let bytes = self.module.bytes.get(offset..).unwrap_or_default();
        match (bytes.first(), leb::read(bytes.get(1..).unwrap_or_default())) {
            (Some(&opcode::CALL), Some((_, width))) => Ok(1 + width),
            _ => Err(no_call()),
        }
    }
}

/// The export that an edit changes or drops, or adds.
fn export_of(edit: &Edit) -> Option<&str> {
    match edit {
        Edit::AddExport { name, .. } | Edit::RetargetExport { name, .. } | Edit::RemoveExport { name } => Some(name),
        _ => None,
    }
}

/// How many bytes the index at the end of an export takes: behind the name, its length, and the kind.
fn index_width(input: &[u8], export: &Range<usize>) -> Result<usize> {
    let bytes = input.get(export.clone()).ok_or_else(unread)?;
    let (length, width) = leb::read(bytes).ok_or_else(unread)?;
    bytes.len().checked_sub(width + length as usize + 1).ok_or_else(unread)
}

/// Module name, name and kind of a memory's import; its type follows.
fn memory_import(module: &str, name: &str) -> Vec<u8> {
    let mut entry = Vec::new();
    module.encode(&mut entry);
    name.encode(&mut entry);
    entry.push(kind::MEMORY);
    entry
}

/// The one entry of an encoded section, without the count before it.
fn entry_of(section: &impl Encode) -> Vec<u8> {
    let mut bytes = Vec::new();
    section.encode(&mut bytes);
    // The size, then the count, which is one.
    let size = leb::read(&bytes).map_or(0, |(_, width)| width);
    bytes.split_off((size + 1).min(bytes.len()))
}

fn no_call() -> Error {
    Error::bug("the plan drops a call that is not there")
}

/// A section was read before, so it can be read again.
fn unread() -> Error {
    Error::bug("a section could not be read a second time")
}
