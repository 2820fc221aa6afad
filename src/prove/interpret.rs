//! Running the copy.

use wasmi::Caller;
use wasmi::CompilationMode;
use wasmi::Config;
use wasmi::Engine;
use wasmi::Error;
use wasmi::Extern;
use wasmi::ExternType;
use wasmi::Func;
use wasmi::Global;
use wasmi::Instance;
use wasmi::Memory;
use wasmi::Ref;
use wasmi::ResourceLimiter;
use wasmi::Store;
use wasmi::Table;
use wasmi::TrapCode;
use wasmi::Val;
use wasmi::errors::MemoryError;
use wasmi::errors::TableError;
use wasmi_core::LimiterError;

use super::instrument::INITIALISER;
use super::instrument::SHADOW;
use super::instrument::START;
use super::instrument::STEERED;
use super::instrument::WatchedCopy;
use super::layout::looked_at;
use super::seen::Seen;
use super::unproven::Step;
use super::unproven::Unproven;
use crate::bounds::Bound;
use crate::bounds::Bounds;
use crate::module::Module;

/// What the host knows, which gives as little as it can and ends the run when the module calls an import.
struct Running {
    bounds: Bounds,
    room: Room,
    called: Option<u32>,
}

/// What memories and tables may still take, all together.
struct Room {
    bytes: u64,
    /// Whether something wanted more than that.
    is_full: bool,
}

impl Room {
    fn take(&mut self, bytes: u64) -> Result<bool, LimiterError> {
        match self.bytes.checked_sub(bytes) {
            Some(left) => {
                self.bytes = left;
                Ok(true)
            }
            None => self.fill(),
        }
    }

    /// A host would have the room, so that growing must not fail as the module can see it.
    fn fill<T>(&mut self) -> Result<T, LimiterError> {
        self.is_full = true;
        Err(LimiterError::ResourceLimiterDeniedAllocation)
    }
}

impl ResourceLimiter for Room {
    fn memory_growing(&mut self, current: usize, desired: usize, most: Option<usize>) -> Result<bool, LimiterError> {
        // The module's own maximum makes growing fail, as with any host.
        if most.is_some_and(|most| desired > most) {
            return Ok(false);
        }
        self.take(desired.saturating_sub(current) as u64)
    }

    fn table_growing(&mut self, current: usize, desired: usize, most: Option<usize>) -> Result<bool, LimiterError> {
        // The interpreter's tables take up to twice what they hold.
        const ELEMENT: u64 = 2 * size_of::<u64>() as u64;
        if most.is_some_and(|most| desired > most) {
            return Ok(false);
        }
        self.take((desired.saturating_sub(current) as u64).saturating_mul(ELEMENT))
    }

    fn memory_grow_failed(&mut self, error: &MemoryError) -> Result<(), LimiterError> {
        if let MemoryError::OutOfSystemMemory = error { self.fill() } else { Ok(()) }
    }

    fn table_grow_failed(&mut self, error: &TableError) -> Result<(), LimiterError> {
        if let TableError::OutOfSystemMemory = error { self.fill() } else { Ok(()) }
    }

    fn instances(&self) -> usize {
        1
    }

    fn tables(&self) -> usize {
        MANY
    }

    fn memories(&self) -> usize {
        MANY
    }
}

/// More memories and tables than a module may have.
const MANY: usize = 1000;

/// Runs the start function and the initialiser of a copy.
pub(super) fn run(module: &Module, copy: &WatchedCopy, bounds: &Bounds) -> Result<Seen, Unproven> {
    let mut store = store(bounds);
    let last = initialise(&mut store, copy)?;
    let called = store.data().called;
    match last {
        Step::Start => Err(match called.and_then(|func| module.function_import(func)) {
            Some(import) => Unproven::StartCalls { module: import.module.to_owned(), name: import.name.to_owned() },
            None => Unproven::StartStops,
        }),
        Step::Initialiser => Ok(called.map_or(Seen::Ends, Seen::Calls)),
    }
}

fn store(bounds: &Bounds) -> Store<Running> {
    // Calls as deep as hosts allow them: V8 has a stack of about a megabyte.
    const DEPTH: usize = 10_000;
    const STACK: usize = 16 << 20;
    let mut config = Config::default();
    config
        .compilation_mode(CompilationMode::Lazy)
        .consume_fuel(true)
        .set_max_recursion_depth(DEPTH)
        .set_max_stack_height(STACK)
        .wasm_multi_memory(true)
        .wasm_memory64(true)
        .wasm_tail_call(true)
        .wasm_extended_const(true)
        .wasm_simd(true)
        // Its results differ from engine to engine.
        .wasm_relaxed_simd(false)
        .ignore_custom_sections(true);
    let room = Room { bytes: bounds.get(Bound::RunMemory), is_full: false };
    let mut store = Store::new(&Engine::new(&config), Running { bounds: *bounds, room, called: None });
    store.limiter(|host| &mut host.room);
    store
}

