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
use wasmi::Store;
use wasmi::StoreLimits;
use wasmi::StoreLimitsBuilder;
use wasmi::Table;
use wasmi::TrapCode;
use wasmi::Val;

use super::instrument::INITIALISER;
use super::instrument::SHADOW;
use super::instrument::START;
use super::instrument::STEERED;
use super::instrument::WatchedCopy;
use super::layout::looked_at;
use super::limits::FUEL;
use super::limits::MEMORY;
use super::seen::Seen;
use super::unproven::Step;
use super::unproven::Unproven;
use crate::module::Module;

/// What the host knows, which gives as little as it can and ends the run when the module calls an import.
struct Running {
    limits: StoreLimits,
    called: Option<u32>,
}

/// Runs the start function and the initialiser of a copy.
pub(super) fn run(module: &Module, copy: &WatchedCopy) -> Result<Seen, Unproven> {
    let mut store = store();
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

fn store() -> Store<Running> {
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
    let limits = StoreLimitsBuilder::new()
        .memory_size(MEMORY)
        .table_elements(MEMORY / size_of::<usize>())
        .memories(1000)
        .tables(1000)
        .trap_on_grow_failure(true)
        .build();
    let mut store = Store::new(&Engine::new(&config), Running { limits, called: None });
    store.limiter(|host| &mut host.limits);
    store
}

/// Says which function was called last: after the start function that is the initialiser, unless the former called an
/// import.
fn initialise(store: &mut Store<Running>, copy: &WatchedCopy) -> Result<Step, Unproven> {
    store.set_fuel(FUEL)?;
    let module = wasmi::Module::new(store.engine(), &copy.wasm)?;
    let imports = imports(store, &module)?;
    let instance = Instance::new(&mut *store, &module, &imports)?;
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
            Some(TrapCode::OutOfFuel) => Unproven::Endless(step),
            Some(TrapCode::GrowthOperationLimited) => Unproven::LargeMemory(step),
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
