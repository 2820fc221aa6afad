//! The sections that a plan changes, each written anew from the stretches of it that stay.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::HashSet;
use std::ops::Range;

use wasm_encoder::Encode;
use wasmparser::TypeRef;

use super::bodies;
use super::content::Content;
use super::content::SectionChange;
use super::data;
use super::entries::entries;
use super::entries::entry_of;
use super::entries::unread;
use super::entries::vector;
use super::imports;
use super::memories;
use super::memories::MemorySections;
use super::tables;
use super::tables::TableSections;
use crate::error::Error;
use crate::error::Result;
use crate::leb;
use crate::module::Module;
use crate::module::format::opcode;
use crate::module::format::section;
use crate::module::format::ty;
use crate::module::references::undeclared;
use crate::plan::Body;
use crate::plan::Export;
use crate::plan::Item;
use crate::plan::Target;
use crate::plan::Touched;

/// Where an entry of the code section lies in the file.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct EntryPlace {
    start: usize,
    end: usize,
}

/// A plan and the module that it is for.
pub(super) struct Drawing<'m, 'a> {
    pub module: &'m Module<'a>,
    pub touched: &'m Touched<'m>,
}

impl Drawing<'_, '_> {
    /// The sections that change. None if the plan touches an encoding that only another rewriter knows.
    pub(super) fn changes(&self) -> Result<Option<Vec<(u8, SectionChange)>>> {
        // All is named, so that nothing new that plans touch is passed over.
        let Touched {
            guard,
            added,
            calls,
            dropped,
            start,
            moved,
            exports,
            imports: names,
            names: new,
            memory: _,
            limits: _,
            passive,
            places,
            table: _,
        } = self.touched;
        if !dropped.is_empty() || places.moves() {
            return Err(Error::bug("the plan moves indices, and splicing moves none"));
        }
        let Some(MemorySections { import: memory, memories }) = memories::changes(self.module, self.touched)? else {
            return Ok(None);
        };
        let Some(TableSections { import: table, tables }) = tables::changes(self.module, self.touched)? else {
            return Ok(None);
        };
        let changes = memory.into_iter().chain(table).collect();
        let Some(imports) = imports::section(self.module, changes, names)? else {
            return Ok(None);
        };
        let (types, functions) = self.declarations(added)?;
        let changes = [
            (section::TYPE, types),
            (section::IMPORT, imports),
            (section::TABLE, tables),
            (section::MEMORY, memories),
            (section::FUNCTION, functions),
            (section::GLOBAL, guard.then(|| self.guard()).transpose()?),
            (section::EXPORT, self.exports(moved, exports, new)?),
            (section::START, start.map(|to| self.start(to)).transpose()?),
            (section::ELEMENT, self.elements()?),
            (section::DATA_COUNT, passive.and_then(|_| data::count(self.module))),
            (section::CODE, self.code(calls, added)?),
            (section::DATA, passive.map(|memory| data::passive(self.module, memory)).transpose()?),
        ];
        Ok(Some(changes.into_iter().filter_map(|(id, change)| Some((id, change?))).collect()))
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

    /// The types that new functions need, and the functions' declarations.
    fn declarations(&self, added: &[(&str, &Body)]) -> Result<(Option<SectionChange>, Option<SectionChange>)> {
        if added.is_empty() {
            return Ok((None, None));
        }
        let of_input = self.types_of_input(added)?;
        let nullary = self.nullary();
        let types = if nullary.is_none() && of_input.contains(&None) { Some(self.types()?) } else { None };
        let nullary = nullary.unwrap_or_else(|| self.module.types.as_ref().core_type_count_in_module());
        let mut entries = Vec::new();
        for ty in &of_input {
            ty.unwrap_or(nullary).encode(&mut entries);
        }
        let functions = vector(self.module, section::FUNCTION)?.with(added.len() as u32, entries);
        Ok((types, Some(SectionChange::Replace(functions))))
    }

    fn types(&self) -> Result<SectionChange> {
        const NULLARY: [u8; 3] = [ty::FUNC, 0, 0];
        Ok(SectionChange::Replace(vector(self.module, section::TYPE)?.with(1, NULLARY)))
    }

    /// The type of each added function that takes the place of one of the input: where modules are linked to each other,
    /// two types that only look the same are not.
    fn types_of_input(&self, added: &[(&str, &Body)]) -> Result<Vec<Option<u32>>> {
        let functions = self.replaced(added);
        let end = functions.iter().flatten().max().map_or(0, |last| last + 1);
        let types = self.declared_types(end)?;
        let ty = |func: u32| types.get(func as usize).copied().ok_or_else(unread);
        functions.into_iter().map(|func| func.map(ty).transpose()).collect()
    }

    /// The function of the input whose place each added one takes.
    fn replaced(&self, added: &[(&str, &Body)]) -> Vec<Option<u32>> {
        // Of several exports, the first one that the plan names.
        let mut exports: HashMap<usize, &str> = HashMap::new();
        for (name, to) in &self.touched.moved {
            if let Some(Target::New(to)) = to {
                exports.entry(to.number()).or_insert(name);
            }
        }
        let mut indices: HashMap<&str, u32> = HashMap::new();
        if !exports.is_empty() {
            indices.extend(self.module.exported_functions().map(|export| (export.name, export.index)));
        }
        let replaced = |(at, (_, body)): (usize, &(&str, &Body))| match body {
            Body::Guarded { func, .. } | Body::Followed { func, .. } => Some(*func),
            Body::Empty
            | Body::Chain(_)
            | Body::RunOnce(_)
            | Body::OncePerMemory { .. }
            | Body::Zero(_)
            | Body::Fill { .. }
            | Body::Marked { .. } => indices.get(exports.get(&at)?).copied(),
        };
        added.iter().enumerate().map(replaced).collect()
    }

    /// The indices of the types of the first functions, as their declarations have them.
    fn declared_types(&self, end: u32) -> Result<Vec<u32>> {
        let imported = self.module.imports.iter().filter_map(|import| match import.ty {
            TypeRef::Func(ty) | TypeRef::FuncExact(ty) => Some(ty),
            _ => None,
        });
        let mut types: Vec<u32> = imported.collect();
        let mut at = vector(self.module, section::FUNCTION)?.entries.start;
        while types.len() < end as usize {
            let (ty, width) = leb::read(self.module.bytes.get(at..).unwrap_or_default()).ok_or_else(unread)?;
            types.push(ty);
            at += width;
        }
        Ok(types)
    }

    /// The guard: `(global (mut i32) (i32.const 0))`.
    fn guard(&self) -> Result<SectionChange> {
        const GUARD: [u8; 5] = [ty::I32, ty::MUTABLE, opcode::I32_CONST, 0, opcode::END];
        Ok(SectionChange::Replace(vector(self.module, section::GLOBAL)?.with(1, GUARD)))
    }

    /// Exports in their order, those that name another function now with another index, some under other names, and new ones behind them.
    fn exports(
        &self,
        moved: &[(&str, Option<Target>)],
        added: &[Export],
        names: &HashMap<&str, &str>,
    ) -> Result<Option<SectionChange>> {
        if moved.is_empty() && added.is_empty() && names.is_empty() {
            return Ok(None);
        }
        let fates = self.touched.fates();
        let mut kept = Content::default();
        let mut count = 0;
        for (export, place) in entries::<wasmparser::Export>(self.module, section::EXPORT)? {
            let fate = fates.get(export.name);
            if fate == Some(&None) {
                continue;
            }
            let index = place.end - index_width(self.module.bytes, &place)?;
            let mut start = place.start;
            if let Some(name) = names.get(export.name) {
                let mut written = Vec::new();
                name.encode(&mut written);
                kept.push(written);
                // What kind of item it names comes right before the index.
                start = index - 1;
            }
            match fate.copied().flatten() {
                None => kept.keep(start..place.end),
                Some(to) => {
                    kept.keep(start..index);
                    kept.push(leb::write(bodies::target(self.module, to)?, 1));
                }
            }
            count += 1;
        }
        for export in added {
            kept.push(self.export(export)?);
            count += 1;
        }
        let mut content = Content::default();
        content.push(leb::write(count, vector(self.module, section::EXPORT)?.width));
        kept.write_into(&mut content);
        Ok(Some(SectionChange::Replace(content)))
    }

    fn export(&self, export: &Export) -> Result<Vec<u8>> {
        let (kind, index) = match export.item {
            Item::Func(to) => (wasm_encoder::ExportKind::Func, bodies::target(self.module, to)?),
            Item::Other(kind, index) => (kind.into(), index),
        };
        let mut exports = wasm_encoder::ExportSection::new();
        exports.export(export.name, kind, index);
        Ok(entry_of(&exports))
    }

    fn start(&self, to: Option<Target>) -> Result<SectionChange> {
        let Some(to) = to else {
            return Ok(SectionChange::Remove);
        };
        let mut content = Content::default();
        content.push(leb::write(bodies::target(self.module, to)?, 1));
        Ok(SectionChange::Replace(content))
    }

    /// A declared segment for functions that nothing else declares any more.
    fn elements(&self) -> Result<Option<SectionChange>> {
        let undeclared = undeclared(self.module, &self.no_longer_exported(), self.module)?;
        if undeclared.is_empty() {
            return Ok(None);
        }
        let undeclared: Vec<u32> = undeclared.into_iter().collect();
        let mut elements = wasm_encoder::ElementSection::new();
        elements.declared(wasm_encoder::Elements::Functions(undeclared.into()));
        Ok(Some(SectionChange::Replace(vector(self.module, section::ELEMENT)?.with(1, entry_of(&elements)))))
    }

    /// The functions of the input that were exported, and are not any more.
    fn no_longer_exported(&self) -> BTreeSet<u32> {
        let fates = self.touched.fates();
        if fates.is_empty() {
            return BTreeSet::new();
        }
        let added = self.touched.exports.iter().filter_map(|export| match export.item {
            Item::Func(to) => Some(to),
            Item::Other(..) => None,
        });
        let named = fates.values().copied().flatten().chain(added);
        let mut stay: HashSet<u32> = named.filter_map(|to| bodies::target(self.module, to).ok()).collect();
        let mut moved = BTreeSet::new();
        for export in self.module.exported_functions() {
            let gone = fates.contains_key(export.name);
            if gone {
                moved.insert(export.index)
            } else {
                stay.insert(export.index)
            };
        }
        moved.retain(|func| !stay.contains(func));
        moved
    }

    /// Bodies where they are, dropped calls as `nop`s, and new bodies behind the others.
    fn code(&self, calls: &BTreeMap<u32, Vec<usize>>, added: &[(&str, &Body)]) -> Result<Option<SectionChange>> {
        if calls.is_empty() && added.is_empty() {
            return Ok(None);
        }
        let code = vector(self.module, section::CODE)?;
        let mut content = Content::default();
        content.push(leb::write(code.count + added.len() as u32, code.width));
        let mut at = code.entries.start;
        for (body, calls) in self.dropped(calls)? {
            content.keep(at..body.start);
            content.push(self.without(&body, &calls)?);
            at = body.end;
        }
        content.keep(at..code.entries.end);
        let guard = self.module.types.as_ref().global_count();
        for (_, body) in added {
            content.push(bodies::encode(self.module, body, guard)?);
        }
        Ok(Some(SectionChange::Replace(content)))
    }

    /// The calls that the plan drops, by the entry of the code section that they lie in.
    fn dropped(&self, calls: &BTreeMap<u32, Vec<usize>>) -> Result<BTreeMap<EntryPlace, Vec<usize>>> {
        let mut dropped: BTreeMap<EntryPlace, Vec<usize>> = BTreeMap::new();
        for offset in calls.values().flatten() {
            dropped.entry(self.entry_at(*offset)?).or_default().push(*offset);
        }
        Ok(dropped)
    }

    /// The entry of the code section that an offset lies in, with its size.
    fn entry_at(&self, offset: usize) -> Result<EntryPlace> {
        let bodies = &self.module.bodies;
        let after = bodies.partition_point(|body| body.offset <= offset);
        let body = after.checked_sub(1).and_then(|at| bodies.get(at)).filter(|body| offset < body.end());
        let end = body.ok_or_else(no_call)?.end();
        // An entry begins where the one before it ends.
        let start = match after.checked_sub(2).and_then(|at| bodies.get(at)) {
            Some(before) => before.end(),
            None => vector(self.module, section::CODE)?.entries.start,
        };
        Ok(EntryPlace { start, end })
    }

    /// An entry of the code section with as many `nop`s in the place of each of these calls as it had bytes.
    fn without(&self, entry: &EntryPlace, calls: &[usize]) -> Result<Vec<u8>> {
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

/// How many bytes the index at the end of an export takes: behind the name, its length, and the kind.
fn index_width(input: &[u8], export: &Range<usize>) -> Result<usize> {
    let bytes = input.get(export.clone()).ok_or_else(unread)?;
    let (length, width) = leb::read(bytes).ok_or_else(unread)?;
    bytes.len().checked_sub(width + length as usize + 1).ok_or_else(unread)
}

fn no_call() -> Error {
    Error::bug("the plan drops a call that is not there")
}
