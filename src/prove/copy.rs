//! A copy of a module that can be run from outside, and watches what the run looks at.

use rayon::prelude::*;
use wasm_encoder::CodeSection;
use wasm_encoder::ConstExpr;
use wasm_encoder::Encode;
use wasm_encoder::GlobalType;
use wasm_encoder::MemoryType;
use wasm_encoder::ValType;
use wasmparser::DataKind;
use wasmparser::ElementItems;
use wasmparser::ElementKind;
use wasmparser::Operator;
use wasmparser::TableInit;

use super::helpers;
use super::watch;
use super::watch::Watch;
use crate::constant::constant;
use crate::error::Result;
use crate::leb;
use crate::module::Module;
use crate::module::format::ORDER;
use crate::module::format::section;

/// The copy, and what it exports beside what the module does.
pub(super) struct Copy {
    pub wasm: Vec<u8>,
    prefix: String,
    /// Where data lies in the watched memory from the beginning: offset and length.
    pub data: Vec<(u32, usize)>,
}

/// Names of the copy's own exports, to be asked for with [`Copy::name`].
pub(super) const INITIALISER: &str = "initialiser";
pub(super) const START: &str = "start";
pub(super) const STEERED: &str = "steered";
pub(super) const SHADOW: &str = "shadow";

impl Copy {
    pub fn name(&self, own: &str) -> String {
        format!("{}{own}", self.prefix)
    }
}

/// Makes the copy, or says why a run would prove nothing.
pub(super) fn copy(module: &Module, initialiser: u32) -> Result<std::result::Result<Copy, String>> {
    let watch = match Watch::of(module) {
        Ok(watch) => watch,
        Err(why) => return Ok(Err(why)),
    };
    if let Some(global) = given_constant(module, &watch)? {
        return Ok(Err(format!("where its data or functions lie depends on the imported global `{global}`")));
    }
    let Some(data) = data(module, &watch) else {
        return Ok(Err("where its data lies in memory is not a constant".to_owned()));
    };
    let mut prefix = "wasm-initfix ".to_owned();
    while module.exports.iter().any(|export| export.name.starts_with(&prefix)) {
        prefix.push('*');
    }
    let mut copy = Copy { wasm: crate::module::HEADER.to_vec(), prefix, data };
    let bodies = bodies(module, &watch)?;
    let exports = exports(module, &copy, &watch, initialiser);
    for id in ORDER {
        let added = match id {
            section::TYPE => helpers::types(&watch),
            section::FUNCTION => helpers::functions(&watch),
            section::MEMORY => shadow(&watch),
            section::GLOBAL => steered(),
            section::EXPORT => exports.clone(),
            _ => Added::default(),
        };
        match id {
            section::START => {}
            section::CODE => code(&mut copy.wasm, module, &bodies, &watch),
            _ => write(&mut copy.wasm, module, id, &added),
        }
    }
    Ok(Ok(copy))
}

/// Entries that a section gets behind its own.
#[derive(Default, Clone)]
pub(super) struct Added {
    pub count: u32,
    pub bytes: Vec<u8>,
}

impl Added {
    pub fn push(&mut self, encode: impl FnOnce(&mut Vec<u8>)) {
        self.count += 1;
        encode(&mut self.bytes);
    }
}

/// Writes a section with what is added to it.
fn write(out: &mut Vec<u8>, module: &Module, id: u8, added: &Added) {
    let old = module.content(id);
    if old.is_empty() && added.count == 0 {
        return;
    }
    let mut content = Vec::new();
    match leb::read(old) {
        Some((count, width)) if added.count > 0 => {
            (count + added.count).encode(&mut content);
            content.extend_from_slice(old.get(width..).unwrap_or_default());
        }
        Some(_) => content.extend_from_slice(old),
        None => added.count.encode(&mut content),
    }
    content.extend_from_slice(&added.bytes);
    out.push(id);
    content.encode(out);
}

