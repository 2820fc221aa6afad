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
use super::convention::Init;
use super::expose::Probe;
use super::host::Stop;
use super::host::Wasi;
use super::host::Watch;
use super::host::answer;
use super::subject::Import;
use super::subject::Subject;
use super::trace::End;
use super::trace::Limit;
use super::trace::Phase;
use super::trace::PhaseTrace;
use super::value::FuncIdentity;
use super::value::Value;

/// One instance, as far as it got.
pub(super) struct Session<'s> {
    subject: &'s Subject<'s, 's>,
    store: Store<Watch>,
    /// None if instantiation failed.
    instance: Option<Instance>,
    /// What happened so far.
    pub phases: Vec<PhaseTrace>,
    /// Indices of functions by their address in this instance.
    functions: Option<HashMap<usize, u32>>,
}

impl<'s> Session<'s> {
    /// Instantiates a module, which runs its start section.
    pub(super) fn start(subject: &'s Subject<'s, 's>) -> Self {
        let watch =
            Watch::new(subject.options, subject.known.facts.memories.first(), subject.exposed.name("memory", 0));
        let mut store = Store::new(subject.compiled.engine(), watch);
        store.limiter(|watch| watch);
        let mut session = Self { subject, store, instance: None, phases: Vec::new(), functions: None };
        let mut instance = None;
        session.phase(Phase::Start, |session| {
            let imports = session.imports()?;
            instance = Some(Instance::new(&mut session.store, &subject.compiled, &imports)?);
            Ok(Vec::new())
        });
        session.instance = instance;
        session.store.data_mut().instantiated = true;
        session
    }

    /// Instantiates a module and initialises it as a host does that knows its convention.
    pub(super) fn initialised(subject: &'s Subject<'s, 's>) -> Self {
        let mut session = Self::start(subject);
        session.init();
        session
    }

    fn init(&mut self) {
        match &self.subject.known.init {
            Init::Nothing => {}
            Init::Exports(names) => {
                for name in names {
                    if self.is_alive() {
                        self.run(Phase::Init(name.clone()), name, &[]);
                    }
                }
            }
            Init::EveryCall { ctors } if self.is_alive() => {
                let phase = Phase::Init(self.show(*ctors));
                self.run(phase, &self.subject.exposed.name("func", *ctors), &[]);
            }
            Init::EveryCall { .. } => {}
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
        let wrapped = self.subject.exposed.name("wrapped", func);
        self.run(Phase::Call(name.to_owned()), &wrapped, arguments)
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
        let limit = self.subject.options.limits.time;
        self.store.set_epoch_deadline(ticks(limit));
        let end = match body(self) {
            Ok(values) => End::Returned(values.iter().map(|value| self.value(value)).collect()),
            Err(error) => self.end(&error),
        };
        let calls = std::mem::take(&mut self.store.data_mut().calls);
        self.phases.push(PhaseTrace { phase, calls, end });
        // It was pushed just now.
        &self.phases[self.phases.len() - 1]
    }

    fn end(&self, error: &wasmtime::Error) -> End {
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
            return End::Threw;
        }
        if error.is::<GcHeapOutOfMemory<()>>() {
            return End::Limit(Limit::Memory(self.subject.options.limits.memory), func);
        }
        match error.downcast_ref::<Trap>() {
            Some(Trap::Interrupt) => End::Limit(Limit::Time(self.subject.options.limits.time), func),
            Some(Trap::StackOverflow) => End::Limit(Limit::Stack, func),
            Some(Trap::AtomicWaitNonSharedMemory) => End::Limit(Limit::Wait, func),
            Some(Trap::UnreachableCodeReached) => End::Trapped { what: "unreachable".to_owned(), func },
            Some(trap) => {
                let what = trap.to_string();
                End::Trapped { what: what.strip_prefix("wasm trap: ").unwrap_or(&what).to_owned(), func }
            }
            None => End::Trapped { what: error.root_cause().to_string(), func },
        }
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

    fn import(&mut self, import: &Import) -> wasmtime::Result<Extern> {
        let store = &mut self.store;
        Ok(match import {
            Import::Function(ty, function) => {
                let function = Arc::clone(function);
                let call = move |caller: wasmtime::Caller<'_, Watch>, inputs: &[Val], outputs: &mut [Val]| {
                    answer(caller, &function, inputs, outputs)
                };
                Func::new(store, ty.clone(), call).into()
            }
            Import::Memory(ty) => Memory::new(store, ty.clone())?.into(),
            Import::Table(ty) => {
                let null = Ref::null(ty.element().heap_type());
                Table::new(store, ty.clone(), null)?.into()
            }
            Import::Global(ty, value) => {
                let value = value.to_val(ty.content()).or_else(|| Val::default_for_ty(ty.content()));
                // One that cannot be null is refused before anything is run.
                Global::new(store, ty.clone(), value.unwrap_or(Val::I32(0)))?.into()
            }
            Import::Tag(ty) => Tag::new(store, ty)?.into(),
        })
    }

