//! A module made ready to run: looked at, copied, compiled.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use wasmparser::Operator;
use wasmparser::TypeRef;
use wasmtime::ExternType;
use wasmtime::MemoryTypeBuilder;
use wasmtime::Val;
use wasmtime::ValType;

use super::compile::Machine;
use super::convention::Constructors;
use super::convention::Init;
use super::cost;
use super::deadline::Deadline;
use super::fingerprint::Fingerprints;
use super::host::ImportedFunction;
use super::host::KnownImport;
use super::instrument::Instrumented;
use super::instrument::Shown;
use super::instrument::instrument;
use super::options::AfterCall;
use super::options::RunOptions;
use super::stack;
use super::value::FuncIdentity;
use super::value::Value;
use super::watched::Changers;
use super::watched::Undone;
use super::watched::Watched;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::hosts::START;
use crate::inspect::Convention;
use crate::inspect::DroppedCall;
use crate::inspect::Facts;
use crate::inspect::Flush;
use crate::inspect::MemoryFacts;
use crate::inspect::TableFacts;
use crate::inspect::Wrapped;
use crate::inspect::Wrapper;
use crate::inspect::effects::Basis;
use crate::inspect::effects::effect;
use crate::inspect::effects::only_reads;
use crate::module::Module;
use crate::module::references::mentioned;
use crate::nearest::did_you_mean;

/// What is known of a module before it is compiled.
pub(super) struct Known<'m, 'a> {
    pub module: &'m Module<'a>,
    pub facts: Facts,
    /// The word for who runs the constructors.
    pub convention: &'static str,
    pub init: Init,
    /// What must run exactly once, and is counted.
    pub constructors: Constructors,
    /// Exports that run the constructors, which are called to initialise and not otherwise.
    pub initialisers: Vec<String>,
    /// Whether a host may write to exports before it initialises the module, which makes a doubt if it is not compared with another.
    pub is_late: bool,
}

/// A module that can be run.
pub(super) struct Subject<'m, 'a> {
    pub known: &'m Known<'m, 'a>,
    pub copy: Instrumented,
    pub compiled: wasmtime::Module,
    pub imports: Vec<GivenImport>,
    pub watched: Watched,
    /// Functions that catch exceptions, if an import may throw some.
    pub catching: Arc<BTreeSet<u32>>,
    /// The copy's names for functions that can be referred to, and what they are.
    pub functions: Arc<Vec<(String, FuncIdentity)>>,
    /// Exported functions that ran the constructors each time, and where they called them; the copy does without.
    pub wrappers: BTreeMap<u32, Vec<usize>>,
    pub options: &'m RunOptions,
    pub deadline: Deadline,
}

impl Subject<'_, '_> {
    /// Whether it is a program that runs destructors when it ends.
    pub(super) fn ends_with_destructors(&self) -> bool {
        let Convention::Wrapped(wrapped) = &self.known.facts.convention else {
            return false;
        };
        program(&self.known.facts, wrapped).is_some_and(|wrapper| wrapper.dtors_call.is_some())
    }
}

/// What becomes of exports that run the constructors each time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exports {
    AsTheyAre,
    /// They do without, so that they can be compared with those of a module that was fixed.
    Unwrapped,
}

/// What the host gives for an import.
pub(super) enum GivenImport {
    Function(wasmtime::FuncType, Arc<ImportedFunction>),
    Memory(wasmtime::MemoryType),
    Table(wasmtime::TableType),
    Global {
        ty: wasmtime::GlobalType,
        value: Value,
        /// Whether nothing but this host chose the value.
        is_made_up: bool,
    },
    Tag(wasmtime::TagType),
}

