//! The watched host: it answers every import the same way each time, and writes down what it was asked.

mod reach;
mod wasi;

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use wasmtime::AsContextMut;
use wasmtime::Caller;
use wasmtime::Instance;
use wasmtime::ResourceLimiter;
use wasmtime::Val;
use wasmtime::ValType;
use wasmtime::WasmBacktrace;

use super::instrument::Instrumented;
use super::options::Limits;
use super::options::RunOptions;
use super::trace::End;
use super::trace::ImportCall;
use super::trace::Limit;
use super::trace::MadeUp;
use super::value::FuncIdentity;
use super::value::Value;
use super::value::list;
use super::watched::AT_ALL;
use super::watched::BEFORE_INIT;
use super::watched::Undone;
use crate::error::Error;
use crate::error::Result;
use crate::inspect::Effect;
use crate::inspect::MemoryFacts;
use crate::inspect::TableFacts;
use crate::inspect::effects::is_wasi;
use reach::View;
use wasi::NOSYS;
use wasi::Reply;
pub(super) use wasi::WasiHost;

/// An imported function, and what this host does when it is called.
#[derive(Debug, Clone)]
pub(super) struct ImportedFunction {
    module: Arc<str>,
    name: Arc<str>,
    /// What it does with the module, as far as that is known or assumed.
    effect: Effect,
    results: Vec<ValType>,
    answer: ImportAnswer,
    undone: Undone,
    /// What of this no real host need do.
    made_up: Option<MadeUp>,
}

/// What is known of an imported function.
#[derive(Debug, Clone, Copy)]
pub(super) struct KnownImport {
    /// What it does by the tables of known imports.
    pub known: Effect,
    /// What it does by these, or by what the user assumes.
    pub effect: Effect,
    /// Whether the tables say that it only reads memory, and the user says nothing else.
    pub only_reads: bool,
    /// Whether the user says what it answers.
    pub is_answered: bool,
}

impl KnownImport {
    /// The functions of WASI that are known are done here as elsewhere, and what ends the run changes nothing.
    pub(super) fn undone(&self, module: &str) -> Undone {
        let is_done = !self.is_answered && (self.known == Effect::Aborts || is_wasi(module));
        match self.effect {
            _ if self.known != Effect::Unknown && is_done => Undone::Nothing,
            Effect::Pure | Effect::Aborts => Undone::Nothing,
            Effect::NeedsMemory if self.only_reads => Undone::Nothing,
            Effect::NeedsMemory => Undone::Memory,
            Effect::Unknown | Effect::Reenters => Undone::Anything,
        }
    }
}

#[derive(Debug, Clone)]
enum ImportAnswer {
    /// WASI preview 1 does it; whether in its first form, `wasi_unstable`.
    Wasi { unstable: bool },
    /// The run ends.
    Ends,
    /// What the user said, or else zeros and nulls.
    Values(Vec<Option<Value>>),
}

impl ImportedFunction {
    /// `ty` is its type as wasmtime has it.
    pub(super) fn new(
        module: &str,
        name: &str,
        ty: &wasmtime::FuncType,
        what: &KnownImport,
        options: &RunOptions,
    ) -> Result<Self> {
        let full = format!("{module}.{name}");
        let results: Vec<ValType> = ty.results().collect();
        let number = options.imports.iter().rev().find(|(import, _)| *import == full);
        let answer = match (number, what.known == Effect::Aborts) {
            (Some((_, text)), _) => ImportAnswer::Values(vec![Some(result(&full, text, results.first())?)]),
            (None, true) => ImportAnswer::Ends,
            (None, _) if is_wasi(module) => ImportAnswer::Wasi { unstable: module == "wasi_unstable" },
            (None, _) => ImportAnswer::Values(Vec::new()),
        };
        let undone = what.undone(module);
        let made_up = made_up(what, undone, ty, &answer);
        Ok(Self { module: module.into(), name: name.into(), effect: what.effect, results, answer, undone, made_up })
    }

    fn is_wasi(&self) -> bool {
        is_wasi(&self.module)
    }
}

