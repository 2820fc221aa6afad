//! A host as `src/hosts.rs` describes it, in an interpreter: what it calls, when, with which memory, and which imports fail
//! when. It knows nothing of what the tool decides.

use std::collections::BTreeSet;

use wasm_initfix::hosts::Both;
use wasm_initfix::hosts::Gives;
use wasm_initfix::hosts::Host;
use wasm_initfix::hosts::Quirk;
use wasm_initfix::hosts::Wasi;
use wasm_initfix::inspect::Direction;
use wasm_initfix::inspect::Effect;
use wasm_initfix::inspect::Facts;
use wasm_initfix::inspect::MemoryFacts;
use wasmi::Caller;
use wasmi::Config;
use wasmi::Engine;
use wasmi::Error;
use wasmi::ExternType;
use wasmi::Global;
use wasmi::Instance;
use wasmi::Linker;
use wasmi::Memory;
use wasmi::MemoryType;
use wasmi::Module;
use wasmi::Ref;
use wasmi::Store;
use wasmi::Table;
use wasmi::Val;

use super::instrument;
use super::instrument::EARLY;
use super::instrument::MEMORY;
use super::instrument::RUNS;
use super::instrument::Watched;

/// Enough for every constructor in `testdata/`, and an end to exports that loop.
const FUEL: u64 = 20_000_000;

/// How many exports are tried, each in an instance of its own.
const EXPORTS: usize = 40;

/// What the input says of itself: what its constructors are, and what it exports besides them.
pub struct Ground<'a> {
    pub facts: &'a Facts,
    pub constructors: Option<Constructors>,
    /// Exports that are for the user's program to call.
    pub ordinary: Vec<(&'a str, u32)>,
    /// Imports that its own start section calls, which its host has always had to bear.
    pub borne: BTreeSet<String>,
}

/// What has to run once before everything else.
pub struct Constructors {
    /// The function; or several, if each of them runs all.
    pub functions: Vec<u32>,
    /// Whether it looks whether it has run.
    pub once: bool,
}

/// What went wrong.
pub enum Fault {
    /// The host does not run the module as it should be run: how.
    Wrong(String),
    /// The interpreter cannot run this module.
    Unsupported,
}

/// What the host's imports need to know when they are called.
struct State {
    phase: Phase,
    host: &'static Host,
    /// Whether an import can reach the memory during start.
    memory_in_start: bool,
    /// How often the constructors ran, if they are an import.
    runs: i32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Start,
    /// The host calls `_initialize`.
    Initialize,
    Later,
}

/// Loads a module as the host does, and as a program does that uses it and was told to call `by_program` first.
pub fn run(
    host: &'static Host,
    ground: &Ground,
    wasm: &[u8],
    after: &Facts,
    by_program: Option<&str>,
) -> Result<(), Fault> {
    if by_program.is_some() && host.program.is_none() {
        return Err(Fault::Wrong("there is no program that could call it".to_owned()));
    }
    refuses(host, after).map_or(Ok(()), |why| Err(Fault::Wrong(why)))?;
    let functions: Vec<u32> = ground.ordinary.iter().map(|(_, func)| *func).collect();
    let start = after.start.as_ref().map(|start| start.function.func);
    let watched = Watched {
        constructors: ground.constructors.as_ref().map_or(&[], |constructors| &constructors.functions),
        once: ground.constructors.as_ref().is_some_and(|constructors| constructors.once),
        ordinary: &functions,
        without_start: start == Some(0) && host.quirks.contains(&Quirk::SkipsStartZero),
    };
    let copy = instrument::instrument(wasm, &watched).map_err(|error| Fault::Wrong(error.to_string()))?;
    let engine = engine();
    let module = Module::new(&engine, &copy).map_err(|_| Fault::Unsupported)?;
    let loaded = Loaded { host, ground, module, after, by_program };
    let tried: Vec<Option<&str>> = match ground.ordinary.as_slice() {
        [] => vec![None],
        exports => exports.iter().map(|(name, _)| Some(*name)).take(EXPORTS).collect(),
    };
    tried.into_iter().try_for_each(|export| loaded.with(&engine, export)).map_err(Fault::Wrong)
}

fn engine() -> Engine {
    let mut config = Config::default();
    config
        .consume_fuel(true)
        .wasm_multi_memory(true)
        .wasm_memory64(true)
        .wasm_tail_call(true)
        .wasm_custom_page_sizes(true);
    Engine::new(&config)
}

