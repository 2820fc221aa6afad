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
//!   (func $wrapper … nop nop …)                             ;; without its calls of constructors and destructors
//!   (func $wrapped …)                                       ;; what the wrapper was
//!   (func $probe …)                                         ;; for each passive segment
//!   (global $count (mut i32) (i32.const 0))
//!   (export "wasm-initfix memory 0" (memory 0))             ;; and so every memory, table, global and tag
//!   (export "wasm-initfix func 7" (func 7))                 ;; the functions that were asked for
//!   (export "wasm-initfix count 0" (global $count))
//!   (export "wasm-initfix wrapped 9" (func $wrapped))
//!   (export "wasm-initfix probe 0" (func $probe)))
//! ```

use std::collections::BTreeMap;

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

use crate::error::Result;
use crate::module::Module;
use crate::module::RawBody;
use crate::module::append::Append;
use crate::module::append::Kept;
use crate::module::append::own_prefix;
use crate::module::format::opcode;

/// The copy, and the names of its own exports.
pub(super) struct Instrumented {
    pub wasm: Vec<u8>,
    /// What the names begin with; no export of the module does.
    prefix: String,
    /// Segments whose dropping shows.
    pub probes: Vec<SegmentProbe>,
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
}

/// Makes the copy.
pub(super) fn instrument(module: &Module, shown: &Shown) -> Result<Instrumented> {
    let prefix = own_prefix(module);
    let mut instrumented = Instrumented { wasm: Vec::new(), prefix, probes: probes(module) };
    let mut copy = Append::to(module, Kept { start: true, customs: false, shared: false });
    copy.count_data();
    show(&mut copy, &instrumented, module, shown.functions);
    count(&mut copy, &instrumented, module, shown.counted);
    unwrap(&mut copy, &instrumented, module, shown);
    probe(&mut copy, &instrumented);
    instrumented.wasm = copy.write()?;
    Ok(instrumented)
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

/// Counts how often functions are entered, all together.
fn count(copy: &mut Append, own: &Instrumented, module: &Module, counted: &[u32]) {
    let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
    let count = copy.global(ty, &ConstExpr::i32_const(0));
    for func in counted {
        if let Some(body) = module.body(*func).and_then(|body| counting(body, count)) {
            copy.replace(*func, body);
        }
    }
    copy.export(&own.counter(), ExportKind::Global, count);
}

/// Takes calls out of functions, and keeps the functions as they were under another index.
fn unwrap(copy: &mut Append, own: &Instrumented, module: &Module, shown: &Shown) {
    for (func, calls) in shown.unwrapped {
        let Some(body) = module.body(*func) else {
            continue;
        };
        if !shown.counted.contains(func) {
            copy.replace(*func, without(body, calls));
        }
        let wrapped = copy.function(type_of(module, *func), body.bytes);
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

/// A counted function's body, which begins with
///
/// ```wat
/// (global.set $count (i32.add (global.get $count) (i32.const 1)))
/// ```
fn counting(body: RawBody, count: u32) -> Option<Vec<u8>> {
    // Locals come first and stay; the instructions begin where the reader for them stands.
    let reader = body.function().get_operators_reader().ok()?;
    let locals = reader.original_position() as usize - body.offset;
    let (locals, instructions) = body.bytes.split_at_checked(locals)?;
    let mut counting = locals.to_vec();
    for instruction in
        [Instruction::GlobalGet(count), Instruction::I32Const(1), Instruction::I32Add, Instruction::GlobalSet(count)]
    {
        instruction.encode(&mut counting);
    }
    counting.extend_from_slice(instructions);
    Some(counting)
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