/// What only this host does for an import. What the functions of WASI that it knows give is seen when they are called, and of what the
/// user said the import gives, nothing is made up.
fn made_up(what: &KnownImport, undone: Undone, ty: &wasmtime::FuncType, answer: &ImportAnswer) -> Option<MadeUp> {
    let said = match answer {
        ImportAnswer::Ends => return None,
        ImportAnswer::Wasi { .. } if what.known != Effect::Unknown => return None,
        ImportAnswer::Wasi { .. } => &[Some(Value::I32(NOSYS))],
        ImportAnswer::Values(values) => values.as_slice(),
    };
    if ty.results().len() > 0 && !(what.is_answered && ty.results().len() == 1) {
        let zero = |ty: ValType| Value::zero(&ty).unwrap_or(Value::Null);
        let said = said.iter().copied().chain(std::iter::repeat(None));
        let values = ty.results().zip(said).map(|(ty, said)| said.unwrap_or_else(|| zero(ty)));
        return Some(MadeUp::Answer(values.collect()));
    }
    match undone {
        Undone::Nothing => None,
        Undone::Memory => Some(MadeUp::NothingWritten),
        Undone::Anything => Some(MadeUp::NoEffect),
    }
}

fn result(import: &str, text: &str, ty: Option<&ValType>) -> Result<Value> {
    let Some(ty) = ty else {
        return Err(Error::refused(format!("--import {import}={text}: that function gives no result")));
    };
    Value::parse(text, ty).ok_or_else(|| Error::refused(format!("--import {import}={text}: `{text}` is no {ty}")))
}

/// What a run leaves with its host; the data of the store.
pub(super) struct Watch {
    /// The imports called since the last time that they were taken.
    pub calls: Vec<ImportCall>,
    pub wasi: WasiHost,
    /// Whether instantiation has ended.
    pub instantiated: bool,
    /// The instance, once there is one. A function of the host's that an export hands on has no caller to ask for exports.
    instance: Option<Instance>,
    /// How many imports were called so far, and with how many arguments.
    called: usize,
    arguments: usize,
    limits: Limits,
    /// Memory and tables together, in bytes.
    allocated: u64,
    view: View,
    /// The copy's name for the memory that the host uses.
    memory: String,
    /// How large a host may make it when it gives it or later, in bytes.
    largest: u64,
    /// Functions that catch exceptions.
    catching: Arc<BTreeSet<u32>>,
    /// The copy's names for functions that can be referred to.
    pub functions: Arc<Vec<(String, FuncIdentity)>>,
    /// What functions are, by their address in this instance; filled when first needed.
    pub addresses: Option<HashMap<usize, FuncIdentity>>,
    /// When the phase has to end, and by which limit.
    end_by: Instant,
    late: Limit,
    /// The copy's name for the global that has the bits which looks note from then on, and what it has.
    looks: String,
    bits: i32,
}

impl Watch {
    pub(super) fn new(
        options: &RunOptions,
        (memory, facts): (usize, Option<&MemoryFacts>),
        tables: &[TableFacts],
        copy: &Instrumented,
        functions: Arc<Vec<(String, FuncIdentity)>>,
        catching: Arc<BTreeSet<u32>>,
    ) -> Self {
        Self {
            calls: Vec::new(),
            wasi: WasiHost::new(options.limits.output),
            instantiated: false,
            instance: None,
            called: 0,
            arguments: 0,
            limits: options.limits,
            allocated: 0,
            view: View::new(options.host, facts, tables),
            memory: copy.name("memory", memory as u32),
            largest: facts.map_or(0, largest),
            catching,
            functions,
            addresses: None,
            end_by: Instant::now(),
            late: Limit::Time(options.limits.time),
            looks: copy.looks(),
            bits: AT_ALL,
        }
    }

    /// Says when the phase that begins now has to end, and which limit ends it.
    pub(super) fn end_by(&mut self, end: Instant, late: Limit) {
        (self.end_by, self.late) = (end, late);
    }

    /// The limit that ends a phase which takes too long.
    pub(super) fn late(&self) -> Limit {
        self.late
    }

    /// The bits that a look has now.
    pub(super) fn bits(&self) -> i32 {
        self.bits
    }

    /// From now on, looks say that a host may have written to exports before, and this one did not.
    pub(super) fn is_late(&mut self) {
        self.bits |= BEFORE_INIT;
    }

    /// Whether WASI was given an address that lies outside of the memory, and would not if the host made that as large as it may.
    pub(super) fn missed_memory(&self) -> bool {
        self.wasi.missed().is_some_and(|end| end <= self.largest)
    }