/// The imports that a module's start section calls, if they give zeros.
pub fn called_in_start(wasm: &[u8]) -> BTreeSet<String> {
    fn run(wasm: &[u8]) -> Result<BTreeSet<String>, Error> {
        let engine = engine();
        let module = Module::new(&engine, wasm)?;
        let mut store = Store::new(&engine, BTreeSet::new());
        store.set_fuel(FUEL).map_err(|error| Error::new(error.to_string()))?;
        let mut linker = Linker::<BTreeSet<String>>::new(&engine);
        let mut given = BTreeSet::new();
        // What is imported twice is one thing.
        for import in module.imports().filter(|import| given.insert((import.module(), import.name()))) {
            let (from, name) = (import.module(), import.name());
            let called = format!("{from}.{name}");
            match import.ty() {
                ExternType::Func(ty) => {
                    let results = ty.results().to_vec();
                    linker.func_new(from, name, ty.clone(), move |mut caller, _, outputs| {
                        outputs.iter_mut().zip(&results).for_each(|(out, ty)| *out = Val::default_for_ty(*ty));
                        caller.data_mut().insert(called.clone());
                        Ok(())
                    })?;
                }
                ExternType::Memory(ty) => {
                    let memory = Memory::new(&mut store, *ty)?;
                    linker.define(from, name, memory)?;
                }
                ExternType::Table(ty) => {
                    let table = Table::new(&mut store, *ty, Ref::default_for_ty(ty.element()))?;
                    linker.define(from, name, table)?;
                }
                ExternType::Global(ty) => {
                    let global = Global::new(&mut store, Val::default_for_ty(ty.content()), ty.mutability());
                    linker.define(from, name, global)?;
                }
            }
        }
        // What it called before it failed counts as well.
        let _ = linker.instantiate_and_start(&mut store, &module);
        Ok(store.into_data())
    }
    run(wasm).unwrap_or_default()
}

/// Why a host does not load a module at all.
fn refuses(host: &Host, facts: &Facts) -> Option<String> {
    let has = |name: &str| facts.exports.iter().any(|export| export == name);
    // Node looks whether the property is there.
    if host.name == "node-wasi-initialize" && has("_start") || host.name == "node-wasi-start" && has("_initialize") {
        return Some("refuses an export of that name".to_owned());
    }
    if host.programs_only && !has("_start") {
        return Some("runs programs only".to_owned());
    }
    if host.both == Both::Refused && has("_start") && has("_initialize") {
        return Some("refuses _start beside _initialize".to_owned());
    }
    let imports: Vec<_> = facts.memories.iter().filter_map(|memory| memory.import.as_ref()).collect();
    let only_env = || imports.iter().all(|(module, name)| module == "env" && name == "memory");
    let unexported = !facts.memories.iter().any(|memory| memory.exports.iter().any(|name| name == "memory"));
    let refused = match host.gives {
        Gives::User | Gives::Host => false,
        Gives::HostUnlessExported => facts.memories.iter().any(|it| it.import.is_some() && !it.exports.is_empty()),
        Gives::Env => !only_env(),
        Gives::Demands { pages } => {
            !only_env() || facts.memories.iter().any(|it| it.import.is_none() || it.minimum > pages)
        }
        Gives::Nothing => !imports.is_empty(),
        other => panic!("{other:?} is not in this model"),
    };
    if refused || unexported && ["node-wasi-initialize", "node-wasi-start", "extism-js"].contains(&host.name) {
        return Some("its memory does not fit".to_owned());
    }
    let wants_export =
        matches!(host.wasi, Wasi::AfterStart { wants_export: true } | Wasi::Always { wants_export: true });
    (facts.wasi && wants_export && unexported && !facts.memories.is_empty())
        .then(|| "WASI wants the memory exported".to_owned())
}

struct Loaded<'a> {
    host: &'static Host,
    ground: &'a Ground<'a>,
    module: Module,
    after: &'a Facts,
    by_program: Option<&'a str>,
}

