//! One instance of a module and what happens in it, phase by phase.

use std::collections::HashMap;
use std::sync::Arc;

use wasmtime::Extern;
use wasmtime::Func;
use wasmtime::GcHeapOutOfMemory;
use wasmtime::Global;
use wasmtime::Instance;
use wasmtime::Memory;
use wasmtime::Ref;
use wasmtime::Store;
use wasmtime::Table;
use wasmtime::Tag;
use wasmtime::ThrownException;
use wasmtime::Trap;
use wasmtime::Val;
use wasmtime::WasmBacktrace;

use super::compile::ticks;
use super::convention::Constructors;
use super::convention::Init;
use super::host::Stop;
use super::host::WasiHost;
use super::host::Watch;
use super::host::answer;
use super::host::has_instance;
use super::host::show_bits;
use super::instrument::SegmentProbe;
use super::subject::GivenImport;
use super::subject::Subject;
use super::trace::End;
use super::trace::Limit;
use super::trace::Phase;
use super::trace::PhaseTrace;
use super::value::Value;
use super::watched::Looked;

/// One instance, as far as it came.
pub(super) struct Session<'s> {
    subject: &'s Subject<'s, 's>,
    store: Store<Watch>,
    /// None if instantiation failed.
    instance: Option<Instance>,
    /// The same, also if its start section failed.
    made: Option<Instance>,
    /// What happened so far.
    pub phases: Vec<PhaseTrace>,
    /// The memories that the host gave; they stay if instantiation fails.
    given: Vec<Memory>,
    /// Whether it was seen to write output earlier than what it is compared with, so that buffers differ from then on.
    pub writes_earlier: bool,
}

impl<'s> Session<'s> {
    /// Instantiates a module, which runs its start section.
    pub(super) fn start(subject: &'s Subject<'s, 's>) -> Self {
        let memories = &subject.known.facts.memories;
        // Hosts look for one memory: the one that is exported, if one is.
        let used = memories.iter().position(|memory| !memory.exports.is_empty()).unwrap_or_default();
        let memory = (used, memories.get(used));
        let tables = &subject.known.facts.tables;
        let (functions, catching) = (Arc::clone(&subject.functions), Arc::clone(&subject.catching));
        let watch = Watch::new(subject.options, memory, tables, &subject.copy, functions, catching);
        let mut store = Store::new(subject.compiled.engine(), watch);
        store.limiter(|watch| watch);
        let mut session = Self {
            subject,
            store,
            instance: None,
            made: None,
            phases: Vec::new(),
            given: Vec::new(),
            writes_earlier: false,
        };
        let start = session.phase(Phase::Start, |session| {
            let imports = session.imports()?;
            let instance = Instance::new(&mut session.store, &subject.compiled, &imports)?;
            session.made = Some(instance);
            has_instance(&mut session.store, instance)?;
            if subject.copy.has_start
                && let Some(start) = instance.get_func(&mut session.store, &subject.copy.start())
            {
                start.call(&mut session.store, &[], &mut [])?;
            }
            Ok(Vec::new())
        });
        let has_started = start.end.is_return();
        session.instance = session.made.filter(|_| has_started);
        session.store.data_mut().instantiated = true;
        session.first();
        session
    }

    /// Calls what a host calls before anything else. What it would give is known, or the call is left out.
    fn first(&mut self) {
        for first in &self.subject.known.facts.first {
            let values = first.arguments.unwrap_or_default().iter().map(|value| Value::I32(*value));
            let arguments: Vec<Value> = values.collect();
            if first.arguments.is_some() && self.takes(first.name, &arguments) && self.is_alive() {
                self.run(Phase::Init(first.name.to_owned()), first.name, &arguments);
            }
        }
    }

    /// Whether an export is a function that takes as many numbers.
    fn takes(&mut self, name: &str, arguments: &[Value]) -> bool {
        let func = self.instance.and_then(|instance| instance.get_func(&mut self.store, name));
        func.is_some_and(|func| {
            let ty = func.ty(&self.store);
            ty.params().len() == arguments.len() && ty.params().all(|ty| matches!(ty, wasmtime::ValType::I32))
        })
    }

