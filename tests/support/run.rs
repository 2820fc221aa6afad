//! Running a module: a script of calls, in an interpreter whose host answers every import.
//!
//! A script is `_initialize(); get(1, 2.5) = 3; answer() = trap`. Numbers take the type that the function wants.

use std::collections::HashSet;

use wasmi::Config;
use wasmi::Engine;
use wasmi::Error;
use wasmi::ExternType;
use wasmi::Func;
use wasmi::Global;
use wasmi::Instance;
use wasmi::Linker;
use wasmi::Memory;
use wasmi::Module;
use wasmi::Ref;
use wasmi::Store;
use wasmi::Table;
use wasmi::Val;
use wasmi::ValType;

/// Enough for every constructor in `testdata/`, and an end to those that loop.
const FUEL: u64 = 50_000_000;

/// Instantiates a module and runs a script on it.
pub fn script(wasm: &[u8], script: &str) -> Result<(), String> {
    let mut store = store()?;
    let calls: Vec<&str> = script.split(';').map(str::trim).filter(|call| !call.is_empty()).collect();
    let instance = match instantiate(&mut store, wasm) {
        Err(_) if calls == ["trap"] => return Ok(()),
        Err(error) => return Err(format!("instantiation: {error}")),
        Ok(instance) => instance,
    };
    for call in calls {
        step(&mut store, &instance, call).map_err(|error| format!("`{script}`: {call}: {error}"))?;
    }
    Ok(())
}

fn store() -> Result<Store<()>, String> {
    let mut config = Config::default();
    config
        .consume_fuel(true)
        .wasm_multi_memory(true)
        .wasm_memory64(true)
        .wasm_tail_call(true)
        .wasm_custom_page_sizes(true);
    let mut store = Store::new(&Engine::new(&config), ());
    store.set_fuel(FUEL).map_err(|error| error.to_string())?;
    Ok(store)
}

fn instantiate(store: &mut Store<()>, wasm: &[u8]) -> Result<Instance, Error> {
    let module = Module::new(store.engine(), wasm)?;
    let mut linker = Linker::new(store.engine());
    let mut given = HashSet::new();
    for import in module.imports() {
        let (from, name) = (import.module(), import.name());
        // What is imported twice is one thing.
        if !given.insert((from, name)) {
            continue;
        }
        match import.ty() {
            ExternType::Func(ty) => {
                let (ends, results) = (name == "abort" || name == "proc_exit", ty.results().to_vec());
                linker.func_new(from, name, ty.clone(), move |_, _, out| {
                    if ends {
                        return Err(Error::new("the host was told to end the run"));
                    }
                    out.iter_mut().zip(&results).for_each(|(out, ty)| *out = Val::default_for_ty(*ty));
                    Ok(())
                })?;
            }
            ExternType::Memory(ty) => {
                let memory = Memory::new(&mut *store, *ty)?;
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
    linker.instantiate_and_start(&mut *store, &module)
}

/// `NAME(ARGUMENTS)`, `NAME(ARGUMENTS) = RESULT` or `NAME(ARGUMENTS) = trap`.
fn step(store: &mut Store<()>, instance: &Instance, call: &str) -> Result<(), String> {
    let (call, expected) = match call.split_once('=') {
        Some((call, expected)) => (call.trim(), Some(expected.trim())),
        None => (call, None),
    };
    let (name, arguments) = call.strip_suffix(')').and_then(|call| call.split_once('(')).ok_or("is no call")?;
    let func = instance.get_func(&*store, name).ok_or("is not exported")?;
    match (invoke(store, func, arguments), expected) {
        (Err(_), Some("trap")) | (Ok(_), None) => Ok(()),
        (Err(error), _) => Err(error),
        (Ok(results), Some(expected)) => {
            let words: Vec<&str> = expected.split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
            let found: Vec<String> = results.iter().map(show).collect();
            if found.len() == words.len() && found.iter().zip(words).all(|(found, word)| is_same(found, word)) {
                return Ok(());
            }
            Err(format!("gave {}, not {expected}", found.join(", ")))
        }
    }
}

fn invoke(store: &mut Store<()>, func: Func, arguments: &str) -> Result<Vec<Val>, String> {
    let ty = func.ty(&*store);
    let words: Vec<&str> = arguments.split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
    if words.len() != ty.params().len() {
        return Err(format!("takes {} arguments", ty.params().len()));
    }
    let inputs = words.iter().zip(ty.params()).map(|(word, ty)| value(word, *ty)).collect::<Result<Vec<_>, _>>()?;
    let mut outputs: Vec<Val> = ty.results().iter().map(|ty| Val::default_for_ty(*ty)).collect();
    func.call(store, &inputs, &mut outputs).map_err(|error| error.to_string())?;
    Ok(outputs)
}

fn value(word: &str, ty: ValType) -> Result<Val, String> {
    let wrong = |_| format!("{word} is no {ty:?}");
    match ty {
        ValType::I32 => word.parse().map(Val::I32).map_err(wrong),
        ValType::I64 => word.parse().map(Val::I64).map_err(wrong),
        ValType::F32 => {
            word.parse::<f32>().map(|value| Val::F32(value.into())).map_err(|_| format!("{word} is no f32"))
        }
        ValType::F64 => {
            word.parse::<f64>().map(|value| Val::F64(value.into())).map_err(|_| format!("{word} is no f64"))
        }
        _ => Err(format!("{ty:?} is not for scripts")),
    }
}

/// Whether two numbers are the same, however they are written: `3` and `3.0`.
fn is_same(found: &str, word: &str) -> bool {
    found == word
        || matches!((found.parse::<f64>(), word.parse::<f64>()), (Ok(found), Ok(word)) if found == word && word.abs() < 1e15)
}

fn show(value: &Val) -> String {
    match value {
        Val::I32(value) => value.to_string(),
        Val::I64(value) => value.to_string(),
        Val::F32(value) => format!("{:?}", f32::from(*value)),
        Val::F64(value) => format!("{:?}", f64::from(*value)),
        other => format!("{other:?}"),
    }
}