impl Loaded<'_> {
    /// Loads it, calls an export twice, and asks when the constructors ran.
    fn with(&self, engine: &Engine, export: Option<&str>) -> Result<(), String> {
        let host = self.host;
        let memory_in_start = host.exports_in_start
            || matches!(
                self.after.memory,
                Direction::None | Direction::Private | Direction::Imported | Direction::Both
            );
        let mut store = Store::new(engine, State { phase: Phase::Start, host, memory_in_start, runs: 0 });
        store.set_fuel(FUEL).map_err(|error| error.to_string())?;
        let linker = self.linker(&mut store).map_err(|error| error.to_string())?;
        let instance = linker.instantiate_and_start(&mut store, &self.module).map_err(|e| format!("start: {e}"))?;
        let is_nullary = |name: &&str| {
            let func = instance.get_func(&store, name);
            func.is_some_and(|func| func.ty(&store).params().is_empty() && func.ty(&store).results().is_empty())
        };
        let called: Vec<&str> = self.called_by_host().filter(is_nullary).collect();
        // A program, and a component's glue, call what `inspect` says comes first; numbers are all that those take.
        let knows = host.program.is_some() || host.calls.contains(&"__wasm_init_task");
        for first in self.after.first.iter().filter(|first| knows && first.arguments.is_some()) {
            let arguments: Vec<Val> = first.arguments.unwrap_or_default().iter().map(|it| Val::I32(*it)).collect();
            let func = instance.get_func(&store, first.name).ok_or("is not exported")?;
            let mut results = vec![Val::I32(0); func.ty(&store).results().len()];
            func.call(&mut store, &arguments, &mut results).map_err(|error| format!("{}: {error}", first.name))?;
        }
        for name in called {
            store.data_mut().phase = if name == "_initialize" { Phase::Initialize } else { Phase::Later };
            let called = self.call(&mut store, &instance, name);
            // A program may end the run.
            called.or_else(|error| if name == "_start" { Ok(()) } else { Err(format!("{name}: {error}")) })?;
        }
        store.data_mut().phase = Phase::Later;
        if let Some(name) = self.by_program {
            let called = self.call(&mut store, &instance, name);
            called.or_else(|error| if name == "_start" { Ok(()) } else { Err(format!("{name}: {error}")) })?;
        }
        for _ in 0..2 {
            // What an export does with zeros may well be a trap.
            let _ = export.map(|export| self.call(&mut store, &instance, export));
        }
        self.judge(&store, &instance).map_err(|fault| format!("{} and {export:?}: {fault}", host.name))
    }

    fn judge(&self, store: &Store<State>, instance: &Instance) -> Result<(), String> {
        if self.ground.constructors.is_none() {
            return Ok(());
        }
        let read = |name: &str| match instance.get_global(store, name).map(|global| global.get(store)) {
            Some(Val::I32(value)) => Ok(value),
            _ => Err(format!("no global {name}")),
        };
        match (read(RUNS)? + store.data().runs, read(EARLY)?) {
            (1, 0) => Ok(()),
            // An export looks for runs of a function of the module.
            (1, _) if store.data().runs == 1 => Ok(()),
            (runs, early) => Err(format!("the constructors ran {runs} times, after an export: {}", early != 0)),
        }
    }

    /// What the host would call, of what is exported.
    fn called_by_host(&self) -> impl Iterator<Item = &'static str> {
        let exports = |name: &&&str| self.after.functions.iter().any(|function| function.name == ***name);
        let called = self.host.calls.iter().filter(exports).copied();
        // Extism makes two instances: the one that plugins are called in gets the last of these calls.
        let skipped = if self.host.name == "extism" { called.clone().count().saturating_sub(1) } else { 0 };
        called.skip(skipped)
    }

    fn call(&self, store: &mut Store<State>, instance: &Instance, name: &str) -> Result<(), Error> {
        let own = self.host.quirks.contains(&Quirk::FindsOwnNames).then(|| instrument::own(name));
        let func = own.and_then(|own| instance.get_func(&*store, &own)).or_else(|| instance.get_func(&*store, name));
        let func = func.ok_or_else(|| Error::new("is not exported"))?;
        let ty = func.ty(&*store);
        let zeros: Vec<Val> = ty.params().iter().map(|ty| Val::default_for_ty(*ty)).collect();
        let mut results: Vec<Val> = ty.results().iter().map(|ty| Val::default_for_ty(*ty)).collect();
        func.call(&mut *store, &zeros, &mut results)
    }

    /// A memory as large as the module's data, or the one that a host gives to all.
    fn given(&self, wanted: &MemoryType) -> MemoryType {
        if let Gives::Demands { pages } = self.host.gives {
            return MemoryType::new(pages as u32, Some(pages as u32));
        }
        let pages = |memory: &MemoryFacts| Some(memory.data_end?.div_ceil(memory.page_size()));
        let pages = self.after.memories.iter().filter_map(pages).max().unwrap_or_default().max(wanted.minimum());
        if wanted.is_64() || pages == wanted.minimum() {
            return *wanted;
        }
        MemoryType::new(pages as u32, wanted.maximum().map(|most| most as u32))
    }

    fn linker(&self, store: &mut Store<State>) -> Result<Linker<State>, Error> {
        let mut linker = Linker::new(store.engine());
        let mut functions = 0u32;
        let mut given = BTreeSet::new();
        for import in self.module.imports() {
            let (from, name) = (import.module(), import.name());
            // What is imported twice is one thing.
            if !given.insert((from, name)) {
                functions += u32::from(matches!(import.ty(), ExternType::Func(_)));
                continue;
            }
            match import.ty() {
                ExternType::Func(ty) => {
                    let import = Import::of(from, name, self.ground, functions);
                    functions += 1;
                    let results = ty.results().to_vec();
                    linker.func_new(from, name, ty.clone(), move |caller, inputs, outputs| {
                        outputs.iter_mut().zip(&results).for_each(|(out, ty)| *out = Val::default_for_ty(*ty));
                        import.called(caller, inputs, outputs)
                    })?;
                }
                ExternType::Memory(ty) => {
                    let memory = Memory::new(&mut *store, self.given(ty))?;
                    linker.define(from, name, memory)?;
                }
                ExternType::Table(ty) => {
                    let table = Table::new(&mut *store, *ty, Ref::default_for_ty(ty.element()))?;
                    linker.define(from, name, table)?;
                }
                ExternType::Global(ty) => {
                    let global = Global::new(&mut *store, Val::default_for_ty(ty.content()), ty.mutability());
                    linker.define(from, name, global)?;
                }
            }
        }
        Ok(linker)
    }
}

