//! A linked core module as it lies in the file: sections and index spaces, borrowed from the input.

use std::ops::Range;

use rayon::prelude::*;
use wasmparser::CompositeInnerType;
use wasmparser::CustomSectionReader;
use wasmparser::Data;
use wasmparser::Element;
use wasmparser::ExternalKind;
use wasmparser::FuncToValidate;
use wasmparser::FuncType;
use wasmparser::FuncValidatorAllocations;
use wasmparser::FunctionBody;
use wasmparser::Global;
use wasmparser::MemoryType;
use wasmparser::Operator;
use wasmparser::Parser;
use wasmparser::Payload;
use wasmparser::Table;
use wasmparser::TypeRef;
use wasmparser::ValidPayload;
use wasmparser::Validator;
use wasmparser::ValidatorResources;
use wasmparser::WasmFeatures;
use wasmparser::types::Types;

use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::foreign;
use crate::names::Names;

/// The header of every core module: `\0asm`, version 1, layer 0.
pub(crate) const HEADER: [u8; 8] = *b"\0asm\x01\0\0\0";

/// A valid core module, read once. Function bodies are kept as bytes until somebody asks for their instructions.
pub struct Module<'a> {
    pub(crate) bytes: &'a [u8],
    /// All sections in file order. Each begins where the one before it ends.
    pub(crate) sections: Vec<Section<'a>>,
    /// Imports in file order, groups of compact imports flattened.
    pub(crate) imports: Vec<Import<'a>>,
    pub(crate) exports: Vec<Export<'a>>,
    pub(crate) start: Option<u32>,
    pub(crate) memories: Vec<Memory>,
    pub(crate) tables: Vec<Table<'a>>,
    pub(crate) globals: Vec<Global<'a>>,
    pub(crate) elements: Vec<Element<'a>>,
    pub(crate) data: Vec<Data<'a>>,
    pub(crate) customs: Vec<Custom<'a>>,
    pub(crate) names: Names<'a>,
    /// Bodies of the functions that are not imported, in order.
    pub(crate) bodies: Vec<FunctionBody<'a>>,
    pub(crate) types: Types,
    /// How many functions are imported: the index of the first body.
    pub(crate) imported_functions: u32,
    /// What validating the bodies takes.
    unchecked: Vec<FuncToValidate<ValidatorResources>>,
}

/// A section of any kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section<'a> {
    /// Its id, as the specification's binary format has it; 0 for custom sections.
    pub id: u8,
    /// Where it lies in the file, its id and size included.
    pub range: Range<usize>,
    /// Where what it holds lies in the file.
    pub content: Range<usize>,
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
    /// The index in [`Module::imports`] of the import that brings it.
    pub import: Option<usize>,
}

/// A custom section; `data` is what follows its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Custom<'a> {
    pub name: &'a str,
    pub data: &'a [u8],
}

impl<'a> Module<'a> {
    /// Reads and validates a linked core module.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotAModule`] for anything else, which the message names; [`ErrorKind::Invalid`] with the byte
    /// offset of the fault; [`ErrorKind::Relocatable`] for what a linker has yet to link.
    pub fn parse(bytes: &'a [u8]) -> Result<Self> {
        let module = Self::parse_with(bytes, &mut new_validator())?;
        module.validate_bodies()?;
        Ok(module)
    }

    /// [`Module::parse`] with a validator that has seen other modules, so that their types can be compared by id. The
    /// bodies are yet to be validated: whoever reads one must expect anything.
    pub(crate) fn parse_with(bytes: &'a [u8], validator: &mut Validator) -> Result<Self> {
        if !bytes.starts_with(&HEADER) {
            return Err(Error::new(ErrorKind::NotAModule, foreign::describe(bytes).message));
        }
        let mut reading = Reading::default();
        let types = reading.sections(bytes, validator).map_err(|error| explain(error, bytes.len()))?;
        let module = reading.finish(bytes, types);
        module.refuse_relocatable()?;
        Ok(module)
    }

    /// Validates all bodies, in parallel; of several faults, the first in file order is reported.
    pub(crate) fn validate_bodies(&self) -> Result<()> {
        let count = self.bodies.len();
        let faults: Vec<Error> = (0..count)
            .into_par_iter()
            .map_init(Default::default, |allocations, body| self.validate_nth(body, allocations).err())
            .flatten()
            .collect();
        faults.into_iter().next().map_or(Ok(()), Err)
    }