    /// What the function at an address is.
    pub(super) fn function(&self, address: usize) -> Value {
        let identity = self.addresses.as_ref().and_then(|addresses| addresses.get(&address));
        Value::Func(identity.copied().unwrap_or(FuncIdentity { index: None, hash: 0 }))
    }

    fn record(&mut self, import: &ImportedFunction, arguments: &[Value]) -> std::result::Result<(), Stop> {
        // A call of an ordinary import has a few arguments; of calls with a thousand, these are enough.
        const ARGUMENTS: usize = 16;
        self.arguments += arguments.len();
        if self.called == self.limits.calls || self.arguments > self.limits.calls.saturating_mul(ARGUMENTS) {
            return Err(Stop(End::Limit(Limit::Calls(self.limits.calls), None)));
        }
        self.called += 1;
        let may_use_table = import.effect == Effect::Reenters && self.view.has_table_alone(self.instantiated);
        let unreachable = match import.effect {
            Effect::Reenters if may_use_table => None,
            Effect::Reenters => self.view.no_exports(self.instantiated),
            Effect::NeedsMemory => self.view.unreachable(self.instantiated, import.is_wasi()),
            Effect::Pure | Effect::Aborts | Effect::Unknown => None,
        };
        self.calls.push(ImportCall {
            module: Arc::clone(&import.module),
            name: Arc::clone(&import.name),
            arguments: arguments.to_vec(),
            unreachable,
            is_doubtful: import.effect == Effect::Unknown && !self.instantiated || may_use_table,
            may_use_table,
            made_up: import.made_up.clone(),
        });
        Ok(())
    }

    /// What a call of WASI found may be something else with another host.
    fn wasi_gave(&mut self, import: &ImportedFunction, arguments: &[Value], errno: i32) {
        let found = wasi::found(&import.name, arguments, errno).map(MadeUp::Found);
        if let (Some(call), None) = (self.calls.last_mut(), &import.made_up) {
            call.made_up = found;
        }
    }

    fn grow(&mut self, current: u64, desired: u64, maximum: Option<u64>) -> wasmtime::Result<bool> {
        // A limit of the module's own makes growing fail, as with any host.
        if maximum.is_some_and(|maximum| desired > maximum) {
            return Ok(false);
        }
        self.allocated = self.allocated.saturating_add(desired.saturating_sub(current));
        if self.allocated > self.limits.memory {
            return Err(Stop(End::Limit(Limit::Memory(self.limits.memory), None)).into());
        }
        Ok(true)
    }
}

