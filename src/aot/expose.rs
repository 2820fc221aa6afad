//! A copy of a module that shows what a host could not see, and counts.
//!
//! Nothing that the module can observe changes, but for one thing: shared memories are not shared in the copy. There is
//! only one thread here, and a wait on shared memory, which nothing could end, is a trap on memory that is not shared.

use std::collections::BTreeMap;

use wasm_encoder::CodeSection;
use wasm_encoder::ConstExpr;
use wasm_encoder::DataCountSection;
use wasm_encoder::ExportKind;
use wasm_encoder::ExportSection;
use wasm_encoder::Function;
use wasm_encoder::FunctionSection;
use wasm_encoder::GlobalSection;
use wasm_encoder::GlobalType;
use wasm_encoder::ImportSection;
use wasm_encoder::Instruction;
use wasm_encoder::MemorySection;
use wasm_encoder::RawSection;
use wasm_encoder::SectionId;
use wasm_encoder::TypeSection;
use wasm_encoder::ValType;
use wasm_encoder::reencode;
use wasm_encoder::reencode::Reencode;
use wasmparser::DataKind;
use wasmparser::ElementItems;
use wasmparser::ElementKind;
use wasmparser::Payload;

use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::module::Body;
use crate::module::Module;

/// The copy, and under which names it exports what.
pub(super) struct Exposed {
    pub wasm: Vec<u8>,
    /// What the names begin with; no export of the module does.
    prefix: String,
    /// Segments whose dropping shows.
    pub probes: Vec<Probe>,
}

/// A passive segment that a function of the copy asks after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Probe {
    /// A data segment by index, into a memory whose addresses are i64 or not.
    Data { segment: u32, memory64: bool },
    /// An element segment by index, for a table that could take it.
    Element { segment: u32, table: u32, table64: bool },
}

/// What the copy is to show beside memories, globals, tables and segments.
pub(super) struct Wanted<'a> {
    /// The functions whose calls are counted, all together.
    pub counted: &'a [u32],
    /// Functions to export by index.
    pub functions: &'a [u32],
    /// Functions that are not to make some calls, those at these offsets in the file, and to be exported as they were, too.
    pub unwrapped: &'a BTreeMap<u32, Vec<usize>>,
}

impl Exposed {
    pub(super) fn name(&self, kind: &str, index: u32) -> String {
        format!("{}{kind} {index}", self.prefix)
    }

    pub(super) fn is_own(&self, export: &str) -> bool {
        export.starts_with(&self.prefix)
    }

    /// How often the counted function was entered.
    pub(super) fn counter(&self) -> String {
        self.name("count", 0)
    }
}

/// Makes the copy.
pub(super) fn expose(module: &Module, wanted: &Wanted) -> Result<Exposed> {
    let mut prefix = "wasm-initfix ".to_owned();
    while module.exports.iter().any(|export| export.name.starts_with(&prefix)) {
        prefix.push('*');
    }
    let mut exposed = Exposed { wasm: Vec::new(), prefix, probes: probes(module) };
    exposed.wasm = Copy::of(module, wanted, &exposed)?;
    Ok(exposed)
}

fn probes(module: &Module) -> Vec<Probe> {
    let memory64 = module.memories.first().map(|memory| memory.ty.memory64);
    let passive = (0..).zip(module.data()).filter(|(_, data)| matches!(data.kind, DataKind::Passive));
    let data = passive.filter_map(|(segment, _)| memory64.map(|memory64| Probe::Data { segment, memory64 }));
    let passive = (0..).zip(&module.elements).filter(|(_, element)| matches!(element.kind, ElementKind::Passive));
    let elements = passive.filter_map(|(segment, element)| {
        let ty = match &element.items {
            ElementItems::Functions(_) => wasmparser::RefType::FUNCREF,
            ElementItems::Expressions(ty, _) => *ty,
        };
        let types = module.types.as_ref();
        let fits = (0..types.table_count()).find(|table| types.table_at(*table).element_type == ty);
        fits.map(|table| Probe::Element { segment, table, table64: types.table_at(table).table64 })
    });
    data.chain(elements).collect()
}

/// Sections in the order that the specification wants them in: those that change encoded anew, others as they were.
struct Copy<'m, 'a> {
    module: &'m Module<'a>,
    wanted: &'m Wanted<'m>,
    exposed: &'m Exposed,
    out: wasm_encoder::Module,
    /// The section that was written last.
    last: usize,
}

/// All sections that a module can have, in order (the specification's binary format, "Modules").
const ORDER: [SectionId; 13] = [
    SectionId::Type,
    SectionId::Import,
    SectionId::Function,
    SectionId::Table,
    SectionId::Memory,
    SectionId::Tag,
    SectionId::Global,
    SectionId::Export,
    SectionId::Start,
    SectionId::Element,
    SectionId::DataCount,
    SectionId::Code,
    SectionId::Data,
];