/// An imported function.
#[derive(Clone)]
struct Import {
    name: String,
    is_wasi: bool,
    ends: bool,
    is_constructors: bool,
    is_borne: bool,
    needs: Needs,
}

/// What an import has to have when it is called, as `inspect` says of those that constructors may call.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    Memory,
    Exports,
}

impl Import {
    fn of(from: &str, name: &str, ground: &Ground, func: u32) -> Self {
        let reached = ground.facts.initialiser.iter().flat_map(|initialiser| &initialiser.reach.imports);
        let reached = reached.filter(|it| it.module == from && it.name == name);
        let ends = reached.clone().any(|it| it.effect == Effect::Aborts);
        let needs = reached.map(|it| match it.effect {
            _ if it.is_harmless() => Needs::Nothing,
            Effect::NeedsMemory => Needs::Memory,
            Effect::Pure | Effect::Aborts | Effect::Unknown | Effect::Reenters => Needs::Exports,
            other => panic!("{other:?} is not in this model"),
        });
        Self {
            name: format!("{from}.{name}"),
            is_wasi: from.starts_with("wasi_"),
            ends: ends || from.starts_with("wasi_") && name == "proc_exit",
            is_borne: ground.borne.contains(&format!("{from}.{name}")),
            is_constructors: ground
                .constructors
                .as_ref()
                .is_some_and(|constructors| constructors.functions.contains(&func)),
            // What was said not to be called and is called all the same must not get away with it.
            needs: needs.max_by_key(|needs| *needs as u8).unwrap_or(Needs::Exports),
        }
    }

    fn called(&self, mut caller: Caller<'_, State>, inputs: &[Val], outputs: &mut [Val]) -> Result<(), Error> {
        if self.ends {
            return Err(Error::new(format!("{} ends the run", self.name)));
        }
        if self.is_constructors {
            caller.data_mut().runs += 1;
        }
        if self.fails(caller.data()) {
            return Err(Error::new(format!("{} does not work yet", self.name)));
        }
        if self.is_wasi {
            answer(&self.name, &mut caller, inputs, outputs)?;
        }
        Ok(())
    }

    fn fails(&self, state: &State) -> bool {
        // Where the user's imports do not work in `_initialize`, they do not work before it either, whatever they do.
        let is_early = matches!(state.phase, Phase::Start | Phase::Initialize);
        if is_early && !self.is_wasi && !state.host.imports_in_initialize {
            return true;
        }
        match state.phase {
            Phase::Start if self.needs == Needs::Nothing => false,
            Phase::Start if self.is_wasi && !matches!(state.host.wasi, Wasi::None) => {
                matches!(state.host.wasi, Wasi::AfterStart { .. })
            }
            Phase::Start => match self.needs {
                Needs::Memory => !state.memory_in_start,
                _ if self.is_borne => false,
                Needs::Nothing | Needs::Exports => !state.host.exports_in_start,
            },
            Phase::Initialize | Phase::Later => false,
        }
    }
}

/// WASI without arguments, environment and files.
fn answer(name: &str, caller: &mut Caller<'_, State>, inputs: &[Val], outputs: &mut [Val]) -> Result<(), Error> {
    const BAD_FILE: i32 = 8;
    if name.ends_with("_sizes_get")
        && let Some(memory) = caller.get_export(MEMORY).and_then(wasmi::Extern::into_memory)
    {
        for place in inputs {
            if let Val::I32(place) = place {
                memory.write(&mut *caller, *place as u32 as usize, &[0; 4]).map_err(|e| Error::new(e.to_string()))?;
            }
        }
    }
    if name.contains(".fd_")
        && let [errno] = outputs
    {
        *errno = Val::I32(BAD_FILE);
    }
    Ok(())
}
