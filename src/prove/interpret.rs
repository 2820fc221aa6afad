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

use super::FUEL;
use super::MEMORY;
use super::Seen;
use super::copy;
use super::copy::Copy;
use super::watch;
use crate::module::Module;

/// The host, which gives as little as it can and ends the run when an import is called.
struct Host {
    limits: StoreLimits,
    called: Option<u32>,
}

/// Runs the start function and the initialiser of a copy.
pub(super) fn run(module: &Module, copy: &Copy) -> Seen {
    let mut store = store();
    match initialise(&mut store, copy) {
        Err(why) => Seen::Unknown(why),
        Ok(Phase::Start) => match store.data().called.and_then(|func| module.function_import(func)) {
            Some(import) => {
                Seen::Unknown(format!("the start section, which runs first, calls `{}.{}`", import.module, import.name))
            }
            None => Seen::Unknown("the start section, which runs first, does not end".to_owned()),
        },
        Ok(Phase::Initialiser) => store.data().called.map_or(Seen::Ends, Seen::Calls),
    }
}

/// How far a run came.
enum Phase {
    /// The start function called an import.
    Start,
    /// The initialiser ended, or called an import.
    Initialiser,
}

fn store() -> Store<Host> {
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
    let mut store = Store::new(&Engine::new(&config), Host { limits, called: None });
    store.limiter(|host| &mut host.limits);
    store
}

fn initialise(store: &mut Store<Host>, copy: &Copy) -> Result<Phase, String> {
    store.set_fuel(FUEL).map_err(|error| cannot(&error))?;
    let module = wasmi::Module::new(store.engine(), &copy.wasm).map_err(|error| cannot(&error))?;
    let imports = imports(store, &module).map_err(|error| cannot(&error))?;
    let instance = Instance::new(&mut *store, &module, &imports).map_err(|error| cannot(&error))?;
    mark(store, &instance, copy)?;
    if let Some(start) = instance.get_func(&*store, &copy.name(copy::START)) {
        call(store, start, "the start section, which runs first,")?;
        if store.data().called.is_some() {
            return Ok(Phase::Start);
        }
    }
    let initialiser = instance.get_func(&*store, &copy.name(copy::INITIALISER)).ok_or("it is not there")?;
    call(store, initialiser, "the initialiser")?;
    match instance.get_global(&*store, &copy.name(copy::STEERED)).map(|global| global.get(&*store)) {
        Some(Val::I32(0)) => Ok(Phase::Initialiser),
        Some(Val::I32(bits)) => Err(steered(bits)),
        _ => Err("what it looked at is not known".to_owned()),
    }
}

fn cannot(error: &Error) -> String {
    format!("it cannot be run: {error}")
}

/// Calls a function until it ends, or calls an import.
fn call(store: &mut Store<Host>, func: Func, what: &str) -> Result<(), String> {
    match func.call(&mut *store, &[], &mut []) {
        Ok(()) => Ok(()),
        Err(_) if store.data().called.is_some() => Ok(()),
        Err(error) => Err(match error.as_trap_code() {
            Some(TrapCode::OutOfFuel) => format!("{what} did not end within {FUEL} instructions"),
            Some(TrapCode::GrowthOperationLimited) => {
                format!("{what} wants more than {} MiB of memory", MEMORY >> 20)
            }
            Some(trap) => format!("{what} traps: {trap}"),
            None => format!("{what} cannot be run: {error}"),
        }),
    }
}

/// What it was that the run looked at.
fn steered(bits: i32) -> String {
    let all = [
        (watch::CONTENT, "memory that the host gives, at a place where the module has written nothing"),
        (watch::SIZE, "the size of the memory that the host gives"),
        (watch::GLOBAL, "an imported global"),
        (watch::TABLE, "a table that the host gives"),
        (watch::OTHER, "memory that the host gives, by an instruction that is not watched"),
    ];
    let seen: Vec<&str> = all.into_iter().filter(|(bit, _)| bits & bit != 0).map(|(_, what)| what).collect();
    format!("the run looked at {}", seen.join(", and at "))
}

/// Marks where the module's own data lies in a watched memory.
fn mark(store: &mut Store<Host>, instance: &Instance, copy: &Copy) -> Result<(), String> {
    let Some(shadow) = instance.get_memory(&*store, &copy.name(copy::SHADOW)) else {
        return Ok(());
    };
    let bytes = shadow.data_mut(&mut *store);
    for (start, length) in &copy.data {
        let start = *start as usize;
        let marked = bytes.get_mut(start..start.saturating_add(*length)).ok_or("its data does not fit into memory")?;
        marked.fill(0xff);
    }
    Ok(())
}

fn imports(store: &mut Store<Host>, module: &wasmi::Module) -> Result<Vec<Extern>, Error> {
    let types: Vec<ExternType> = module.imports().map(|import| import.ty().clone()).collect();
    let mut functions = 0..;
    types.into_iter().map(|ty| import(store, &ty, &mut functions)).collect()
}

fn import(
    store: &mut Store<Host>,
    ty: &ExternType,
    functions: &mut impl Iterator<Item = u32>,
) -> Result<Extern, Error> {
    Ok(match ty {
        ExternType::Func(ty) => {
            let index = functions.next();
            let ends = move |mut caller: Caller<'_, Host>, _: &[Val], _: &mut [Val]| {
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