    /// Validates one function's body, if it has one.
    pub(crate) fn validate_body(&self, func: u32) -> Result<()> {
        match func.checked_sub(self.imported_functions) {
            Some(body) => self.validate_nth(body as usize, &mut FuncValidatorAllocations::default()),
            None => Ok(()),
        }
    }

    fn validate_nth(&self, body: usize, allocations: &mut FuncValidatorAllocations) -> Result<()> {
        let (Some(unchecked), Some(body)) = (self.unchecked.get(body), self.bodies.get(body)) else {
            return Ok(());
        };
        let FuncToValidate { resources, index, ty, features } = unchecked;
        let unchecked = FuncToValidate { resources: resources.clone(), index: *index, ty: *ty, features: *features };
        let mut validator = unchecked.into_validator(std::mem::take(allocations));
        let checked = validator.validate(body).map_err(|error| explain(error, self.bytes.len()));
        *allocations = validator.into_allocations();
        checked
    }

    /// An object file is valid wasm, but indices and addresses in it are the linker's to settle. It has symbols for the
    /// linker, as has what `--emit-relocs` gives; but that exports something and does not import the memory that every
    /// object does (LLVM's `lib/MC/WasmObjectWriter.cpp`). What `wasm-ld -r` gives exports nothing.
    fn refuse_relocatable(&self) -> Result<()> {
        let unlinked = self.exports.is_empty() || self.imports.iter().any(|import| import.name == "__linear_memory");
        if unlinked && self.custom("linking").is_some() {
            return Err(Error::new(
                ErrorKind::Relocatable,
                "a relocatable WebAssembly object; link it first, wasm-initfix runs after linking",
            ));
        }
        Ok(())
    }

    pub(crate) fn custom(&self, name: &str) -> Option<&Custom<'a>> {
        self.customs.iter().find(|custom| custom.name == name)
    }

    pub(crate) fn export(&self, name: &str) -> Option<&Export<'a>> {
        self.exports.iter().find(|export| export.name == name)
    }

    /// The exported functions, in file order.
    pub(crate) fn exported_functions(&self) -> impl Iterator<Item = &Export<'a>> {
        self.exports.iter().filter(|export| matches!(export.kind, ExternalKind::Func | ExternalKind::FuncExact))
    }

    /// The body of a function, unless it is imported.
    pub(crate) fn body(&self, func: u32) -> Option<&FunctionBody<'a>> {
        let defined = func.checked_sub(self.imported_functions)?;
        self.bodies.get(defined as usize)
    }

    /// The instructions of a function with their offsets in the file; none if it is imported.
    pub(crate) fn operators(&self, func: u32) -> impl Iterator<Item = Result<(Operator<'a>, usize)>> + use<'a> {
        let reader = self.body(func).map(FunctionBody::get_operators_reader);
        let (reader, fault) = match reader {
            Some(Ok(reader)) => (Some(reader), None),
            Some(Err(error)) => (None, Some(Err(Error::from(error)))),
            None => (None, None),
        };
        let operators = reader.into_iter().flat_map(|reader| reader.into_iter_with_offsets());
        fault.into_iter().chain(operators.map(|operator| {
            let (operator, offset) = operator?;
            Ok((operator, offset as usize))
        }))
    }

    /// The import that brings a function.
    pub(crate) fn function_import(&self, func: u32) -> Option<&Import<'a>> {
        self.imports
            .iter()
            .find(|import| import.index == func && matches!(import.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)))
    }

    pub(crate) fn function_count(&self) -> u32 {
        self.imported_functions + self.bodies.len() as u32
    }

    pub(crate) fn function_type(&self, func: u32) -> Option<&FuncType> {
        if func >= self.function_count() {
            return None;
        }
        let id = self.types.as_ref().core_function_at(func);
        match &self.types[id].composite_type.inner {
            CompositeInnerType::Func(ty) => Some(ty),
            _ => None,
        }
    }

    /// Whether a function takes nothing and gives nothing, as every initialiser does.
    pub(crate) fn is_nullary(&self, func: u32) -> bool {
        self.function_type(func).is_some_and(|ty| ty.params().is_empty() && ty.results().is_empty())
    }

    /// How messages call a function: ``func 5 `__wasm_call_ctors` ``.
    pub(crate) fn show(&self, func: u32) -> String {
        match (self.names.function(func), self.function_import(func)) {
            (_, Some(import)) => format!("import `{}.{}`", import.module, import.name),
            (Some(name), None) => format!("func {func} `{name}`"),
            (None, None) => format!("func {func}"),
        }
    }
}

