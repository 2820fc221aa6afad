//! Rewriting by rebuilding the module through walrus.
//!
//! walrus 0.28 keeps the meaning of a module and not its bytes: it orders functions by size, and drops `nop`s, code that
//! cannot be reached, unused locals and function types. `verify` lists what it may drop.

mod calls;
mod mark;
mod tables;
mod zero;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;

use rayon::prelude::*;
use walrus::CustomSection;
use walrus::DataId;
use walrus::DataKind;
use walrus::ExportId;
use walrus::ExportItem;
use walrus::FunctionBuilder;
use walrus::FunctionId;
use walrus::FunctionKind;
use walrus::GlobalId;
use walrus::IdsToIndices;
use walrus::ImportId;
use walrus::InstrSeqBuilder;
use walrus::MemoryId;
use walrus::ModuleConfig;
use walrus::RawCustomSection;
use walrus::ValType;
use walrus::ir::AtomicWidth;
use walrus::ir::BinaryOp;
use walrus::ir::MemArg;
use walrus::ir::StoreKind;
use walrus::ir::Value;

use super::Lost;
use super::Moved;
use super::Renumbering;
use super::Rewriter;
use super::Rewritten;
use crate::bounds::Bound;
use crate::bounds::Bounds;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::error::caught;
use crate::inspect::FlagWord;
use crate::inspect::HAVE_RUN;
use crate::inspect::RUNNING;
use crate::module::Custom;
use crate::module::Module;
use crate::module::Stretch;
use crate::pieces::Pieces;
use crate::plan::Body;
use crate::plan::Edit;
use crate::plan::Plan;
use crate::plan::Site;
use crate::plan::Target;

/// walrus would write `producers` anew and add itself; the section names no index, so its bytes are kept instead.
const PRODUCERS: &str = "producers";

pub(super) fn rewrite<'a>(module: &Module<'a>, plan: &Plan, bounds: &Bounds) -> Result<Rewritten<'a>> {
    takes(module, bounds)?;
    caught("walrus", || {
        let mut rebuilding = Rebuilding::parse(module)?;
        for edit in plan.edits() {
            rebuilding.edit(edit)?;
        }
        rebuilding.emit(module)
    })?
}

/// Whether walrus takes no more time and memory than it may: it makes objects of what takes a few bits in the file.
fn takes(module: &Module, bounds: &Bounds) -> Result<()> {
    let refuse = |bound: Bound, count: u64, what: &str| {
        Error::new(
            ErrorKind::Unsupported,
            format!("walrus, which rewrites the module, has to read {count} {what}: {}", bounds.advice(bound)),
        )
    };
    let types = u64::from(module.types.as_ref().core_type_count_in_module());
    let comparisons = types.saturating_mul(module.bodies.len() as u64);
    if comparisons > bounds.get(Bound::WalrusComparisons) {
        return Err(refuse(Bound::WalrusComparisons, comparisons, "pairs of functions and types, to compare them"));
    }
    let sections = module.customs().count() as u64;
    if sections > bounds.get(Bound::WalrusSections) {
        return Err(refuse(Bound::WalrusSections, sections, "custom sections"));
    }
    // It validates all that it reads.
    module.can_validate(module.imported_functions..module.function_count())?;
    // Parameters are local variables, too.
    let params = |func| module.function_type(func).map_or(0, |ty| ty.params().len() as u64);
    let defined = (module.imported_functions..module.function_count()).into_par_iter().zip(&module.bodies);
    let locals = defined.map(|(func, body)| params(func) + body.locals()).sum();
    if locals > bounds.get(Bound::WalrusLocals) {
        return Err(refuse(Bound::WalrusLocals, locals, "local variables"));
    }
    Ok(())
}

/// A module on its way through walrus.
struct Rebuilding {
    module: walrus::Module,
    /// The input's functions, by old index.
    functions: Vec<FunctionId>,
    /// The input's imports, in its order.
    imports: Vec<ImportId>,
    /// The input's exports, by name.
    exports: HashMap<String, ExportId>,
    /// The functions that the plan adds.
    added: Vec<FunctionId>,
    /// Those that it drops, by old index.
    dropped: Vec<u32>,
    guard: Option<GlobalId>,
    named: bool,
}