/// Says which function was called last: after the start function that is the initialiser, unless the former called an
/// import.
fn initialise(store: &mut Store<Running>, copy: &WatchedCopy) -> Result<Step, Unproven> {
    store.set_fuel(store.data().bounds.get(Bound::RunSteps))?;
    let module = wasmi::Module::new(store.engine(), &copy.wasm)?;
    let instance = imports(store, &module).and_then(|imports| Instance::new(&mut *store, &module, &imports));
    let instance = instance.map_err(|error| match store.data() {
        Running { room: Room { is_full: true, .. }, bounds, .. } => Unproven::LargeModule(*bounds),
        _ => error.into(),
    })?;
    mark(store, &instance, copy)?;
    if let Some(start) = instance.get_func(&*store, &copy.name(START)) {
        call(store, start, Step::Start)?;
        if store.data().called.is_some() {
            return Ok(Step::Start);
        }
    }
    let initialiser = instance.get_func(&*store, &copy.name(INITIALISER)).ok_or(Unproven::NoInitialiser)?;
    call(store, initialiser, Step::Initialiser)?;
    match instance.get_global(&*store, &copy.name(STEERED)).map(|global| global.get(&*store)) {
        Some(Val::I32(0)) => Ok(Step::Initialiser),
        Some(Val::I32(bits)) => Err(Unproven::LookedAt(looked_at(bits))),
        _ => Err(Unproven::NoAnswer),
    }
}

/// Calls a function until it ends, or calls an import.
fn call(store: &mut Store<Running>, func: Func, step: Step) -> Result<(), Unproven> {
    match func.call(&mut *store, &[], &mut []) {
        Ok(()) => Ok(()),
        Err(_) if store.data().called.is_some() => Ok(()),
        Err(error) => Err(match error.as_trap_code() {
            Some(TrapCode::OutOfFuel) => Unproven::Endless(step, store.data().bounds),
            Some(TrapCode::GrowthOperationLimited) => Unproven::LargeMemory(step, store.data().bounds),
            Some(trap) => Unproven::Traps(step, trap.to_string()),
            None => Unproven::Fails(step, error.to_string()),
        }),
    }
}

/// Marks where the module's own data lies in a watched memory.
fn mark(store: &mut Store<Running>, instance: &Instance, copy: &WatchedCopy) -> Result<(), Unproven> {
    let Some(shadow) = instance.get_memory(&*store, &copy.name(SHADOW)) else {
        return Ok(());
    };
    let bytes = shadow.data_mut(&mut *store);
    for (start, length) in &copy.data {
        let start = *start as usize;
        let marked = bytes.get_mut(start..start.saturating_add(*length)).ok_or(Unproven::DataBeyond)?;
        marked.fill(0xff);
    }
    Ok(())
}

fn imports(store: &mut Store<Running>, module: &wasmi::Module) -> Result<Vec<Extern>, Error> {
    let types: Vec<ExternType> = module.imports().map(|import| import.ty().clone()).collect();
    let mut functions = 0..;
    types.into_iter().map(|ty| import(store, &ty, &mut functions)).collect()
}

fn import(
    store: &mut Store<Running>,
    ty: &ExternType,
    functions: &mut impl Iterator<Item = u32>,
) -> Result<Extern, Error> {
    Ok(match ty {
        ExternType::Func(ty) => {
            let index = functions.next();
            let ends = move |mut caller: Caller<'_, Running>, _: &[Val], _: &mut [Val]| {
                caller.data_mut().called = index;
                Err(Error::new("an import was called"))
            };
            Extern::Func(Func::new(&mut *store, ty.clone(), ends))
        }
        ExternType::Memory(ty) => Extern::Memory(Memory::new(&mut *store, *ty)?),
        ExternType::Table(ty) => Extern::Table(Table::new(&mut *store, *ty, Ref::default_for_ty(ty.element()))?),
        ExternType::Global(ty) => {
            Extern::Global(Global::new(&mut *store, Val::default_for_ty(ty.content()), ty.mutability()))
        }
    })
}