impl<'m, 'a> Subject<'m, 'a> {
    pub(super) fn new(
        machine: &Machine,
        known: &'m Known<'m, 'a>,
        fingerprints: &Fingerprints,
        options: &'m RunOptions,
        exports: Exports,
    ) -> Result<Self> {
        let module = known.module;
        let referred = referred(module)?;
        let mut functions = referred.clone();
        match &known.init {
            Init::EveryCall { ctors, dtors, sets_up, .. } => {
                functions.extend(sets_up.iter().chain([ctors]).chain(dtors));
                functions.extend(known.facts.main.iter().flat_map(|main| main.functions()));
            }
            Init::Guarded(func) | Init::Never(func) => functions.push(*func),
            Init::Nothing | Init::Exports(_) => {}
        }
        functions.sort_unstable();
        functions.dedup();
        let wrappers = match exports {
            Exports::AsTheyAre => BTreeMap::new(),
            Exports::Unwrapped => wrappers(&known.facts, options),
        };
        let counted = match &known.constructors {
            Constructors::Functions(functions) => functions.as_slice(),
            Constructors::None | Constructors::Import(..) => &[],
        };
        let known_imports = known_imports(module, options);
        let undone: Vec<Undone> = known_imports.iter().map(|(from, import)| import.undone(from)).collect();
        let (initialisers, restored) = (&known.initialisers, &stack::pointers(module));
        let changers = Changers { undone: &undone, initialisers, is_late: known.is_late, restored };
        let watched = Watched::of(module, &changers)?;
        let may_throw = undone.contains(&Undone::Anything);
        let catching = Arc::new(if may_throw { catching(module)? } else { BTreeSet::new() });
        let wanted = Shown { counted, functions: &functions, unwrapped: &wrappers, watched: &watched };
        let most = cost::within(module, &options.bounds)?;
        let copy = instrument(module, &wanted)?;
        let compiled = machine.compile(&copy.wasm, options.limits.memory / most.max(1))?;
        let imports = imports(&compiled, module, &known.facts, &known_imports, options)?;
        let identity = |func| FuncIdentity { index: Some(func), hash: fingerprints.of(func) };
        let functions = referred.into_iter().map(|func| (copy.name("func", func), identity(func))).collect();
        let functions = Arc::new(functions);
        let deadline = machine.deadline;
        Ok(Self { known, copy, compiled, imports, watched, catching, functions, wrappers, options, deadline })
    }
}

/// Whether exports of a fixed module do not write buffered output after each call, as they did. `None` if that cannot be seen: one
/// function ran destructors and may have written output, and the linker may have taken the two apart.
pub(super) fn loses_output(facts: &Facts, options: &RunOptions) -> Option<bool> {
    let Convention::Wrapped(Wrapped { dtors: Some(dtors), .. }) = &facts.convention else {
        return Some(false);
    };
    match (dtors.flush, options.after_call) {
        (Flush::Nothing, _) | (Flush::All | Flush::Behind { .. }, AfterCall::Flush) => Some(false),
        (_, AfterCall::Nothing) => Some(true),
        (Flush::Unknown, AfterCall::Flush) => None,
    }
}

/// Wrappers, and where they call the constructors and destructors; and a function that runs destructors and writes output, if
/// it is to do no more than the second.
pub(super) fn wrappers(facts: &Facts, options: &RunOptions) -> BTreeMap<u32, Vec<usize>> {
    let mut calls: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    if let Convention::Wrapped(wrapped) = &facts.convention {
        let flushes = wrapped.can_flush() && options.after_call == AfterCall::Flush;
        // Where the JS of wasm-bindgen calls one first, that runs the constructors.
        let kept = wrapped.called_first();
        let dropped = wrapped.dropped(flushes).into_iter().filter(|call| Some(call.func) != kept || !call.is_first);
        for DroppedCall { func, offset, .. } in dropped {
            calls.entry(func).or_default().push(offset);
        }
        // A program ends with all that it did: those who call it see to that, as for destructors the copy has what is left.
        if let Some(Wrapper { func, dtors_call: Some(offset), .. }) = program(facts, wrapped)
            && let Some(offsets) = calls.get_mut(func).filter(|offsets| !offsets.contains(offset))
        {
            offsets.push(*offset);
        }
    }
    calls
}