    /// Instantiates a module and initialises it as a host does that knows its convention.
    pub(super) fn initialised(subject: &'s Subject<'s, 's>) -> Self {
        Self::initialised_by(subject, &subject.known.init)
    }

    /// Instantiates a module and initialises it in a certain way.
    pub(super) fn initialised_by(subject: &'s Subject<'s, 's>, init: &Init) -> Self {
        let mut session = Self::start(subject);
        session.init(init);
        session
    }

    fn init(&mut self, init: &Init) {
        if self.subject.known.is_late {
            self.store.data_mut().is_late();
        }
        match init {
            Init::Nothing => {}
            Init::Exports(names) => {
                for name in names {
                    if self.is_alive() {
                        self.run(Phase::Init(name.clone()), name, &[]);
                    }
                }
            }
            Init::EveryCall { ctors, sets_up, then, by_export, .. } => {
                // Else the first call after them does.
                self.init(&Init::Exports(then.clone()));
                sets_up.iter().for_each(|func| self.run_once(*func));
                if !by_export {
                    self.run_once(*ctors);
                }
            }
            Init::Guarded(func) | Init::Never(func) => self.run_once(*func),
        }
    }

    /// Runs a function that the copy shows.
    fn run_once(&mut self, func: u32) {
        if self.is_alive() {
            let phase = Phase::Init(self.show(func));
            self.run(phase, &self.subject.copy.name("func", func), &[]);
        }
    }

    pub(super) fn is_instantiated(&self) -> bool {
        self.instance.is_some()
    }

    /// Whether initialisation ended as it should, as far as it has come. A call that traps is no end to an instance.
    pub(super) fn is_alive(&self) -> bool {
        let mut initialisation = self.phases.iter().filter(|phase| !phase.phase.is_call());
        self.instance.is_some() && initialisation.all(|phase| phase.end.is_return())
    }

    /// Calls an export.
    pub(super) fn call(&mut self, name: &str, arguments: &[Value]) -> &PhaseTrace {
        self.run(Phase::Call(name.to_owned()), name, arguments)
    }

    /// Calls an export that runs the constructors each time, as it is.
    pub(super) fn call_wrapped(&mut self, name: &str, func: u32, arguments: &[Value]) -> &PhaseTrace {
        let wrapped = self.subject.copy.name("wrapped", func);
        self.run(Phase::Call(name.to_owned()), &wrapped, arguments)
    }

    /// Calls a function that the copy exports, which the module may not.
    pub(super) fn call_func(&mut self, func: u32, arguments: &[Value]) -> &PhaseTrace {
        let phase = Phase::Call(self.show(func));
        self.run(phase, &self.subject.copy.name("func", func), arguments)
    }

    fn run(&mut self, phase: Phase, export: &str, arguments: &[Value]) -> &PhaseTrace {
        self.phase(phase, |session| {
            let Some(func) = session.instance.and_then(|instance| instance.get_func(&mut session.store, export)) else {
                return Err(wasmtime::Error::msg("there is no such export"));
            };
            let ty = func.ty(&session.store);
            let inputs: Option<Vec<Val>> =
                arguments.iter().zip(ty.params()).map(|(argument, ty)| argument.to_val(&ty)).collect();
            let mut outputs = vec![Val::I32(0); ty.results().len()];
            func.call(&mut session.store, &inputs.unwrap_or_default(), &mut outputs)?;
            Ok(outputs)
        })
    }

    fn phase(&mut self, phase: Phase, body: impl FnOnce(&mut Self) -> wasmtime::Result<Vec<Val>>) -> &PhaseTrace {
        let deadline = self.subject.deadline;
        let end = match deadline.phase(self.subject.options.limits.time) {
            None => End::Limit(deadline.limit(), None),
            Some((time, late)) => {
                self.store.set_epoch_deadline(ticks(time));
                self.store.data_mut().end_by(time, late);
                match show_bits(&mut self.store).and_then(|()| body(self)) {
                    Ok(values) => End::Returned(values.iter().map(|value| self.value(value)).collect()),
                    Err(error) => self.end(&error),
                }
            }
        };
        let calls = std::mem::take(&mut self.store.data_mut().calls);
        self.phases.push(PhaseTrace { phase, calls, end });
        // It was pushed just now.
        &self.phases[self.phases.len() - 1]
    }

