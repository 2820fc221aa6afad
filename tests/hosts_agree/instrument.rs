//! A copy of a module that counts how often its constructors run, and notes whether an export ran before them.

use std::collections::BTreeSet;
use std::collections::HashMap;

use wasm_encoder::CodeSection;
use wasm_encoder::ConstExpr;
use wasm_encoder::Encode;
use wasm_encoder::ExportKind;
use wasm_encoder::GlobalType;
use wasm_encoder::Instruction;
use wasm_encoder::RawSection;
use wasm_encoder::ValType;
use wasmparser::FunctionBody;
use wasmparser::KnownCustom;
use wasmparser::Name;
use wasmparser::Operator;
use wasmparser::Parser;
use wasmparser::Payload;

/// The names of the copy's own exports.
pub const RUNS: &str = "hosts_agree runs";
pub const EARLY: &str = "hosts_agree early";
pub const MEMORY: &str = "hosts_agree memory";

/// The name under which the copy exports the function that has `name` as its own.
pub fn own(name: &str) -> String {
    format!("hosts_agree own {name}")
}

/// What to watch, by function indices of the module.
pub struct Watched<'a> {
    /// The functions that run the constructors; the runs of an imported one are not counted here.
    pub constructors: &'a [u32],
    /// Whether it looks whether it has run: what comes behind that is counted.
    pub once: bool,
    /// The functions that must not run before the constructors.
    pub ordinary: &'a [u32],
    /// Whether the start section is left out.
    pub without_start: bool,
}

/// The first function with a name of the `name` section.
pub fn function_named(wasm: &[u8], name: &str) -> Option<u32> {
    see(wasm).ok()?.names.get(name).copied()
}

/// Whether a function takes and gives nothing, as initialisers do.
pub fn is_nullary(wasm: &[u8], func: u32) -> bool {
    let types = wasmparser::Validator::new_with_features(wasmparser::WasmFeatures::all()).validate_all(wasm);
    types.is_ok_and(|types| {
        let ty = &types[types.as_ref().core_function_at(func)];
        ty.unwrap_func().params().is_empty() && ty.unwrap_func().results().is_empty()
    })
}

/// Whether direct calls lead from one function to another.
pub fn leads_to(wasm: &[u8], from: u32, to: u32) -> bool {
    let Ok(seen) = see(wasm) else {
        return false;
    };
    let (mut met, mut pending) = (BTreeSet::from([from]), vec![from]);
    while let Some(func) = pending.pop() {
        let body = func.checked_sub(seen.imported_functions).and_then(|place| seen.bodies.get(place as usize));
        for operator in body.iter().filter_map(|body| body.get_operators_reader().ok()).flatten().flatten() {
            if let Operator::Call { function_index } = operator
                && met.insert(function_index)
            {
                pending.push(function_index);
            }
        }
    }
    met.contains(&to)
}

/// Whether a function has no instructions.
pub fn is_empty(wasm: &[u8], func: u32) -> bool {
    operators(wasm, func).is_some_and(|operators| matches!(operators.as_slice(), [Operator::End]))
}

/// The function that a guard hands over to: the second that it calls.
pub fn behind_guard(wasm: &[u8], func: u32) -> Option<u32> {
    let calls = operators(wasm, func)?.into_iter().filter_map(|operator| match operator {
        Operator::Call { function_index } => Some(function_index),
        _ => None,
    });
    calls.take(2).nth(1)
}

fn operators(wasm: &[u8], func: u32) -> Option<Vec<Operator<'_>>> {
    let seen = see(wasm).ok()?;
    let body = seen.bodies.get(func.checked_sub(seen.imported_functions)? as usize)?;
    body.get_operators_reader().ok()?.into_iter().collect::<Result<_, _>>().ok()
}

/// The index spaces and sections of a module that are needed here.
#[derive(Default)]
struct Seen<'a> {
    sections: Vec<(u8, &'a [u8])>,
    bodies: Vec<FunctionBody<'a>>,
    imported_functions: u32,
    globals: u32,
    memories: u32,
    names: HashMap<&'a str, u32>,
}

/// ```wat
/// (global $runs (export "hosts_agree runs") (mut i32) (i32.const 0))
/// (global $early (export "hosts_agree early") (mut i32) (i32.const 0))
/// (func $constructors  (global.set $runs (i32.add (global.get $runs) (i32.const 1)))  …)
/// (func $ordinary  (if (i32.eqz (global.get $runs)) (then (global.set $early (i32.const 1))))  …)
/// ```
pub fn instrument(wasm: &[u8], watched: &Watched) -> wasmparser::Result<Vec<u8>> {
    let seen = see(wasm)?;
    let (runs, early) = (seen.globals, seen.globals + 1);
    let mut exports = vec![(RUNS.to_owned(), ExportKind::Global, runs), (EARLY.to_owned(), ExportKind::Global, early)];
    if seen.memories > 0 {
        exports.push((MEMORY.to_owned(), ExportKind::Memory, 0));
    }
    let mut names: Vec<_> = seen.names.iter().collect();
    names.sort_unstable();
    exports.extend(names.into_iter().map(|(name, func)| (own(name), ExportKind::Func, *func)));
    let mut copy = wasm_encoder::Module::new();
    // The order of the binary format.
    for id in [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11] {
        let old = seen.sections.iter().find(|(it, _)| *it == id).map(|(_, content)| *content);
        match (id, old) {
            (6, _) => drop(copy.section(&RawSection { id, data: &with(old, 2, globals)? })),
            (7, _) => drop(copy.section(&RawSection {
                id,
                data: &with(old, exports.len() as u32, |out| {
                    for (name, kind, index) in &exports {
                        name.as_str().encode(out);
                        kind.encode(out);
                        index.encode(out);
                    }
                })?,
            })),
            (8, _) if watched.without_start => {}
            (10, Some(_)) => drop(copy.section(&code(wasm, &seen, watched, runs, early)?)),
            (_, Some(data)) => drop(copy.section(&RawSection { id, data })),
            (_, None) => {}
        }
    }
    Ok(copy.finish())
}