impl ResourceLimiter for Watch {
    fn memory_growing(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> wasmtime::Result<bool> {
        self.grow(current as u64, desired as u64, maximum.map(|maximum| maximum as u64))
    }

    fn table_growing(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> wasmtime::Result<bool> {
        const ELEMENT: u64 = size_of::<usize>() as u64;
        let bytes = |elements: usize| (elements as u64).saturating_mul(ELEMENT);
        self.grow(bytes(current), bytes(desired), maximum.map(bytes))
    }
}

/// The host ended the run.
#[derive(Debug, Clone)]
pub(super) struct Stop(pub End);

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Stop {}

/// Answers a call.
pub(super) fn answer(
    mut caller: Caller<'_, Watch>,
    import: &ImportedFunction,
    inputs: &[Val],
    outputs: &mut [Val],
) -> wasmtime::Result<()> {
    let arguments: Vec<Value> = inputs.iter().map(|value| seen(&mut caller, value)).collect();
    caller.data_mut().record(import, &arguments)?;
    threw_nothing(&mut caller);
    left_undone(&mut caller, import.undone)?;
    match &import.answer {
        ImportAnswer::Values(values) => return give(import, values, outputs),
        ImportAnswer::Ends => {}
        ImportAnswer::Wasi { unstable } => {
            let reply = wasi(&mut caller, import, *unstable, &arguments);
            let watch = caller.data();
            if watch.wasi.is_full() {
                return Err(Stop(End::Limit(Limit::Output(watch.limits.output), None)).into());
            }
            match reply {
                Reply::Errno(errno) => {
                    caller.data_mut().wasi_gave(import, &arguments, errno);
                    return give(import, &[Some(Value::I32(errno))], outputs);
                }
                Reply::Late => return Err(Stop(End::Limit(watch.late, None)).into()),
                Reply::Ends => {}
            }
        }
    }
    Err(Stop(End::Exited(format!("{}.{}({})", import.module, import.name, list(&arguments)))).into())
}

/// From now on, looks say that they come after a call that may have changed what they see.
fn left_undone(caller: &mut Caller<'_, Watch>, undone: Undone) -> wasmtime::Result<()> {
    let watch = caller.data_mut();
    if watch.bits & undone.bits() == undone.bits() {
        return Ok(());
    }
    watch.bits |= undone.bits();
    show_bits(caller)
}

/// Has the copy note what a look has now.
pub(super) fn show_bits(mut store: impl AsContextMut<Data = Watch>) -> wasmtime::Result<()> {
    let mut store = store.as_context_mut();
    let (name, bits) = (store.data().looks.clone(), store.data().bits);
    let Some(instance) = store.data().instance else {
        return Ok(());
    };
    match instance.get_global(&mut store, &name) {
        Some(global) => global.set(store, Val::I32(bits)),
        None => Ok(()),
    }
}

/// Makes an instance known to its host.
pub(super) fn has_instance(mut store: impl AsContextMut<Data = Watch>, instance: Instance) -> wasmtime::Result<()> {
    store.as_context_mut().data_mut().instance = Some(instance);
    show_bits(store)
}

/// A host of JavaScript may throw when it is called, and then the module goes on where it catches that.
fn threw_nothing(caller: &mut Caller<'_, Watch>) {
    let watch = caller.data();
    let may_throw = watch.calls.last().is_some_and(|call| call.made_up == Some(MadeUp::NoEffect));
    if !may_throw || watch.catching.is_empty() {
        return;
    }
    let trace = WasmBacktrace::capture(&*caller);
    let frames = trace.frames();
    let catches = |func: u32| caller.data().catching.contains(&func);
    let is_caught = frames.len() >= FRAMES || frames.iter().any(|frame| catches(frame.func_index()));
    if let (true, Some(call)) = (is_caught, caller.data_mut().calls.last_mut()) {
        call.made_up = Some(MadeUp::NothingThrown);
    }
}

/// How many functions wasmtime tells at most of those that run.
const FRAMES: usize = 20;

/// How large a host may make a memory, in bytes.
fn largest(memory: &MemoryFacts) -> u64 {
    let all = if memory.memory64 { u64::MAX } else { 1 << 32 };
    memory.maximum.map_or(all, |pages| pages.saturating_mul(1 << memory.page_size_log2.unwrap_or(16)))
}

/// A value, with functions told apart.
fn seen(caller: &mut Caller<'_, Watch>, value: &Val) -> Value {
    let Val::FuncRef(Some(func)) = value else {
        return Value::of(value, caller);
    };
    if caller.data().addresses.is_none() {
        let functions = Arc::clone(&caller.data().functions);
        let instance = caller.data().instance;
        let mut addresses = HashMap::new();
        for (name, identity) in functions.iter() {
            if let Some(func) = instance.and_then(|instance| instance.get_func(&mut *caller, name)) {
                addresses.insert(func.to_raw(&mut *caller) as usize, *identity);
            }
        }
        caller.data_mut().addresses = instance.map(|_| addresses);
    }
    let address = func.to_raw(&mut *caller) as usize;
    caller.data().function(address)
}

fn wasi(caller: &mut Caller<'_, Watch>, import: &ImportedFunction, unstable: bool, arguments: &[Value]) -> Reply {
    let (name, instance) = (caller.data().memory.clone(), caller.data().instance);
    match instance.and_then(|instance| instance.get_memory(&mut *caller, &name)) {
        Some(memory) => {
            let (memory, watch) = memory.data_and_store_mut(caller);
            watch.wasi.call(unstable, &import.name, arguments, memory, watch.end_by)
        }
        None => {
            let watch = caller.data_mut();
            watch.wasi.call(unstable, &import.name, arguments, &mut [], watch.end_by)
        }
    }
}

fn give(import: &ImportedFunction, values: &[Option<Value>], outputs: &mut [Val]) -> wasmtime::Result<()> {
    for (place, (output, ty)) in outputs.iter_mut().zip(&import.results).enumerate() {
        let value = values.get(place).copied().flatten();
        let value = value.and_then(|value| value.to_val(ty)).or_else(|| Val::default_for_ty(ty));
        let Some(value) = value else {
            let what =
                format!("import {}.{} gives a reference, which this host cannot make", import.module, import.name);
            return Err(Stop(End::Trapped { what, func: None }).into());
        };
        *output = value;
    }
    Ok(())
}