impl Rebuilding {
    fn parse(module: &Module) -> Result<Self> {
        let input = without_stale(module);
        let count = module.function_count();
        // walrus looks through every body for legacy `catch`es before it reads any. Few modules have tags to catch.
        let tags = module.types.as_ref().tag_count() > 0;
        let parsed =
            read(&input, count, tags).or_else(|error| if tags { Err(error) } else { read(&input, count, true) });
        let (mut parsed, functions) = parsed.map_err(|error| refused(module, &error))?;
        let functions = functions.ok_or_else(|| Error::bug("walrus did not number the functions"))?;
        // Of a damaged name section, walrus may read more than wasmparser does, or less.
        for (func, id) in (0..).zip(&functions) {
            parsed.funcs.get_mut(*id).name = module.names.function(func).map(str::to_owned);
        }
        let exports = parsed.exports.iter().map(|export| (export.name.clone(), export.id())).collect();
        let imports = parsed.imports.iter().map(walrus::Import::id).collect();
        Ok(Self {
            module: parsed,
            imports,
            exports,
            functions,
            added: Vec::new(),
            dropped: Vec::new(),
            guard: None,
            named: !module.names.is_empty(),
        })
    }

    fn edit(&mut self, edit: &Edit) -> Result<()> {
        match edit {
            Edit::AddGuard => {
                let zero = walrus::ConstExpr::Value(Value::I32(0));
                self.guard = Some(self.module.globals.add_local(ValType::I32, true, false, zero));
            }
            Edit::AddFunction { name, body } => {
                let func = self.function(body)?;
                self.module.funcs.get_mut(func).name = self.named.then(|| name.clone());
                self.added.push(func);
            }
            Edit::DropCall { func, callee, site, .. } => self.drop_call(*func, *callee, *site)?,
            Edit::DropFunction { func } => {
                self.module.funcs.delete(self.target(Target::Old(*func))?);
                self.dropped.push(*func);
            }
            Edit::SetStart(to) => self.module.start = Some(self.target(*to)?),
            Edit::RemoveStart => self.module.start = None,
            Edit::AddExport { name, to } => {
                let to = self.target(*to)?;
                self.module.exports.add(name, to);
            }
            Edit::RetargetExport { name, to } => {
                let (export, to) = (self.export(name)?, self.target(*to)?);
                self.module.exports.get_mut(export).item = ExportItem::Function(to);
            }
            Edit::RemoveExport { name } => {
                let export = self.export(name)?;
                self.module.exports.delete(export);
                self.exports.remove(name);
            }
            Edit::ImportMemory { memory, module, name, place: _ } => self.import_memory(*memory, module, name)?,
            Edit::RenameImport { import, module, name } => self.rename_import(*import, module, name)?,
            Edit::RenameExport { from, to } => {
                let export = self.export(from)?;
                to.clone_into(&mut self.module.exports.get_mut(export).name);
            }
            Edit::DefineMemory { memory, minimum, place: _ } => self.define_memory(*memory, *minimum)?,
            Edit::LimitMemory { memory, minimum, maximum } => {
                let id = self.memory(*memory)?;
                let memory = self.module.memories.get_mut(id);
                (memory.initial, memory.maximum) = (*minimum, *maximum);
            }
            Edit::MakePassive { memory } => self.make_passive(*memory)?,
            Edit::ExportMemory { memory, name } => {
                let memory = self.memory(*memory)?;
                self.module.exports.add(name, memory);
            }
            Edit::Table(edit) => tables::change(&mut self.module, edit)?,
        }
        Ok(())
    }

    fn import_memory(&mut self, memory: u32, module: &str, name: &str) -> Result<()> {
        let id = self.memory(memory)?;
        self.module.memories.get_mut(id).import = Some(self.module.imports.add(module, name, id));
        Ok(())
    }

