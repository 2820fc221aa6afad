//! A copy of a module that can be run from outside, and watches what the run looks at.
//!
//! ```wat
//! (module
//!   …                                                       ;; the module's own, but for its start section
//!   (func $f … (i32.load (call $check (local.get 0) (i32.const 0))) …)
//!   (func $check …)                                         ;; and the like, if a memory is watched
//!   (memory $shadow 1 1)
//!   (global $steered (mut i32) (i32.const 0))
//!   (export "wasm-initfix initialiser" (func …))
//!   (export "wasm-initfix start" (func …))
//!   (export "wasm-initfix steered" (global $steered))
//!   (export "wasm-initfix shadow" (memory $shadow)))
//! ```

use rayon::prelude::*;
use wasm_encoder::ConstExpr;
use wasm_encoder::ExportKind;
use wasm_encoder::GlobalType;
use wasm_encoder::MemoryType;
use wasm_encoder::ValType;

use super::bodies::Watcher;
use super::given::GivenByHost;
use super::helpers::Helper;
use super::layout::Layout;
use super::unproven::NoProof;
use super::unproven::Unproven;
use crate::error::Error;
use crate::error::Result;
use crate::module::Module;
use crate::module::append::Append;
use crate::module::append::Kept;
use crate::module::append::own_prefix;

/// The copy, and what it exports beside what the module does.
pub(super) struct WatchedCopy {
    pub wasm: Vec<u8>,
    prefix: String,
    /// Where data lies in the watched memory from the beginning: offset and length.
    pub data: Vec<(u32, usize)>,
}

/// Names of the copy's own exports; [`WatchedCopy::name`] gives them in full.
pub(super) const INITIALISER: &str = "initialiser";
pub(super) const START: &str = "start";
pub(super) const STEERED: &str = "steered";
pub(super) const SHADOW: &str = "shadow";

impl WatchedCopy {
    pub fn name(&self, own: &str) -> String {
        format!("{}{own}", self.prefix)
    }
}

/// Makes the copy, or says why a run would prove nothing.
pub(super) fn instrument(module: &Module, initialiser: u32, tables: u32) -> Result<WatchedCopy, NoProof> {
    // The interpreter validates what it runs.
    let too_much = |error: Error| Unproven::NotRun(error.message().to_owned());
    module.can_validate(module.imported_functions..module.function_count()).map_err(too_much)?;
    let given = GivenByHost::of(module, tables)?;
    let data = given.data(module)?;
    let mut copy = Append::to(module, Kept { start: false, customs: false, shared: true });
    let layout = layout(&mut copy, &given);
    for (func, body) in bodies(module, &Watcher { given: &given, layout: &layout })? {
        copy.replace(func, body);
    }
    if given.memory.is_some() {
        add_helpers(&mut copy, &layout, module.data().count() as u32);
    }
    let mut instrumented = WatchedCopy { wasm: Vec::new(), prefix: own_prefix(module), data };
    copy.export(&instrumented.name(INITIALISER), ExportKind::Func, initialiser);
    if let Some(start) = module.start.filter(|start| *start != initialiser) {
        copy.export(&instrumented.name(START), ExportKind::Func, start);
    }
    copy.export(&instrumented.name(STEERED), ExportKind::Global, layout.steered);
    if given.memory.is_some() {
        copy.export(&instrumented.name(SHADOW), ExportKind::Memory, layout.shadow);
    }
    instrumented.wasm = copy.write()?;
    Ok(instrumented)
}

/// Adds what keeps account of the run.
fn layout(copy: &mut Append, given: &GivenByHost) -> Layout {
    const PAGE: u64 = 1 << 16;
    let steered = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
    let pages = given.memory.map_or(0, |memory| memory.initial);
    let shadow =
        MemoryType { minimum: pages, maximum: Some(pages), memory64: false, shared: false, page_size_log2: None };
    Layout {
        steered: copy.global(steered, &ConstExpr::i32_const(0)),
        shadow: if given.memory.is_some() { copy.memory(shadow) } else { 0 },
        first_helper: copy.next_function(),
        size: pages * PAGE,
    }
}

/// Adds the functions that access the watched memory.
fn add_helpers(copy: &mut Append, layout: &Layout, segments: u32) {
    for helper in Helper::all(segments) {
        let (params, results) = helper.signature();
        let signature = copy.signature(&params, &results);
        copy.function(signature, &helper.body(layout).into_raw_body());
    }
}

/// The bodies that look at what a host gives, with watching code.
fn bodies(module: &Module, watcher: &Watcher) -> Result<Vec<(u32, Vec<u8>)>> {
    if watcher.given.is_nothing() {
        return Ok(Vec::new());
    }
    let functions = module.imported_functions..module.function_count();
    let changed = functions.into_par_iter().filter_map(|func| {
        let body = watcher.body(module, func).transpose()?;
        Some(body.map(|body| (func, body)))
    });
    changed.collect()
}