fn code(out: &mut Vec<u8>, module: &Module, bodies: &[Option<Vec<u8>>], watch: &Watch) {
    let mut code = CodeSection::new();
    for (old, new) in module.bodies.iter().zip(bodies) {
        code.raw(new.as_deref().unwrap_or(old.bytes));
    }
    for helper in watch.helpers() {
        code.function(&helper.body(watch));
    }
    wasm_encoder::Section::append_to(&code, out);
}

/// The bodies that change.
fn bodies(module: &Module, watch: &Watch) -> Result<Vec<Option<Vec<u8>>>> {
    if watch.is_idle() {
        return Ok(vec![None; module.bodies.len()]);
    }
    let functions = module.imported_functions..module.function_count();
    functions.into_par_iter().map(|func| watch.body(module, func)).collect()
}

fn exports(module: &Module, copy: &Copy, watch: &Watch, initialiser: u32) -> Added {
    const FUNC: u8 = 0;
    const MEMORY: u8 = 2;
    const GLOBAL: u8 = 3;
    let mut exports = Added::default();
    let mut add = |name: &str, kind: u8, index: u32| {
        exports.push(|out| {
            copy.name(name).as_str().encode(out);
            out.push(kind);
            index.encode(out);
        });
    };
    add(INITIALISER, FUNC, initialiser);
    if let Some(start) = module.start.filter(|start| *start != initialiser) {
        add(START, FUNC, start);
    }
    add(STEERED, GLOBAL, watch.steered);
    if watch.memory.is_some() {
        add(SHADOW, MEMORY, watch.shadow);
    }
    exports
}

/// A byte for each of the watched memory's: all ones where the module has written.
fn shadow(watch: &Watch) -> Added {
    let mut memories = Added::default();
    if let Some(memory) = &watch.memory {
        let ty = MemoryType {
            minimum: memory.initial,
            maximum: Some(memory.initial),
            memory64: false,
            shared: false,
            page_size_log2: memory.page_size_log2,
        };
        memories.push(|out| ty.encode(out));
    }
    memories
}

/// What the run looked at, as bits.
fn steered() -> Added {
    let mut globals = Added::default();
    globals.push(|out| {
        GlobalType { val_type: ValType::I32, mutable: true, shared: false }.encode(out);
        ConstExpr::i32_const(0).encode(out);
    });
    globals
}

/// An imported global that a constant expression reads.
fn given_constant(module: &Module, watch: &Watch) -> Result<Option<String>> {
    let mut expressions = Vec::new();
    expressions.extend(module.globals().map(|global| global.init_expr));
    expressions.extend(module.tables.iter().filter_map(|table| match &table.init {
        TableInit::Expr(init) => Some(init.clone()),
        TableInit::RefNull => None,
    }));
    expressions.extend(module.data().filter_map(|data| match data.kind {
        DataKind::Active { offset_expr, .. } => Some(offset_expr),
        DataKind::Passive => None,
    }));
    for element in &module.elements {
        if let ElementKind::Active { offset_expr, .. } = &element.kind {
            expressions.push(offset_expr.clone());
        }
        if let ElementItems::Expressions(_, items) = &element.items {
            for item in items.clone() {
                expressions.push(item?);
            }
        }
    }
    for expression in expressions {
        for operator in expression.get_operators_reader() {
            if let Operator::GlobalGet { global_index } = operator?
                && global_index < watch.globals
            {
                return Ok(Some(watch::name(module, global_index)));
            }
        }
    }
    Ok(None)
}

/// Where active segments lie in the watched memory; none if one lies at no constant.
fn data(module: &Module, watch: &Watch) -> Option<Vec<(u32, usize)>> {
    let mut places = Vec::new();
    if watch.memory.is_none() {
        return Some(places);
    }
    for segment in module.data() {
        let DataKind::Active { memory_index: 0, offset_expr } = segment.kind else {
            continue;
        };
        places.push((u32::try_from(constant(&offset_expr)?).ok()?, segment.data.len()));
    }
    Some(places)
}