    fn end(&mut self, error: &wasmtime::Error) -> End {
        let func = error
            .downcast_ref::<WasmBacktrace>()
            .and_then(|trace| trace.frames().first())
            .map(|frame| self.show(frame.func_index()));
        if let Some(Stop(end)) = error.downcast_ref::<Stop>() {
            return match end {
                End::Limit(limit, _) => End::Limit(*limit, func),
                end => end.clone(),
            };
        }
        if error.is::<ThrownException>() {
            return self.threw();
        }
        if error.is::<GcHeapOutOfMemory<()>>() {
            return End::Limit(Limit::Memory(self.subject.options.limits.memory), func);
        }
        match error.downcast_ref::<Trap>() {
            Some(Trap::Interrupt) => End::Limit(self.store.data().late(), func),
            Some(Trap::StackOverflow) => End::Limit(Limit::Stack, func),
            Some(Trap::AtomicWaitNonSharedMemory) => End::Limit(Limit::Wait, func),
            Some(trap) => End::Trapped { what: shown_trap(trap), func },
            None => End::Trapped { what: error.root_cause().to_string(), func },
        }
    }

    /// What was thrown.
    fn threw(&mut self) -> End {
        let Some(exception) = self.store.take_pending_exception() else {
            return End::Threw { tag: None, values: Vec::new() };
        };
        let tag = exception.tag(&mut self.store).ok().and_then(|tag| self.tag(&tag));
        let mut values = Vec::new();
        while let Ok(value) = exception.field(&mut self.store, values.len()) {
            values.push(self.value(&value));
        }
        End::Threw { tag, values }
    }

    fn tag(&mut self, thrown: &Tag) -> Option<u32> {
        let tags = 0..self.subject.known.module.types.as_ref().tag_count();
        tags.into_iter().find(|index| {
            let name = self.subject.copy.name("tag", *index);
            let tag = self.instance.and_then(|instance| instance.get_tag(&mut self.store, &name));
            tag.is_some_and(|tag| Tag::eq(&tag, thrown, &self.store))
        })
    }

    /// How messages call a function: by its name, if it has one.
    fn show(&self, func: u32) -> String {
        let name = self.subject.known.module.names.function(func);
        name.map_or_else(|| format!("func {func}"), str::to_owned)
    }

    fn imports(&mut self) -> wasmtime::Result<Vec<Extern>> {
        let subject = self.subject;
        subject.imports.iter().map(|import| self.import(import)).collect()
    }