fn see(wasm: &[u8]) -> wasmparser::Result<Seen<'_>> {
    let mut seen = Seen::default();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        if let Some((id, range)) = payload.as_section()
            && id != 0
        {
            seen.sections.push((id, &wasm[range.start as usize..range.end as usize]));
        }
        match payload {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    match import?.ty {
                        wasmparser::TypeRef::Func(_) | wasmparser::TypeRef::FuncExact(_) => {
                            seen.imported_functions += 1
                        }
                        wasmparser::TypeRef::Global(_) => seen.globals += 1,
                        wasmparser::TypeRef::Memory(_) => seen.memories += 1,
                        _ => {}
                    }
                }
            }
            Payload::GlobalSection(globals) => seen.globals += globals.count(),
            Payload::MemorySection(memories) => seen.memories += memories.count(),
            Payload::CodeSectionEntry(body) => seen.bodies.push(body),
            Payload::CustomSection(custom) => {
                if let KnownCustom::Name(names) = custom.as_known() {
                    own_names(names, &mut seen.names);
                }
            }
            _ => {}
        }
    }
    Ok(seen)
}

/// The first function of each name.
fn own_names<'a>(names: wasmparser::NameSectionReader<'a>, found: &mut HashMap<&'a str, u32>) {
    for name in names.into_iter().flatten() {
        if let Name::Function(functions) = name {
            for naming in functions.into_iter().flatten() {
                found.entry(naming.name).or_insert(naming.index);
            }
        }
    }
}

/// A section's content with entries behind its own.
fn with(old: Option<&[u8]>, count: u32, add: impl FnOnce(&mut Vec<u8>)) -> wasmparser::Result<Vec<u8>> {
    let mut reader = wasmparser::BinaryReader::new(old.unwrap_or(&[0]), 0);
    let own = reader.read_var_u32()?;
    let mut content = Vec::new();
    (own + count).encode(&mut content);
    content.extend_from_slice(reader.read_bytes(reader.bytes_remaining())?);
    add(&mut content);
    Ok(content)
}

fn globals(out: &mut Vec<u8>) {
    for _ in 0..2 {
        GlobalType { val_type: ValType::I32, mutable: true, shared: false }.encode(out);
        ConstExpr::i32_const(0).encode(out);
    }
}

fn code(wasm: &[u8], seen: &Seen, watched: &Watched, runs: u32, early: u32) -> wasmparser::Result<CodeSection> {
    let mut code = CodeSection::new();
    for (body, func) in seen.bodies.iter().zip(seen.imported_functions..) {
        let range = body.range();
        let (start, end) = (range.start as usize, range.end as usize);
        let (at, added) = if watched.constructors.contains(&func) {
            (place(body, watched.once)?, count(runs))
        } else if watched.ordinary.contains(&func) {
            (place(body, false)?, note(runs, early))
        } else {
            (end, Vec::new())
        };
        code.raw(&[&wasm[start..at], &added, &wasm[at..end]].concat());
    }
    Ok(code)
}

/// Where code begins, or goes on behind a guard: after the first global that it sets.
fn place(body: &FunctionBody, once: bool) -> wasmparser::Result<usize> {
    let mut operators = body.get_operators_reader()?;
    if once {
        while !operators.eof() {
            if let Operator::GlobalSet { .. } = operators.read()? {
                break;
            }
        }
    }
    Ok(operators.original_position() as usize)
}

fn count(runs: u32) -> Vec<u8> {
    encode(&[Instruction::GlobalGet(runs), Instruction::I32Const(1), Instruction::I32Add, Instruction::GlobalSet(runs)])
}

fn note(runs: u32, early: u32) -> Vec<u8> {
    encode(&[
        Instruction::GlobalGet(runs),
        Instruction::I32Eqz,
        Instruction::If(wasm_encoder::BlockType::Empty),
        Instruction::I32Const(1),
        Instruction::GlobalSet(early),
        Instruction::End,
    ])
}

fn encode(instructions: &[Instruction]) -> Vec<u8> {
    let mut bytes = Vec::new();
    instructions.iter().for_each(|instruction| instruction.encode(&mut bytes));
    bytes
}
