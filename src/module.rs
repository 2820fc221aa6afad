//! A linked core module as it lies in the file: sections and index spaces, borrowed from the input.

#[allow(dead_code, reason = "a build that runs nothing makes no copies")]
pub(crate) mod append;
mod body;
mod constants;
mod data;
pub(crate) mod format;
mod function;
mod items;
mod places;
mod read;
pub(crate) mod references;
mod signature;
mod values;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use rayon::prelude::*;
use wasmparser::Data;
use wasmparser::DataSectionReader;
use wasmparser::Element;
use wasmparser::ExternalKind;
use wasmparser::FuncToValidate;
use wasmparser::FuncType;
use wasmparser::FuncValidatorAllocations;
use wasmparser::Global;
use wasmparser::GlobalSectionReader;
use wasmparser::Operator;
use wasmparser::Table;
use wasmparser::TypeRef;
use wasmparser::Validator;
use wasmparser::ValidatorResources;
use wasmparser::WasmFeatures;
use wasmparser::WasmModuleResources;
use wasmparser::types::Types;

use crate::bounds::Bounds;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::foreign;
use crate::names::Names;
use crate::pieces::Pieces;

use read::Before;
use read::Contents;
use values::Bodies;

pub(crate) use body::RawBody;
pub(crate) use format::HEADER;
pub use function::Function;
pub(crate) use items::Custom;
pub(crate) use items::Customs;
pub(crate) use items::Export;
pub(crate) use items::Import;
pub(crate) use items::Memory;
pub(crate) use items::Section;
pub(crate) use items::Stretch;
pub(crate) use places::MemoryPlaces;

/// A core module, read once. Function bodies, globals and data segments stay bytes until they are needed.
pub struct Module<'a> {
    /// The file; nothing if the module was read from pieces.
    pub(crate) bytes: &'a [u8],
    /// All sections in file order. Each begins where the one before it ends.
    pub(crate) stretches: Vec<Stretch<'a>>,
    /// Imports in file order, groups of compact imports flattened.
    pub(crate) imports: Vec<Import<'a>>,
    /// Whether some come in groups.
    pub(crate) compact_imports: bool,
    pub(crate) exports: Vec<Export<'a>>,
    pub(crate) start: Option<u32>,
    pub(crate) memories: Vec<Memory>,
    pub(crate) tables: Vec<Table<'a>>,
    globals: Option<GlobalSectionReader<'a>>,
    pub(crate) elements: Vec<Element<'a>>,
    data: Option<DataSectionReader<'a>>,
    /// What the data section holds, if it is plain.
    plain_data: Option<&'a [u8]>,
    pub(crate) names: Names<'a>,
    /// Bodies of the functions that are not imported, in order.
    pub(crate) bodies: Vec<RawBody<'a>>,
    pub(crate) types: Types,
    /// How many functions are imported: the index of the first body.
    pub(crate) imported_functions: u32,
    /// The place in `imports` of each.
    function_imports: Vec<usize>,
    /// What it takes to validate bodies, for one of them.
    unchecked: Option<FuncToValidate<ValidatorResources>>,
    /// How much to take on when bodies are validated.
    bounds: Bounds,
    may_be_referred_to: OnceLock<BTreeSet<u32>>,
}

impl<'a> Module<'a> {
    /// Reads and validates a linked core module.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotAModule`] for anything else, which the message names; [`ErrorKind::Invalid`] with the byte
    /// offset of the fault; [`ErrorKind::Relocatable`] for what a linker has yet to link; [`ErrorKind::Unsupported`] for what
    /// takes too much to validate.
    pub fn parse(bytes: &'a [u8]) -> Result<Self> {
        Self::parse_within(bytes, &Bounds::default())
    }

    /// [`Module::parse`] with bounds on what validating takes.
    pub fn parse_within(bytes: &'a [u8], bounds: &Bounds) -> Result<Self> {
        let module = Self::parse_with(bytes, &mut new_validator(), bounds)?;
        module.validate_bodies()?;
        Ok(module)
    }

    /// [`Module::parse`] with a validator that has seen other modules, so that their types can be compared by id. The
    /// bodies are not validated yet: code that reads one must expect anything.
    pub(crate) fn parse_with(bytes: &'a [u8], validator: &mut Validator, bounds: &Bounds) -> Result<Self> {
        if !bytes.starts_with(&HEADER) {
            return Err(Error::new(ErrorKind::NotAModule, foreign::describe(bytes).message));
        }
        let module = Self::of(bytes, read::read(&[bytes], None, (validator, bounds))?, bounds);
        module.refuse_relocatable()?;
        Ok(module)
    }

