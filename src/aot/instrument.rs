//! A copy of a module that shows what a host could not see, and counts.
//!
//! Nothing that the module can observe changes, but for one thing: shared memories are not shared in the copy. There is
//! only one thread here, and a wait on shared memory, which nothing could end, is a trap on memory that is not shared.
//!
//! ```wat
//! (module
//!   …                                                       ;; the module's own
//!   (func $counted
//!     (global.set $count (i32.add (global.get $count) (i32.const 1)))
//!     …)
//!   (func $looking … (global.set $look (global.get $looks)) (i32.load …) …) ;; where it looks at what is watched
//!   (func $wrapper … nop nop …)                             ;; without its calls of constructors and destructors
//!   (func $wrapped …)                                       ;; what the wrapper was
//!   (func $probe …)                                         ;; for each passive segment
//!   (global $count (mut i32) (i32.const 0))
//!   (global $looks (mut i32) (i32.const 1))                 ;; what a look notes; the host sets it
//!   (global $look (mut i32) (i32.const 0))                  ;; for each item that is watched
//!   (export "wasm-initfix memory 0" (memory 0))             ;; and so every memory, table, global and tag
//!   (export "wasm-initfix func 7" (func 7))                 ;; the functions that were asked for
//!   (export "wasm-initfix count 0" (global $count))
//!   (export "wasm-initfix looks 0" (global $looks))         ;; and so each $look
//!   (export "wasm-initfix start 0" (func …))                ;; the start function, which nothing else runs
//!   (export "wasm-initfix wrapped 9" (func $wrapped))
//!   (export "wasm-initfix probe 0" (func $probe)))
//! ```

mod look;

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use wasm_encoder::ConstExpr;
use wasm_encoder::Encode;
use wasm_encoder::ExportKind;
use wasm_encoder::Function;
use wasm_encoder::GlobalType;
use wasm_encoder::Instruction;
use wasm_encoder::ValType;
use wasmparser::DataKind;
use wasmparser::ElementItems;
use wasmparser::ElementKind;

use super::watched::AT_ALL;
use super::watched::StatePart;
use super::watched::Watched;
use crate::error::Result;
use crate::module::Module;
use crate::module::RawBody;
use crate::module::append::Append;
use crate::module::append::Kept;
use crate::module::append::own_prefix;
use crate::module::format::opcode;
use look::ByFunction;
use look::Inserted;
use look::Looking;
use look::looking;
use look::patched;

/// How many globals and exports a module has at most, and how many bytes a function: more is invalid with each engine (the JS API's
/// "Implementation-defined limits").
const MOST_ENTRIES: usize = 1_000_000;
const MOST_BYTES: usize = 7_654_321;

/// How many items have notes at most: a module that has more of them is none that people write.
const MOST_LOOKS: usize = 10_000;

/// As much as counting takes in a function, in bytes, or more.
const COUNTING: usize = 16;

/// The copy, and the names of its own exports.
pub(super) struct Instrumented {
    pub wasm: Vec<u8>,
    /// What the names begin with; no export of the module does.
    prefix: String,
    /// Segments whose dropping shows.
    pub probes: Vec<SegmentProbe>,
    /// Whether it counts how often functions are entered.
    pub counts: bool,
    /// What is watched, and may be looked at where no room was for a note.
    pub unseen: BTreeSet<StatePart>,
    /// Whether it has an export in the place of its start section: so it can be asked what it looked at if start fails.
    pub has_start: bool,
}

/// A passive segment. A function of the copy says whether it was dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SegmentProbe {
    /// A data segment by index, into a memory whose addresses are i64 or not.
    Data { segment: u32, memory64: bool },
    /// An element segment by index, for a table that could take it.
    Element { segment: u32, table: u32, table64: bool },
}

/// What the copy shows beside memories, globals, tables and segments.
pub(super) struct Shown<'a> {
    /// The functions whose calls it counts, all together.
    pub counted: &'a [u32],
    /// Functions that it exports by index.
    pub functions: &'a [u32],
    /// Functions without their calls at these offsets in the file. As they were, they are exported, too.
    pub unwrapped: &'a BTreeMap<u32, Vec<usize>>,
    /// What is watched.
    pub watched: &'a Watched,
}

impl Instrumented {
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

    /// What a look notes.
    pub(super) fn looks(&self) -> String {
        self.name("looks", 0)
    }

    /// What the last look at an item that is watched noted.
    pub(super) fn look(&self, place: usize) -> String {
        self.name("look", place as u32)
    }

    pub(super) fn start(&self) -> String {
        self.name("start", 0)
    }
}