    fn import(&mut self, import: &GivenImport) -> wasmtime::Result<Extern> {
        let store = &mut self.store;
        Ok(match import {
            GivenImport::Function(ty, function) => {
                let function = Arc::clone(function);
                let call = move |caller: wasmtime::Caller<'_, Watch>, inputs: &[Val], outputs: &mut [Val]| {
                    answer(caller, &function, inputs, outputs)
                };
                Func::new(store, ty.clone(), call).into()
            }
            GivenImport::Memory(ty) => {
                let memory = Memory::new(store, ty.clone())?;
                self.given.push(memory);
                memory.into()
            }
            GivenImport::Table(ty) => {
                let null = Ref::null(ty.element().heap_type());
                Table::new(store, ty.clone(), null)?.into()
            }
            GivenImport::Global { ty, value, .. } => {
                let value = value.to_val(ty.content()).or_else(|| Val::default_for_ty(ty.content()));
                // One that cannot be null is refused before anything is run.
                Global::new(store, ty.clone(), value.unwrap_or(Val::I32(0)))?.into()
            }
            GivenImport::Tag(ty) => Tag::new(store, ty)?.into(),
        })
    }

    /// What was looked at so far.
    pub(super) fn looked(&mut self) -> Looked {
        let Self { subject, store, made, .. } = self;
        let now = store.data().bits();
        let bits = subject.watched.items().enumerate().map(|(place, item)| {
            if subject.copy.unseen.contains(&item) {
                return now;
            }
            let global = made.and_then(|made| made.get_global(&mut *store, &subject.copy.look(place)));
            global.and_then(|global| global.get(&mut *store).i32()).unwrap_or_default()
        });
        Looked::new(&subject.watched, bits, now)
    }

    /// Whether an address that WASI was given would lie in a larger memory that a host may give.
    pub(super) fn missed_memory(&self) -> bool {
        self.store.data().missed_memory()
    }

    /// How often the constructors ran, if that is counted.
    pub(super) fn constructors(&mut self) -> Option<u32> {
        match &self.subject.known.constructors {
            Constructors::None => None,
            Constructors::Functions(_) if !self.subject.copy.counts => None,
            Constructors::Functions(_) => {
                let name = self.subject.copy.counter();
                let count = self.instance?.get_global(&mut self.store, &name)?.get(&mut self.store);
                count.i32().map(|count| count as u32)
            }
            Constructors::Import(module, name) => {
                let calls = self.phases.iter().flat_map(|phase| &phase.calls);
                Some(calls.filter(|call| *call.module == **module && *call.name == **name).count() as u32)
            }
        }
    }

    /// A memory's bytes.
    pub(super) fn memory(&mut self, index: u32) -> Option<&[u8]> {
        let name = self.subject.copy.name("memory", index);
        let memory = match self.instance {
            Some(instance) => instance.get_memory(&mut self.store, &name)?,
            // Imported memories come first.
            None => *self.given.get(index as usize)?,
        };
        Some(memory.data(&self.store))
    }

    pub(super) fn global(&mut self, index: u32) -> Option<Value> {
        let name = self.subject.copy.name("global", index);
        let value = self.instance?.get_global(&mut self.store, &name)?.get(&mut self.store);
        Some(self.value(&value))
    }

    /// A table, and how many elements it has.
    pub(super) fn table(&mut self, index: u32) -> Option<(Table, u64)> {
        let name = self.subject.copy.name("table", index);
        let table = self.instance?.get_table(&mut self.store, &name)?;
        Some((table, table.size(&self.store)))
    }

    pub(super) fn element(&mut self, table: &Table, element: u64) -> Option<Value> {
        let element = table.get(&mut self.store, element)?;
        Some(self.value(&element.into()))
    }

    pub(super) fn probes(&self) -> &'s [SegmentProbe] {
        &self.subject.copy.probes
    }

    /// Whether each passive segment was dropped, in order.
    pub(super) fn dropped(&mut self) -> Vec<bool> {
        let probes = 0..self.subject.copy.probes.len() as u32;
        probes.map(|probe| self.is_dropped(probe).unwrap_or(false)).collect()
    }

    fn is_dropped(&mut self, probe: u32) -> Option<bool> {
        let name = self.subject.copy.name("probe", probe);
        let func = self.instance?.get_func(&mut self.store, &name)?;
        // It does next to nothing, so its own time is long enough.
        self.store.set_epoch_deadline(u64::MAX / 2);
        Some(func.call(&mut self.store, &[], &mut []).is_err())
    }

    pub(super) fn wasi(&self) -> &WasiHost {
        &self.store.data().wasi
    }

    /// A value, with functions told apart.
    fn value(&mut self, value: &Val) -> Value {
        let Val::FuncRef(Some(func)) = value else {
            return Value::of(value, &self.store);
        };
        self.know_functions();
        let address = func.to_raw(&mut self.store) as usize;
        self.store.data().function(address)
    }

    fn know_functions(&mut self) {
        let Some(instance) = self.instance.filter(|_| self.store.data().addresses.is_none()) else {
            return;
        };
        let mut addresses = HashMap::new();
        for (name, identity) in self.subject.functions.iter() {
            if let Some(func) = instance.get_func(&mut self.store, name) {
                addresses.insert(func.to_raw(&mut self.store) as usize, *identity);
            }
        }
        self.store.data_mut().addresses = Some(addresses);
    }
}

/// A trap in the words of the specification where it has some.
pub(super) fn shown_trap(trap: &Trap) -> String {
    if *trap == Trap::UnreachableCodeReached {
        return "unreachable".to_owned();
    }
    let what = trap.to_string();
    what.strip_prefix("wasm trap: ").unwrap_or(&what).to_owned()
}