    fn rename_import(&mut self, import: usize, module: &str, name: &str) -> Result<()> {
        let id = self.imports.get(import).copied();
        let id = id.ok_or_else(|| Error::bug(format!("the plan names import {import}, which there is not")))?;
        let import = self.module.imports.get_mut(id);
        module.clone_into(&mut import.module);
        name.clone_into(&mut import.name);
        Ok(())
    }

    fn define_memory(&mut self, memory: u32, minimum: u64) -> Result<()> {
        let id = self.memory(memory)?;
        let memory = self.module.memories.get_mut(id);
        memory.initial = minimum;
        self.module.imports.delete(memory.import.take().ok_or_else(not_imported)?);
        Ok(())
    }

    fn make_passive(&mut self, memory: u32) -> Result<()> {
        let id = self.memory(memory)?;
        let is_meant = |data: &&walrus::Data| matches!(data.kind, DataKind::Active { memory, .. } if memory == id);
        let active: Vec<DataId> = self.module.data.iter().filter(is_meant).map(walrus::Data::id).collect();
        for data in active {
            self.module.data.get_mut(data).kind = DataKind::Passive;
        }
        let memory = self.module.memories.get_mut(id);
        memory.data_segments.clear();
        Ok(())
    }

    /// The data segment of each of these indices.
    fn segments(&self, indices: impl Iterator<Item = u32>) -> Result<Vec<DataId>> {
        let ids: Vec<DataId> = self.module.data.iter().map(walrus::Data::id).collect();
        let id = |index: u32| ids.get(index as usize).copied();
        let all: Option<Vec<DataId>> = indices.map(id).collect();
        all.ok_or_else(|| Error::bug("the plan names a data segment that there is not"))
    }

    fn memory(&self, index: u32) -> Result<MemoryId> {
        let memory = self.module.memories.iter().nth(index as usize).map(walrus::Memory::id);
        memory.ok_or_else(|| Error::bug(format!("the plan names memory {index}, which there is not")))
    }

    fn target(&self, target: Target) -> Result<FunctionId> {
        let found = match target {
            Target::Old(func) => self.functions.get(func as usize),
            Target::New(added) => self.added.get(added.number()),
        };
        found.copied().ok_or_else(|| Error::bug(format!("the plan names {target}, which there is not")))
    }

    fn export(&self, name: &str) -> Result<ExportId> {
        let export = self.exports.get(name).copied();
        export.ok_or_else(|| Error::bug(format!("the plan names export `{name}`, which there is not")))
    }

    fn function(&mut self, body: &Body) -> Result<FunctionId> {
        match body {
            Body::Empty => Ok(self.nullary(|_| ())),
            Body::Chain(calls) => {
                let calls = calls.iter().map(|to| self.target(*to)).collect::<Result<Vec<_>>>()?;
                Ok(self.nullary(|body| {
                    for call in calls {
                        body.call(call);
                    }
                }))
            }
            Body::RunOnce(to) => {
                let to = self.target(*to)?;
                let guard = self.guard.ok_or_else(|| Error::bug("the plan runs a function once without a guard"))?;
                Ok(self.nullary(|body| {
                    body.global_get(guard)
                        .if_else(
                            None,
                            |then| {
                                then.return_();
                            },
                            |_| (),
                        )
                        .i32_const(1)
                        .global_set(guard)
                        .call(to);
                }))
            }
            Body::OncePerMemory { to, word } => self.once_per_memory(*to, *word),
            Body::Guarded { init, func } => self.handing_over(Some(*init), *func, None),
            Body::Followed { func, then } => self.handing_over(None, *func, Some(*then)),
            Body::Fill { memory, memory64, segments } => {
                let memory = self.memory(*memory)?;
                let ids = self.segments(segments.iter().map(|segment| segment.segment))?;
                let segments: Vec<_> = segments.iter().copied().zip(ids).collect();
                Ok(mark::fill(&mut self.module, (memory, *memory64), &segments))
            }
            Body::Marked { mark, to, drops } => {
                let (memory, to) = (self.memory(mark.memory)?, self.target(*to)?);
                let drops = self.segments(drops.iter().copied())?;
                Ok(mark::marked(&mut self.module, (memory, mark), to, &drops))
            }
            Body::Zero(zeros) => {
                let memory = self.memory(zeros.memory)?;
                Ok(zero::zero(&mut self.module, memory, zeros))
            }
        }
    }