/// Makes the copy.
pub(super) fn instrument(module: &Module, shown: &Shown) -> Result<Instrumented> {
    let prefix = own_prefix(module);
    // An import that is the start function looks at nothing.
    let start = module.start.filter(|start| module.body(*start).is_some());
    let (probes, has_start) = (probes(module), start.is_some());
    let (counts, unseen) = (can_count(module, shown.counted), BTreeSet::new());
    let mut instrumented = Instrumented { wasm: Vec::new(), prefix, probes, counts, unseen, has_start };
    let mut copy = Append::to(module, Kept { start: start.is_none(), customs: false, shared: false });
    copy.count_data();
    show(&mut copy, &instrumented, module, shown.functions);
    if let Some(start) = start {
        copy.export(&instrumented.start(), ExportKind::Func, start);
    }
    let room = room(module, shown, &instrumented);
    let Looking { inserted, unseen } = look(&mut copy, &instrumented, module, shown.watched, room)?;
    count(&mut copy, &instrumented, module, shown, &inserted);
    unwrap(&mut copy, &instrumented, module, shown, &inserted);
    probe(&mut copy, &instrumented);
    (instrumented.wasm, instrumented.unseen) = (copy.write()?, unseen);
    Ok(instrumented)
}

/// How many more globals the copy can have, each with an export.
fn room(module: &Module, shown: &Shown, own: &Instrumented) -> usize {
    // For the start function, the count and what a look notes.
    const ONE_OF_EACH: usize = 3;
    let types = module.types.as_ref();
    let globals = types.global_count() as usize;
    let state = globals + (types.memory_count() + types.table_count() + types.tag_count()) as usize;
    let functions = shown.functions.len() + shown.unwrapped.len() + own.probes.len();
    let exports = module.exports.len() + state + functions;
    MOST_ENTRIES.saturating_sub(exports.max(globals) + ONE_OF_EACH)
}

/// Exports every memory, table, global and tag, and the functions that were asked for.
fn show(copy: &mut Append, own: &Instrumented, module: &Module, functions: &[u32]) {
    let types = module.types.as_ref();
    let mut export = |kind: &str, export: ExportKind, index: u32| copy.export(&own.name(kind, index), export, index);
    (0..types.memory_count()).for_each(|index| export("memory", ExportKind::Memory, index));
    (0..types.table_count()).for_each(|index| export("table", ExportKind::Table, index));
    (0..types.global_count()).for_each(|index| export("global", ExportKind::Global, index));
    (0..types.tag_count()).for_each(|index| export("tag", ExportKind::Tag, index));
    functions.iter().for_each(|index| export("func", ExportKind::Func, *index));
}

/// Has each instruction note its look that looks at something that is watched, as far as there is room for so many notes.
///
/// ```wat
/// (global.set $look (global.get $looks))
/// ```
fn look(copy: &mut Append, own: &Instrumented, module: &Module, watched: &Watched, room: usize) -> Result<Looking> {
    let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
    let looks = copy.global(ty, &ConstExpr::i32_const(AT_ALL));
    copy.export(&own.looks(), ExportKind::Global, looks);
    let room = room.min(MOST_LOOKS);
    let mut notes = BTreeMap::new();
    for (place, item) in watched.items().enumerate().take(room) {
        let look = copy.global(ty, &ConstExpr::i32_const(0));
        copy.export(&own.look(place), ExportKind::Global, look);
        notes.insert(item, encode(&[Instruction::GlobalGet(looks), Instruction::GlobalSet(look)]));
    }
    let mut looking = looking(module, &notes, MOST_BYTES - COUNTING)?;
    looking.unseen.extend(watched.items().skip(room));
    for (func, patches) in &looking.inserted {
        if let Some(body) = module.body(*func) {
            copy.replace(*func, patched(body.bytes, patches));
        }
    }
    Ok(looking)
}

fn encode(instructions: &[Instruction]) -> Vec<u8> {
    let mut bytes = Vec::new();
    instructions.iter().for_each(|instruction| instruction.encode(&mut bytes));
    bytes
}

/// Counts how often functions are entered, all together.
fn count(copy: &mut Append, own: &Instrumented, module: &Module, shown: &Shown, inserted: &ByFunction) {
    let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
    let count = copy.global(ty, &ConstExpr::i32_const(0));
    for func in shown.counted.iter().filter(|_| own.counts) {
        if let Some(body) = module.body(*func)
            && let Some(counting) = counting(body, count)
        {
            let patches: Vec<Inserted> = std::iter::once(counting).chain(looks_of(inserted, *func).to_vec()).collect();
            copy.replace(*func, patched(body.bytes, &patches));
        }
    }
    copy.export(&own.counter(), ExportKind::Global, count);
}