/// The wrapper that runs a program.
pub(super) fn program<'w>(facts: &Facts, wrapped: &'w Wrapped) -> Option<&'w Wrapper> {
    let start = facts.functions.iter().find(|export| export.name == START)?.func;
    wrapped.wrappers.iter().find(|wrapper| wrapper.func == start)
}

/// Functions that there can be references to: those in element segments, tables and globals. `ref.func` can name only
/// these, and exported ones.
fn referred(module: &Module) -> Result<Vec<u32>> {
    let mut functions = mentioned(module)?;
    functions.extend(module.exported_functions().map(|export| export.index));
    functions.sort_unstable();
    functions.dedup();
    Ok(functions)
}

/// Functions that catch exceptions.
fn catching(module: &Module) -> Result<BTreeSet<u32>> {
    let mut catching = BTreeSet::new();
    for func in module.imported_functions..module.function_count() {
        for operator in module.operators(func) {
            if matches!(operator?.0, Operator::TryTable { try_table } if !try_table.catches.is_empty()) {
                catching.insert(func);
            }
        }
    }
    Ok(catching)
}

fn imports(
    compiled: &wasmtime::Module,
    module: &Module,
    facts: &Facts,
    known: &[(&str, KnownImport)],
    options: &RunOptions,
) -> Result<Vec<GivenImport>> {
    let mut memories = facts.memories.iter().filter(|memory| memory.import.is_some());
    let mut tables = facts.tables.iter().filter(|table| table.import.is_some());
    let mut known = known.iter().map(|(_, known)| known);
    let mut imports = Vec::new();
    for import in compiled.imports() {
        possible(&import)?;
        imports.push(match import.ty() {
            ExternType::Func(ty) => {
                let what = known.next().ok_or_else(|| Error::refused("an import too many"))?;
                let function = ImportedFunction::new(import.module(), import.name(), &ty, what, options)?;
                GivenImport::Function(ty, Arc::new(function))
            }
            ExternType::Memory(ty) => GivenImport::Memory(memory(ty, memories.next())?),
            ExternType::Table(ty) => GivenImport::Table(table(&ty, tables.next())),
            ExternType::Global(ty) => {
                let (value, is_made_up) = global(module, &ty, import.module(), import.name(), options)?;
                GivenImport::Global { ty, value, is_made_up }
            }
            ExternType::Tag(ty) => GivenImport::Tag(ty),
        });
    }
    Ok(imports)
}

/// What is known of each imported function, in order, and the name of the module that it is imported from.
fn known_imports<'a>(module: &Module<'a>, options: &RunOptions) -> Vec<(&'a str, KnownImport)> {
    let functions = module.imports.iter().filter(|it| matches!(it.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)));
    let known = functions.map(|import| {
        let ty = module.function_type(import.index);
        let known = effect(import.module, import.name, ty, &[]).effect;
        let assumed = effect(import.module, import.name, ty, &options.assume);
        let full = format!("{}.{}", import.module, import.name);
        let known = KnownImport {
            known,
            effect: assumed.effect,
            only_reads: assumed.basis != Basis::Assumed && only_reads(import.module, import.name, ty),
            is_answered: options.imports.iter().any(|(import, _)| *import == full),
        };
        (import.module, known)
    });
    known.collect()
}

/// This host has nothing to put where no null may be.
fn possible(import: &wasmtime::ImportType) -> Result<()> {
    let ty = match import.ty() {
        ExternType::Table(ty) => ValType::Ref(ty.element().clone()),
        ExternType::Global(ty) => ty.content().clone(),
        _ => return Ok(()),
    };
    if Val::default_for_ty(&ty).is_some() {
        return Ok(());
    }
    let name = format!("{}.{}", import.module(), import.name());
    Err(Error::new(
        ErrorKind::Unsupported,
        format!("cannot be run: nothing of type {ty} can be made for import {name}"),
    ))
}