/// Reads types as they are, but for the sharing of memories.
struct Unshare;

impl Reencode for Unshare {
    type Error = std::convert::Infallible;

    fn memory_type(
        &mut self,
        ty: wasmparser::MemoryType,
    ) -> std::result::Result<wasm_encoder::MemoryType, reencode::Error> {
        Ok(reencode::utils::memory_type(self, wasmparser::MemoryType { shared: false, ..ty }))
    }
}

impl<'m, 'a> Copy<'m, 'a> {
    fn of(module: &'m Module<'a>, wanted: &'m Wanted<'m>, exposed: &'m Exposed) -> Result<Vec<u8>> {
        let mut copy = Self { module, wanted, exposed, out: wasm_encoder::Module::new(), last: 0 };
        copy.sections().map_err(|error| Error::new(ErrorKind::Unsupported, format!("cannot be copied: {error}")))?;
        Ok(copy.out.finish())
    }

    fn sections(&mut self) -> std::result::Result<(), reencode::Error> {
        let mut parser = wasmparser::Parser::new(0);
        parser.set_features(wasmparser::WasmFeatures::all());
        for payload in parser.parse_all(self.module.bytes) {
            let payload = payload?;
            let Some((id, range)) = payload.as_section() else {
                continue;
            };
            let Some(place) = ORDER.iter().position(|section| *section as u8 == id) else {
                continue;
            };
            self.missing_before(place)?;
            self.last = place + 1;
            if !self.changed(payload)? {
                let data = self.module.bytes.get(range.start as usize..range.end as usize).unwrap_or_default();
                self.out.section(&RawSection { id, data });
            }
        }
        self.missing_before(ORDER.len())
    }