    fn nullary(&mut self, build: impl FnOnce(&mut InstrSeqBuilder)) -> FunctionId {
        let mut builder = FunctionBuilder::new(&mut self.module.types, &[], &[]);
        build(&mut builder.func_body());
        builder.finish(Vec::new(), &mut self.module.funcs)
    }

    fn once_per_memory(&mut self, to: Target, word: FlagWord) -> Result<FunctionId> {
        let (to, memory) = (self.target(to)?, self.memory(word.memory)?);
        let address = match self.module.memories.get(memory).memory64 {
            true => Value::I64(word.address as i64),
            false => Value::I32(word.address as u32 as i32),
        };
        let was = self.module.locals.add(ValType::I32);
        let arg = MemArg { align: 4, offset: 0 };
        Ok(self.nullary(|body| {
            body.loop_(None, |look| {
                let again = look.id();
                look.const_(address)
                    .i32_const(word.ready)
                    .i32_const(RUNNING)
                    .cmpxchg(memory, AtomicWidth::I32, arg)
                    .local_tee(was)
                    .i32_const(RUNNING)
                    .binop(BinaryOp::I32Eq)
                    .br_if(again);
            })
            .local_get(was)
            .i32_const(word.ready)
            .binop(BinaryOp::I32Eq)
            .if_else(
                None,
                |first| {
                    let store = StoreKind::I32 { atomic: true };
                    first.call(to).const_(address).i32_const(HAVE_RUN).store(memory, store, arg);
                },
                |_| (),
            );
        }))
    }

    /// A function that hands over to another one, whose type it has, with calls of others before and behind that.
    fn handing_over(&mut self, before: Option<Target>, func: u32, behind: Option<Target>) -> Result<FunctionId> {
        let [before, behind] = [before, behind].map(|to| to.map(|to| self.target(to)).transpose());
        let (before, behind, func) = (before?, behind?, self.target(Target::Old(func))?);
        let ty = self.module.funcs.get(func).ty();
        let (params, results) = self.module.types.params_results(ty);
        let (params, results) = (params.to_vec(), results.to_vec());
        let args: Vec<_> = params.iter().map(|ty| self.module.locals.add(*ty)).collect();
        let mut builder = FunctionBuilder::new(&mut self.module.types, &params, &results);
        let mut body = builder.func_body();
        if let Some(before) = before {
            body.call(before);
        }
        for arg in &args {
            body.local_get(*arg);
        }
        body.call(func);
        if let Some(behind) = behind {
            body.call(behind);
        }
        Ok(builder.finish(args, &mut self.module.funcs))
    }

    fn drop_call(&mut self, func: u32, callee: u32, site: Site) -> Result<()> {
        let (func, callee) = (self.target(Target::Old(func))?, self.target(Target::Old(callee))?);
        match &mut self.module.funcs.get_mut(func).kind {
            FunctionKind::Local(local) => calls::drop_call(local, callee, site),
            _ => Err(Error::bug("the plan drops a call from a function that is imported")),
        }
    }

    fn emit<'a>(mut self, input: &Module<'a>) -> Result<Rewritten<'a>> {
        for producers in input.customs().filter(|custom| custom.name == PRODUCERS) {
            let (name, data) = (PRODUCERS.to_owned(), producers.data.to_vec());
            self.module.customs.add(RawCustomSection { name, data });
        }
        let numbering = Arc::new(Mutex::new(None));
        let dropped: BTreeSet<u32> = self.dropped.into_iter().collect();
        let kept = (0..).zip(self.functions).map(|(func, id)| (!dropped.contains(&func)).then_some(id));
        self.module.customs.add(Probe {
            functions: kept.collect(),
            added: self.added,
            numbering: Arc::clone(&numbering),
        });
        let mut wasm = self.module.emit_wasm();
        // Giving back what a large module took in a million pieces takes a while, and nothing waits for it.
        rayon::spawn(move || drop(self.module));
        if !wasm.ends_with(&PROBE_SECTION) {
            return Err(Error::bug("walrus did not write the last custom section last"));
        }
        wasm.truncate(wasm.len() - PROBE_SECTION.len());
        let renumbering = numbering.lock().ok().and_then(|mut numbering| numbering.take());
        Ok(Rewritten {
            wasm: Pieces::new(wasm),
            renumbering: renumbering.ok_or_else(|| Error::bug("walrus did not number the functions"))?,
            lost: Lost::of(input, Rewriter::Walrus),
            // It has nothing more that could point to where it was.
            moved: Moved::default(),
            rewriter: Rewriter::Walrus,
        })
    }
}