/// A memory as a host gives it that the module works with: of the declared minimum, or as large as its data is.
fn memory(ty: wasmtime::MemoryType, facts: Option<&MemoryFacts>) -> Result<wasmtime::MemoryType> {
    let page = ty.page_size().max(1);
    let data = facts.and_then(|facts| facts.data_end).unwrap_or_default().div_ceil(page);
    let pages = data.min(ty.maximum().unwrap_or(data));
    if pages <= ty.minimum() {
        return Ok(ty);
    }
    let mut memory = MemoryTypeBuilder::new();
    memory.memory64(ty.is_64()).min(pages).max(ty.maximum()).page_size_log2(ty.page_size_log2());
    memory.build().map_err(|error| Error::refused(format!("its data does not fit into memory: {error}")))
}

/// A table as a host gives it that the module works with: of the declared minimum, or as large as what segments write to it.
fn table(ty: &wasmtime::TableType, facts: Option<&TableFacts>) -> wasmtime::TableType {
    let end = facts.and_then(|facts| facts.elements_end).unwrap_or_default();
    let minimum = ty.minimum().max(end.min(ty.maximum().unwrap_or(end)));
    match (ty.is_64(), u32::try_from(minimum), ty.maximum().map(u32::try_from).transpose()) {
        (true, ..) => wasmtime::TableType::new64(ty.element().clone(), minimum, ty.maximum()),
        (false, Ok(minimum), Ok(maximum)) => wasmtime::TableType::new(ty.element().clone(), minimum, maximum),
        _ => ty.clone(),
    }
}

/// Whether options about imports are about some that one of the modules has.
pub(super) fn check_options(modules: &[&Module], options: &RunOptions) -> Result<()> {
    let imports = options.imports.iter().map(|(name, _)| ("--import", name));
    // A pattern may mean none.
    let assumed = options.assume.iter().filter(|(name, _)| !name.contains('*')).map(|(name, _)| ("--assume", name));
    for (option, name) in imports.chain(assumed) {
        let is_taken = |import: &&crate::module::Import| {
            matches!(import.ty, TypeRef::Func(_) | TypeRef::FuncExact(_))
                || option == "--import" && matches!(import.ty, TypeRef::Global(_))
        };
        let taken = modules.iter().flat_map(|module| &module.imports).filter(is_taken);
        let taken: BTreeSet<String> = taken.map(|import| format!("{}.{}", import.module, import.name)).collect();
        if !taken.contains(name) {
            let what = if option == "--import" { "function or global" } else { "function" };
            let meant = did_you_mean(name, taken.iter().map(String::as_str));
            return Err(Error::refused(format!("{option} {name}: no {what} is imported under that name{meant}")));
        }
    }
    if let Some(name) = &options.init_export
        && !modules.iter().any(|module| module.exported_functions().any(|export| export.name == *name))
    {
        let exports = modules.iter().flat_map(|module| module.exported_functions());
        let meant = did_you_mean(name, exports.map(|export| export.name));
        return Err(Error::refused(format!("--init-export={name}: no function is exported under that name{meant}")));
    }
    Ok(())
}

/// What an imported global begins with: what the user says, else 0; but a stack pointer begins at the end of memory, since
/// the stack grows down (tool-conventions, DynamicLinking.md). And whether that is made up, as 0 is.
fn global(
    module: &Module,
    ty: &wasmtime::GlobalType,
    from: &str,
    name: &str,
    options: &RunOptions,
) -> Result<(Value, bool)> {
    let full = format!("{from}.{name}");
    if let Some((_, text)) = options.imports.iter().rev().find(|(import, _)| *import == full) {
        let wrong = || Error::refused(format!("--import {full}={text}: `{text}` is no {}", ty.content()));
        return Ok((Value::parse(text, ty.content()).ok_or_else(wrong)?, false));
    }
    if name == "__stack_pointer"
        && let Some(memory) = module.memories.first()
    {
        let end = memory.ty.initial.saturating_mul(1 << memory.ty.page_size_log2.unwrap_or(16));
        return Ok((if memory.ty.memory64 { Value::I64(end as i64) } else { Value::I32(end as i32) }, false));
    }
    Ok((Value::zero(ty.content()).unwrap_or(Value::Null), true))
}