/// All proposals that wasmparser knows: what a host accepts is the host's affair.
pub(crate) fn new_validator() -> Validator {
    Validator::new_with_features(WasmFeatures::all())
}

/// What the section loop gathers; becomes a [`Module`] when the last section was read.
#[derive(Default)]
struct Reading<'a> {
    sections: Vec<Section<'a>>,
    imports: Vec<Import<'a>>,
    exports: Vec<Export<'a>>,
    start: Option<u32>,
    memories: Vec<Memory>,
    tables: Vec<Table<'a>>,
    globals: Vec<Global<'a>>,
    elements: Vec<Element<'a>>,
    data: Vec<Data<'a>>,
    customs: Vec<CustomSectionReader<'a>>,
    bodies: Vec<FunctionBody<'a>>,
    unchecked: Vec<FuncToValidate<ValidatorResources>>,
    imported: Imported,
}

/// How many items of each kind were imported so far: the index of the next.
#[derive(Default)]
struct Imported {
    functions: u32,
    tables: u32,
    memories: u32,
    globals: u32,
    tags: u32,
}

type Read<T> = std::result::Result<T, wasmparser::BinaryReaderError>;

impl<'a> Reading<'a> {
    fn sections(&mut self, bytes: &'a [u8], validator: &mut Validator) -> Read<Types> {
        let mut parser = Parser::new(0);
        parser.set_features(*validator.features());
        for payload in parser.parse_all(bytes) {
            let payload = payload?;
            match validator.payload(&payload)? {
                ValidPayload::Func(unchecked, body) => {
                    self.unchecked.push(unchecked);
                    self.bodies.push(body);
                }
                ValidPayload::End(types) => return Ok(types),
                ValidPayload::Ok | ValidPayload::Parser(_) => {}
            }
            self.section(payload)?;
        }
        unreachable!("wasmparser's iterator ends with `End` or with an error")
    }

    fn section(&mut self, payload: Payload<'a>) -> Read<()> {
        if let Some((id, content)) = payload.as_section() {
            let content = content.start as usize..content.end as usize;
            let start = self.sections.last().map_or(HEADER.len(), |section| section.range.end);
            let custom = match &payload {
                Payload::CustomSection(section) => Some(section.name()),
                _ => None,
            };
            self.sections.push(Section { id, range: start..content.end, content, custom });
        }
        match payload {
            Payload::ImportSection(section) => {
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
            Payload::TableSection(section) => self.tables = section.into_iter().collect::<Read<_>>()?,
            Payload::GlobalSection(section) => self.globals = section.into_iter().collect::<Read<_>>()?,
            Payload::ElementSection(section) => self.elements = section.into_iter().collect::<Read<_>>()?,
            Payload::DataSection(section) => self.data = section.into_iter().collect::<Read<_>>()?,
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::CustomSection(section) => self.customs.push(section),
            _ => {}
        }
        Ok(())
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

    fn finish(self, bytes: &'a [u8], types: Types) -> Module<'a> {
        let names = self.customs.iter().find(|custom| custom.name() == "name");
        Module {
            bytes,
            sections: self.sections,
            names: names.map(Names::parse).unwrap_or_default(),
            customs: self.customs.iter().map(|custom| Custom { name: custom.name(), data: custom.data() }).collect(),
            imports: self.imports,
            exports: self.exports,
            start: self.start,
            memories: self.memories,
            tables: self.tables,
            globals: self.globals,
            elements: self.elements,
            data: self.data,
            bodies: self.bodies,
            types,
            imported_functions: self.imported.functions,
            unchecked: self.unchecked,
        }
    }
}

/// Tells a file that ends too early from one that is wrong: what to do about them differs.
fn explain(error: wasmparser::BinaryReaderError, length: usize) -> Error {
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