/// Reads a module, and the ids of its first `count` functions by index.
fn read(wasm: &[u8], count: u32, legacy_exceptions: bool) -> walrus::Result<(walrus::Module, Option<Vec<FunctionId>>)> {
    let ids = Arc::new(OnceLock::new());
    let found = Arc::clone(&ids);
    let mut config = ModuleConfig::new();
    config.generate_producers_section(false).legacy_exceptions(legacy_exceptions);
    config.on_parse(move |_, indices| {
        let ids = (0..count).map(|func| indices.get_func(func)).collect::<walrus::Result<Vec<_>>>()?;
        // Nothing else sets it: `on_parse` is called once.
        let _ = found.set(ids);
        Ok(())
    });
    let module = config.parse(wasm)?;
    Ok((module, ids.get().cloned()))
}

/// The input without the sections that go stale, which walrus would carry or try to understand.
fn without_stale<'a>(module: &Module<'a>) -> Cow<'a, [u8]> {
    let names = module.custom("name").map(|names| names.range.start);
    let is_stale = |custom: &Custom| {
        let is_further = || Rewriter::Walrus.drops_further(custom.name).is_some() && Some(custom.range.start) != names;
        Rewriter::Walrus.drops(custom.name).is_some() || is_further()
    };
    if !module.customs().any(|custom| is_stale(&custom)) {
        return Cow::Borrowed(module.bytes);
    }
    let mut kept = module.bytes[..crate::module::HEADER.len()].to_vec();
    let mut keep = |range: Range<usize>| kept.extend_from_slice(&module.bytes[range]);
    for stretch in &module.stretches {
        match stretch {
            Stretch::Section(section) => keep(section.range.clone()),
            Stretch::Customs(customs) => {
                customs.iter().filter(|custom| !is_stale(custom)).for_each(|custom| keep(custom.range));
            }
        }
    }
    Cow::Owned(kept)
}

/// walrus validates what it reads, so nothing did before. What it refuses is invalid or, if not, beyond it.
fn refused(module: &Module, error: &impl std::fmt::Display) -> Error {
    let what = format!("walrus, which rewrites the module, cannot read it: {error:#}").replace('\n', " ");
    module.invalid_or(Error::new(ErrorKind::Unsupported, what))
}

fn not_imported() -> Error {
    Error::bug("the plan is about an imported memory, and it is not imported")
}

/// A custom section that is empty and never stays: walrus asks it for its content when all indices are known.
#[derive(Debug)]
struct Probe {
    functions: Vec<Option<FunctionId>>,
    added: Vec<FunctionId>,
    numbering: Arc<Mutex<Option<Renumbering>>>,
}

const PROBE: &str = "wasm-initfix";
/// Id, size, length of the name, name.
const PROBE_SECTION: [u8; 15] = *b"\0\x0d\x0cwasm-initfix";

impl CustomSection for Probe {
    fn name(&self) -> &str {
        PROBE
    }

    fn data(&self, indices: &IdsToIndices) -> Cow<'_, [u8]> {
        let index = |id: &FunctionId| indices.get_func_index(*id);
        if let Ok(mut numbering) = self.numbering.lock() {
            *numbering = Some(Renumbering {
                functions: self.functions.iter().map(|id| id.as_ref().map(index)).collect(),
                added: self.added.iter().map(index).collect(),
            });
        }
        Cow::Borrowed(&[])
    }
}