fn looks_of(inserted: &ByFunction, func: u32) -> &[Inserted] {
    inserted.get(&func).map_or(&[], Vec::as_slice)
}

/// Takes calls out of functions, and keeps the functions as they were under another index.
fn unwrap(copy: &mut Append, own: &Instrumented, module: &Module, shown: &Shown, inserted: &ByFunction) {
    for (func, calls) in shown.unwrapped {
        let Some(body) = module.body(*func) else {
            continue;
        };
        let looks = looks_of(inserted, *func);
        if !own.counts || !shown.counted.contains(func) {
            copy.replace(*func, patched(&without(body, calls), looks));
        }
        let wrapped = copy.function(type_of(module, *func), &patched(body.bytes, looks));
        copy.export(&own.name("wrapped", *func), ExportKind::Func, wrapped);
    }
}

/// Adds a function for each probe.
fn probe(copy: &mut Append, own: &Instrumented) {
    let nullary = copy.signature(&[], &[]);
    for (number, probe) in (0..).zip(&own.probes) {
        let func = copy.function(nullary, &probe.body().into_raw_body());
        copy.export(&own.name("probe", number), ExportKind::Func, func);
    }
}

/// The index of a function's type, or of one like it.
fn type_of(module: &Module, func: u32) -> u32 {
    let types = module.types.as_ref();
    let wanted = types.core_function_at(func);
    let mut indices = 0..types.core_type_count_in_module();
    indices.find(|index| types.core_type_at_in_module(*index) == wanted).unwrap_or_default()
}

fn probes(module: &Module) -> Vec<SegmentProbe> {
    let memory64 = module.memories.first().map(|memory| memory.ty.memory64);
    let passive = (0..).zip(module.data()).filter(|(_, data)| matches!(data.kind, DataKind::Passive));
    let data = passive.filter_map(|(segment, _)| memory64.map(|memory64| SegmentProbe::Data { segment, memory64 }));
    let passive = (0..).zip(&module.elements).filter(|(_, element)| matches!(element.kind, ElementKind::Passive));
    let elements = passive.filter_map(|(segment, element)| {
        let ty = match &element.items {
            ElementItems::Functions(_) => wasmparser::RefType::FUNCREF,
            ElementItems::Expressions(ty, _) => *ty,
        };
        let types = module.types.as_ref();
        let fits = (0..types.table_count()).find(|table| types.table_at(*table).element_type == ty);
        fits.map(|table| SegmentProbe::Element { segment, table, table64: types.table_at(table).table64 })
    });
    data.chain(elements).collect()
}

/// Whether each function has room for what counts it.
fn can_count(module: &Module, functions: &[u32]) -> bool {
    functions.iter().filter_map(|func| module.body(*func)).all(|body| body.bytes.len() + COUNTING <= MOST_BYTES)
}

/// What a counted function's body begins with:
///
/// ```wat
/// (global.set $count (i32.add (global.get $count) (i32.const 1)))
/// ```
fn counting(body: RawBody, count: u32) -> Option<Inserted> {
    // Locals come first and stay; the instructions begin where the reader for them stands.
    let reader = body.function().get_operators_reader().ok()?;
    let add_one =
        [Instruction::GlobalGet(count), Instruction::I32Const(1), Instruction::I32Add, Instruction::GlobalSet(count)];
    Some((reader.original_position() as usize - body.offset, encode(&add_one)))
}

/// A function's body with `nop`s in the place of these calls of `() -> ()` functions, as many as a call had bytes.
fn without(body: RawBody, calls: &[usize]) -> Vec<u8> {
    let mut bytes = body.bytes.to_vec();
    for call in calls {
        let Some(instruction) = bytes.get_mut(call.saturating_sub(body.offset)..) else {
            continue;
        };
        // The opcode, then an index whose last byte has its top bit clear.
        let index = instruction.iter().skip(1).take_while(|byte| **byte & 0x80 != 0).count() + 1;
        instruction.iter_mut().take(1 + index).for_each(|byte| *byte = opcode::NOP);
    }
    bytes
}

impl SegmentProbe {
    /// Traps if the segment was dropped or is empty, and does nothing otherwise: it takes no bytes, from the second byte on,
    /// where a segment of length 0 does not reach.
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

impl std::fmt::Display for SegmentProbe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Data { segment, .. } => write!(f, "data segment {segment}"),
            Self::Element { segment, .. } => write!(f, "element segment {segment}"),
        }
    }
}
