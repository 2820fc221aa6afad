//! Modules on a memory that a host keeps, in the interpreter wasmi.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use wasm_initfix::Pieces;
use wasm_initfix::cli::parse_options;
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

/// How many instructions a module may run. What does not end is compared as far as it came.
const FUEL: u64 = 2_000_000;

/// A host, which gives each instance the same memories, and functions that answer zero.
pub struct Host {
    module: Module,
    store: Store<()>,
    linker: Linker<()>,
    memories: Vec<Memory>,
}

impl Host {
    /// A host for a module, whose `env.memory` is full of a byte; none if the module cannot be run here.
    pub fn new(wasm: &[u8], byte: u8) -> Option<Self> {
        let mut config = Config::default();
        config.consume_fuel(true).wasm_multi_memory(true).wasm_memory64(true).wasm_tail_call(true);
        let engine = Engine::new(&config);
        let module = Module::new(&engine, wasm).ok()?;
        let (store, linker) = (Store::new(&engine, ()), Linker::new(&engine));
        let mut host = Self { module, store, linker, memories: Vec::new() };
        let imports: Vec<(String, String, ExternType)> = host
            .module
            .imports()
            .map(|import| (import.module().to_owned(), import.name().to_owned(), import.ty().clone()))
            .collect();
        for (from, name, ty) in imports {
            let given = host.give(&from, &name, &ty, byte)?;
            host.linker.define(&from, &name, given).ok()?;
        }
        Some(host)
    }

    fn give(&mut self, from: &str, name: &str, ty: &ExternType, byte: u8) -> Option<wasmi::Extern> {
        Some(match ty {
            ExternType::Func(ty) => {
                let (ends, results) = (name == "abort" || name == "proc_exit", ty.results().to_vec());
                let answer = move |_: wasmi::Caller<'_, ()>, _: &[Val], out: &mut [Val]| {
                    out.iter_mut().zip(&results).for_each(|(out, ty)| *out = Val::default_for_ty(*ty));
                    if ends { Err(Error::new("the host was told to end the run")) } else { Ok(()) }
                };
                Func::new(&mut self.store, ty.clone(), answer).into()
            }
            ExternType::Memory(ty) => {
                let memory = Memory::new(&mut self.store, *ty).ok()?;
                if (from, name) == ("env", "memory") {
                    memory.data_mut(&mut self.store).fill(byte);
                }
                self.memories.push(memory);
                memory.into()
            }
            ExternType::Table(ty) => Table::new(&mut self.store, *ty, Ref::default_for_ty(ty.element())).ok()?.into(),
            ExternType::Global(ty) => {
                Global::new(&mut self.store, Val::default_for_ty(ty.content()), ty.mutability()).into()
            }
        })
    }

    /// Another instance on the same memories.
    pub fn instantiate(&mut self) -> Result<Instance, String> {
        // Some fill 16 MiB, eight bytes at a time.
        self.store.set_fuel(20 * FUEL).expect("fuel is consumed");
        self.linker.instantiate_and_start(&mut self.store, &self.module).map_err(|error| error.to_string())
    }

    /// Calls each export with zeros, what initialises the instance first, and says what each does.
    pub fn call_all(&mut self, instance: Instance) -> Vec<String> {
        let exports = instance.exports(&self.store);
        let exports: Vec<(String, Func)> =
            exports.filter_map(|it| Some((it.name().to_owned(), it.into_func()?))).collect();
        let (first, then): (Vec<_>, Vec<_>) =
            exports.into_iter().partition(|(name, _)| name == "_initialize" || name == "__wasm_call_ctors");
        let mut said = Vec::new();
        for (name, func) in first.into_iter().take(1).chain(then) {
            let ty = func.ty(&self.store);
            let inputs: Vec<Val> = ty.params().iter().map(|ty| Val::default_for_ty(*ty)).collect();
            let mut outputs: Vec<Val> = ty.results().iter().map(|ty| Val::default_for_ty(*ty)).collect();
            self.store.set_fuel(FUEL).expect("fuel is consumed");
            let end = func.call(&mut self.store, &inputs, &mut outputs).map_err(|error| error.to_string());
            said.push(format!("{name}: {end:?} {outputs:?}"));
        }
        said
    }

    /// What the memories hold.
    pub fn memories(&self) -> Vec<Vec<u8>> {
        self.memories.iter().map(|memory| memory.data(&self.store).to_vec()).collect()
    }
}

pub fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

/// A module as a fix leaves it; none if that is refused.
pub fn fixed(wasm: &[u8], flags: &[&str]) -> Option<Vec<u8>> {
    let options = parse_options(flags.iter().copied()).expect("the options are valid");
    let outcome = wasm_initfix::fix(wasm, &options).ok()?;
    Some(outcome.wasm().map_or_else(|| wasm.to_vec(), Pieces::to_vec))
}

/// The modules of a folder, by name.
pub fn modules(folder: &str) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(testdata().join(folder)).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    let mut modules: Vec<(String, Vec<u8>)> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "wasm"))
        .map(|path| {
            let name = format!("{folder}/{}", path.file_stem().unwrap_or_default().to_string_lossy());
            (name, fs::read(&path).expect("it can be read"))
        })
        .collect();
    modules.sort_unstable();
    modules
}

pub const FOLDERS: [&str; 10] =
    ["assemblyscript", "clang14", "clang19", "clang22", "emscripten", "rust", "rust196", "wasm-opt", "wat", "zig"];