    /// Writes a section that changes; says whether it is one.
    fn changed(&mut self, payload: Payload) -> std::result::Result<bool, reencode::Error> {
        match payload {
            Payload::TypeSection(section) => {
                let mut types = TypeSection::new();
                Unshare.parse_type_section(&mut types, section)?;
                self.types(types);
            }
            Payload::ImportSection(section) => {
                let mut imports = ImportSection::new();
                Unshare.parse_import_section(&mut imports, section)?;
                self.out.section(&imports);
            }
            Payload::MemorySection(section) => {
                let mut memories = MemorySection::new();
                Unshare.parse_memory_section(&mut memories, section)?;
                self.out.section(&memories);
            }
            Payload::FunctionSection(section) => {
                let mut functions = FunctionSection::new();
                Unshare.parse_function_section(&mut functions, section)?;
                self.functions(functions);
            }
            Payload::GlobalSection(section) => {
                let mut globals = GlobalSection::new();
                Unshare.parse_global_section(&mut globals, section)?;
                self.globals(globals);
            }
            Payload::ExportSection(section) => {
                let mut exports = ExportSection::new();
                Unshare.parse_export_section(&mut exports, section)?;
                self.exports(exports);
            }
            Payload::CodeSectionStart { .. } => self.code(),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Writes sections that the module does not have before the one at a place in [`ORDER`], if the copy wants them.
    fn missing_before(&mut self, place: usize) -> std::result::Result<(), reencode::Error> {
        for section in ORDER.get(self.last..place).unwrap_or_default() {
            match section {
                SectionId::Type => self.types(TypeSection::new()),
                SectionId::Function => self.functions(FunctionSection::new()),
                SectionId::Global => self.globals(GlobalSection::new()),
                SectionId::Export => self.exports(ExportSection::new()),
                SectionId::DataCount if self.module.data_count() > 0 => {
                    let count = self.module.data_count();
                    self.out.section(&DataCountSection { count });
                }
                SectionId::Code => self.code(),
                _ => {}
            }
        }
        Ok(())
    }

    fn types(&mut self, mut types: TypeSection) {
        types.ty().function([], []);
        self.out.section(&types);
    }

    /// The index of a function's type, or of one like it.
    fn type_of(&self, func: u32) -> u32 {
        let types = self.module.types.as_ref();
        let wanted = types.core_function_at(func);
        (0..self.nullary()).find(|index| types.core_type_at_in_module(*index) == wanted).unwrap_or_default()
    }

    /// The index of the type `() -> ()` that is added.
    fn nullary(&self) -> u32 {
        self.module.types.as_ref().core_type_count_in_module()
    }

    fn functions(&mut self, mut functions: FunctionSection) {
        for func in self.wanted.unwrapped.keys() {
            functions.function(self.type_of(*func));
        }
        for _ in &self.exposed.probes {
            functions.function(self.nullary());
        }
        self.out.section(&functions);
    }

    fn globals(&mut self, mut globals: GlobalSection) {
        globals.global(GlobalType { val_type: ValType::I32, mutable: true, shared: false }, &ConstExpr::i32_const(0));
        self.out.section(&globals);
    }

    /// The index of the global that counts.
    fn count(&self) -> u32 {
        self.module.types.as_ref().global_count()
    }

    fn exports(&mut self, mut exports: ExportSection) {
        let exposed = self.exposed;
        let types = self.module.types.as_ref();
        let mut add = |kind: &str, export: ExportKind, index: u32, number: u32| {
            exports.export(&exposed.name(kind, number), export, index);
        };
        (0..types.memory_count()).for_each(|index| add("memory", ExportKind::Memory, index, index));
        (0..types.table_count()).for_each(|index| add("table", ExportKind::Table, index, index));
        (0..types.global_count()).for_each(|index| add("global", ExportKind::Global, index, index));
        (0..types.tag_count()).for_each(|index| add("tag", ExportKind::Tag, index, index));
        self.wanted.functions.iter().for_each(|index| add("func", ExportKind::Func, *index, *index));
        add("count", ExportKind::Global, types.global_count(), 0);
        let mut added = self.module.function_count()..;
        let unwrapped = self.wanted.unwrapped.keys().zip(&mut added);
        unwrapped.for_each(|(number, func)| add("wrapped", ExportKind::Func, func, *number));
        let probes = (0..self.exposed.probes.len() as u32).zip(added);
        probes.for_each(|(number, func)| add("probe", ExportKind::Func, func, number));
        self.out.section(&exports);
    }

    fn code(&mut self) {
        let mut code = CodeSection::new();
        for (func, body) in (self.module.imported_functions..).zip(&self.module.bodies) {
            match (self.counting(func), self.wanted.unwrapped.get(&func)) {
                (Some(counting), _) => code.raw(&counting),
                (None, Some(calls)) => code.raw(&without(*body, calls)),
                (None, None) => code.raw(body.bytes),
            };
        }
        for func in self.wanted.unwrapped.keys() {
            code.raw(self.module.body(*func).map(|body| body.bytes).unwrap_or_default());
        }
        for probe in &self.exposed.probes {
            code.function(&probe.body());
        }
        self.out.section(&code);
    }

    /// The counted function, which begins with
    ///
    /// ```wat
    /// (global.set $count (i32.add (global.get $count) (i32.const 1)))
    /// ```
    fn counting(&self, func: u32) -> Option<Vec<u8>> {
        if !self.wanted.counted.contains(&func) {
            return None;
        }
        let body = self.module.body(func)?;
        // Locals come first and stay; the instructions begin where the reader for them stands.
        let reader = body.function().get_operators_reader().ok()?;
        let locals = reader.original_position() as usize - body.offset;
        let (locals, instructions) = body.bytes.split_at_checked(locals)?;
        let mut counting = locals.to_vec();
        let count = self.count();
        for instruction in [
            Instruction::GlobalGet(count),
            Instruction::I32Const(1),
            Instruction::I32Add,
            Instruction::GlobalSet(count),
        ] {
            wasm_encoder::Encode::encode(&instruction, &mut counting);
        }
        counting.extend_from_slice(instructions);
        Some(counting)
    }
}

/// A function with as many `nop`s in the place of each of these calls of `() -> ()` functions as it had bytes.
fn without(body: Body, calls: &[usize]) -> Vec<u8> {
    const NOP: u8 = 0x01;
    let mut bytes = body.bytes.to_vec();
    for call in calls {
        let Some(instruction) = bytes.get_mut(call.saturating_sub(body.offset)..) else {
            continue;
        };
        // The opcode, then an index whose last byte has its top bit clear.
        let index = instruction.iter().skip(1).take_while(|byte| **byte & 0x80 != 0).count() + 1;
        instruction.iter_mut().take(1 + index).for_each(|byte| *byte = NOP);
    }
    bytes
}

impl Probe {
    /// Traps if the segment was dropped (or is empty), and does nothing otherwise: no bytes are taken from its second byte
    /// on, which a segment of length 0 does not reach.
    ///
    /// ```wat
    /// (func (memory.init $segment (i32.const 0) (i32.const 1) (i32.const 0)))
    /// ```
    fn body(self) -> Function {
        let mut body = Function::new([]);
        let address = |wide| if wide { Instruction::I64Const(0) } else { Instruction::I32Const(0) };
        let (address, init) = match self {
            Self::Data { segment, memory64 } => {
                (address(memory64), Instruction::MemoryInit { mem: 0, data_index: segment })
            }
            Self::Element { segment, table, table64 } => {
                (address(table64), Instruction::TableInit { elem_index: segment, table })
            }
        };
        body.instruction(&address)
            .instruction(&Instruction::I32Const(1))
            .instruction(&Instruction::I32Const(0))
            .instruction(&init)
            .instruction(&Instruction::End);
        body
    }
}

impl std::fmt::Display for Probe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Data { segment, .. } => write!(f, "data segment {segment}"),
            Self::Element { segment, .. } => write!(f, "element segment {segment}"),
        }
    }
}