    /// Reads a module that is made of pieces of another, before they are put together. No section but the code section lies
    /// in more than one piece, and no function body.
    pub(crate) fn of_pieces(pieces: &'a Pieces, input: &Module, validator: &mut Validator) -> Result<Self> {
        let known = Before { bytes: input.bytes, bodies: &input.bodies, plain_data: input.plain_data };
        let slices: Vec<&[u8]> = pieces.slices().collect();
        Ok(Self::of(&[], read::read(&slices, Some(known), (validator, &input.bounds))?, &input.bounds))
    }

    fn of(bytes: &'a [u8], (read, types): (Contents<'a>, Types), bounds: &Bounds) -> Self {
        let is_function = |ty: &TypeRef| matches!(ty, TypeRef::Func(_) | TypeRef::FuncExact(_));
        let places = read.imports.iter().enumerate().filter(|(_, import)| is_function(&import.ty));
        Self {
            function_imports: places.map(|(place, _)| place).collect(),
            bytes,
            stretches: read.stretches,
            names: Names::new(read.names),
            imports: read.imports,
            compact_imports: read.compact_imports,
            exports: read.exports,
            start: read.start,
            memories: read.memories,
            tables: read.tables,
            globals: read.globals,
            elements: read.elements,
            data: read.data,
            plain_data: read.plain_data,
            bodies: read.bodies,
            types,
            imported_functions: read.imported.functions,
            unchecked: read.unchecked,
            bounds: *bounds,
            may_be_referred_to: OnceLock::new(),
        }
    }

    /// Validates all bodies, in parallel; of several faults, the first in file order is reported.
    pub(crate) fn validate_bodies(&self) -> Result<()> {
        self.can_validate(self.imported_functions..self.function_count())?;
        let count = self.bodies.len();
        let faults: Vec<Error> = (0..count)
            .into_par_iter()
            .map_init(Default::default, |allocations, body| self.validate_nth(body, allocations).err())
            .flatten()
            .collect();
        faults.into_iter().next().map_or(Ok(()), Err)
    }

    /// Whether validating the bodies of these functions takes no more than it may.
    pub(crate) fn can_validate(&self, functions: impl IntoParallelIterator<Item = u32> + Clone) -> Result<()> {
        let Self { types, bodies, imported_functions, .. } = self;
        values::within(&Bodies { types, bodies, imported: *imported_functions }, functions, &self.bounds)
    }

    /// Why the module is invalid, if it is; else the error that is at hand.
    pub(crate) fn invalid_or(&self, error: Error) -> Error {
        self.validate_bodies().err().filter(|fault| fault.kind() == ErrorKind::Invalid).unwrap_or(error)
    }

    /// Validates one function's body, if it has one and [`Module::can_validate`] it.
    pub(crate) fn validate_body(&self, func: u32) -> Result<()> {
        match func.checked_sub(self.imported_functions) {
            Some(body) => self.validate_nth(body as usize, &mut FuncValidatorAllocations::default()),
            None => Ok(()),
        }
    }

    fn validate_nth(&self, body: usize, allocations: &mut FuncValidatorAllocations) -> Result<()> {
        let (Some(unchecked), Some(body), Ok(defined)) = (&self.unchecked, self.bodies.get(body), u32::try_from(body))
        else {
            return Ok(());
        };
        let index = self.imported_functions + defined;
        let resources = unchecked.resources.clone();
        let ty = resources.type_index_of_function(index).unwrap_or(unchecked.ty);
        let unchecked = FuncToValidate { resources, index, ty, features: unchecked.features };
        let mut validator = unchecked.into_validator(std::mem::take(allocations));
        let checked = validator.validate(&body.function()).map_err(|error| read::explain(error, self.bytes.len()));
        *allocations = validator.into_allocations();
        checked
    }

    /// An object file is valid wasm, but the linker has yet to settle indices and addresses in it. It has symbols for the
    /// linker, and so has a module linked with `--emit-relocs`. But that one exports something, and does not import the
    /// memory that every object imports (LLVM's `lib/MC/WasmObjectWriter.cpp`). What `wasm-ld -r` links exports nothing.
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

    /// The sections that are no custom sections, in file order.
    pub(crate) fn sections(&self) -> impl Iterator<Item = &Section<'a>> {
        self.stretches.iter().filter_map(|stretch| match stretch {
            Stretch::Section(section) => Some(section),
            Stretch::Customs(_) => None,
        })
    }

    /// The first section with an id.
    pub(crate) fn section(&self, id: u8) -> Option<&Section<'a>> {
        self.sections().find(|section| section.id == id)
    }

    /// The custom sections, in file order. Each is read anew.
    pub(crate) fn customs(&self) -> impl Iterator<Item = Custom<'a>> {
        let customs = self.stretches.iter().filter_map(|stretch| match stretch {
            Stretch::Section(_) => None,
            Stretch::Customs(customs) => Some(*customs),
        });
        customs.flat_map(Customs::iter)
    }

    /// The first custom section of a name.
    pub(crate) fn custom(&self, name: &str) -> Option<Custom<'a>> {
        self.customs().find(|custom| custom.name == name)
    }

    pub(crate) fn export(&self, name: &str) -> Option<&Export<'a>> {
        self.exports.iter().find(|export| export.name == name)
    }

    /// The exported functions, in file order.
    pub(crate) fn exported_functions(&self) -> impl Iterator<Item = &Export<'a>> {
        self.exports.iter().filter(|export| matches!(export.kind, ExternalKind::Func | ExternalKind::FuncExact))
    }

    /// The body of a function, unless it is imported.
    pub(crate) fn body(&self, func: u32) -> Option<RawBody<'a>> {
        let defined = func.checked_sub(self.imported_functions)?;
        self.bodies.get(defined as usize).copied()
    }

    /// Every function that `ref.func` names in code, and some that it does not: the bytes of the instruction occur by chance,
    /// too. A search for bytes is much cheaper than to read all code.
    pub(crate) fn may_be_referred_to(&self) -> &BTreeSet<u32> {
        let count = self.function_count();
        self.may_be_referred_to.get_or_init(|| {
            let indices = self.bodies.par_iter().flat_map_iter(RawBody::may_refer_to).filter(|index| *index < count);
            indices.collect()
        })
    }

    /// The globals that are not imported, in order.
    pub(crate) fn globals(&self) -> impl Iterator<Item = Global<'a>> + use<'a> {
        // Validation has read them already, so none fails.
        self.globals.clone().into_iter().flatten().flatten()
    }

    /// The data segments, in order.
    pub(crate) fn data(&self) -> impl Iterator<Item = Data<'a>> + use<'a> {
        // Validation has read them already, so none fails.
        self.data.clone().into_iter().flatten().flatten()
    }

    #[allow(dead_code, reason = "for copies, which not every build makes")]
    pub(crate) fn data_count(&self) -> u32 {
        self.data.as_ref().map_or(0, DataSectionReader::count)
    }

    /// What the first section with an id holds; nothing if there is none.
    pub(crate) fn content(&self, id: u8) -> &'a [u8] {
        self.section(id).map_or(&[], |section| section.bytes)
    }

    /// The instructions of a function with their offsets in the file; none if it is imported.
    pub(crate) fn operators(&self, func: u32) -> impl Iterator<Item = Result<(Operator<'a>, usize)>> + use<'a> {
        let reader = self.body(func).map(|body| body.function().get_operators_reader());
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
        self.imports.get(*self.function_imports.get(func as usize)?)
    }

    pub(crate) fn function_count(&self) -> u32 {
        self.imported_functions + self.bodies.len() as u32
    }

    pub(crate) fn function_type(&self, func: u32) -> Option<&FuncType> {
        signature::of_function(&self.types, func)
    }

    /// The type at an index, if it is one of functions.
    pub(crate) fn type_at(&self, index: u32) -> Option<&FuncType> {
        signature::at(&self.types, index)
    }

    /// What a tag carries.
    pub(crate) fn tag_type(&self, tag: u32) -> Option<&FuncType> {
        signature::of_tag(&self.types, tag)
    }

    /// How many fields the type at an index has, if it is one of structs.
    #[allow(dead_code, reason = "a build that runs nothing does not ask")]
    pub(crate) fn field_count(&self, index: u32) -> u64 {
        signature::fields(self.types.as_ref(), index)
    }

    /// Whether a function takes nothing and gives nothing, as every initialiser does.
    pub(crate) fn is_nullary(&self, func: u32) -> bool {
        self.function_type(func).is_some_and(|ty| ty.params().is_empty() && ty.results().is_empty())
    }

    /// A function by index, with the names that it has.
    pub(crate) fn function(&self, func: u32) -> Function {
        let import = self.function_import(func).map(|import| (import.module.to_owned(), import.name.to_owned()));
        Function { func, name: self.names.function(func).map(str::to_owned), import }
    }
}

/// A validator for all proposals that wasmparser knows: the host decides which it accepts.
pub(crate) fn new_validator() -> Validator {
    Validator::new_with_features(WasmFeatures::all())
}