    /// How often the constructors ran, if that is counted.
    pub(super) fn constructors(&mut self) -> Option<u32> {
        self.subject.known.counted?;
        let name = self.subject.exposed.counter();
        let count = self.instance?.get_global(&mut self.store, &name)?.get(&mut self.store);
        count.i32().map(|count| count as u32)
    }

    /// A memory's bytes.
    pub(super) fn memory(&mut self, index: u32) -> Option<&[u8]> {
        let name = self.subject.exposed.name("memory", index);
        let memory = self.instance?.get_memory(&mut self.store, &name)?;
        Some(memory.data(&self.store))
    }

    pub(super) fn global(&mut self, index: u32) -> Option<Value> {
        let name = self.subject.exposed.name("global", index);
        let value = self.instance?.get_global(&mut self.store, &name)?.get(&mut self.store);
        Some(self.value(&value))
    }

    pub(super) fn table(&mut self, index: u32) -> Option<Vec<Value>> {
        let name = self.subject.exposed.name("table", index);
        let table = self.instance?.get_table(&mut self.store, &name)?;
        let size = table.size(&self.store);
        let mut elements = Vec::new();
        for element in 0..size {
            let element = table.get(&mut self.store, element)?;
            elements.push(self.value(&element.into()));
        }
        Some(elements)
    }

    pub(super) fn probes(&self) -> &'s [Probe] {
        &self.subject.exposed.probes
    }

    /// Whether each passive segment was dropped, in order.
    pub(super) fn dropped(&mut self) -> Vec<bool> {
        let probes = 0..self.subject.exposed.probes.len() as u32;
        probes.map(|probe| self.is_dropped(probe).unwrap_or(false)).collect()
    }

    fn is_dropped(&mut self, probe: u32) -> Option<bool> {
        let name = self.subject.exposed.name("probe", probe);
        let func = self.instance?.get_func(&mut self.store, &name)?;
        self.store.set_epoch_deadline(ticks(self.subject.options.limits.time));
        Some(func.call(&mut self.store, &[], &mut []).is_err())
    }

    pub(super) fn wasi(&self) -> &Wasi {
        &self.store.data().wasi
    }

    /// A value, with functions told apart.
    fn value(&mut self, value: &Val) -> Value {
        match value {
            Val::FuncRef(Some(func)) => {
                let address = func.to_raw(&mut self.store) as usize;
                let index = self.functions().get(&address).copied();
                let hash = index.and_then(|index| self.subject.identities.get(&index).copied()).unwrap_or_default();
                Value::Func(FuncIdentity { index, hash })
            }
            value => Value::of(value),
        }
    }

    fn functions(&mut self) -> &HashMap<usize, u32> {
        if self.functions.is_none() {
            let mut functions = HashMap::new();
            for index in self.subject.identities.keys() {
                let name = self.subject.exposed.name("func", *index);
                let func = self.instance.and_then(|instance| instance.get_func(&mut self.store, &name));
                if let Some(func) = func {
                    functions.insert(func.to_raw(&mut self.store) as usize, *index);
                }
            }
            self.functions = Some(functions);
        }
        self.functions.get_or_insert_default()
    }
}
