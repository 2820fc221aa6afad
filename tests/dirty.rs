//! Memory that a host gives, and that is not zero: with `--zero-memory`, modules do on it what they do on a new one, and without, many
//! do not.

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
use wasmi::Linker;
use wasmi::Memory;
use wasmi::Module;
use wasmi::Ref;
use wasmi::Store;
use wasmi::Table;
use wasmi::Val;

const DIRT: u8 = 0xa5;

/// How many instructions a module may run. What does not end is compared as far as it came.
const FUEL: u64 = 2_000_000;

/// What a module did, and what its memories hold then; none where it was not instantiated.
#[derive(PartialEq)]
struct Ran {
    said: Vec<String>,
    memories: Vec<Vec<u8>>,
}

/// Instantiates a module on a memory that is full of a byte, and calls each export with zeros, what initialises it first.
fn run(wasm: &[u8], byte: u8) -> Option<Ran> {
    let mut config = Config::default();
    config.consume_fuel(true).wasm_multi_memory(true).wasm_memory64(true).wasm_tail_call(true);
    let engine = Engine::new(&config);
    let module = Module::new(&engine, wasm).ok()?;
    let mut store = Store::new(&engine, ());
    // Some fill 16 MiB, eight bytes at a time.
    store.set_fuel(20 * FUEL).expect("fuel is consumed");
    let mut linker = Linker::new(&engine);
    let mut memories = Vec::new();
    for import in module.imports() {
        let (from, name) = (import.module(), import.name());
        let given = match import.ty() {
            ExternType::Func(ty) => {
                let (ends, results) = (name == "abort" || name == "proc_exit", ty.results().to_vec());
                let answer = move |_: wasmi::Caller<'_, ()>, _: &[Val], out: &mut [Val]| {
                    out.iter_mut().zip(&results).for_each(|(out, ty)| *out = Val::default_for_ty(*ty));
                    if ends { Err(Error::new("the host was told to end the run")) } else { Ok(()) }
                };
                Func::new(&mut store, ty.clone(), answer).into()
            }
            ExternType::Memory(ty) => {
                let memory = Memory::new(&mut store, *ty).ok()?;
                if (from, name) == ("env", "memory") {
                    memory.data_mut(&mut store).fill(byte);
                }
                memories.push(memory);
                memory.into()
            }
            ExternType::Table(ty) => Table::new(&mut store, *ty, Ref::default_for_ty(ty.element())).ok()?.into(),
            ExternType::Global(ty) => {
                Global::new(&mut store, Val::default_for_ty(ty.content()), ty.mutability()).into()
            }
        };
        let given: wasmi::Extern = given;
        linker.define(from, name, given).ok()?;
    }
    let mut said = Vec::new();
    match linker.instantiate_and_start(&mut store, &module) {
        Err(error) => {
            said.push(format!("instantiation: {error}"));
            memories.clear();
        }
        Ok(instance) => {
            let exports: Vec<(String, Func)> =
                instance.exports(&store).filter_map(|it| Some((it.name().to_owned(), it.into_func()?))).collect();
            let (first, then): (Vec<_>, Vec<_>) =
                exports.into_iter().partition(|(name, _)| name == "_initialize" || name == "__wasm_call_ctors");
            for (name, func) in first.into_iter().take(1).chain(then) {
                let ty = func.ty(&store);
                let inputs: Vec<Val> = ty.params().iter().map(|ty| Val::default_for_ty(*ty)).collect();
                let mut outputs: Vec<Val> = ty.results().iter().map(|ty| Val::default_for_ty(*ty)).collect();
                store.set_fuel(FUEL).expect("fuel is consumed");
                let end = func.call(&mut store, &inputs, &mut outputs).map_err(|error| error.to_string());
                said.push(format!("{name}: {end:?} {outputs:?}"));
            }
        }
    }
    let memories = memories.iter().map(|memory| memory.data(&store).to_vec()).collect();
    Some(Ran { said, memories })
}

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

/// A module as a fix leaves it; none if that is refused.
fn fixed(wasm: &[u8], flags: &[&str]) -> Option<Vec<u8>> {
    let options = parse_options(flags.iter().copied()).expect("the options are valid");
    let outcome = wasm_initfix::fix(wasm, &options).ok()?;
    Some(outcome.wasm().map_or_else(|| wasm.to_vec(), Pieces::to_vec))
}

/// Whether a module does the same on dirty memory as on a new one; none if it cannot be run here.
fn is_same(wasm: &[u8]) -> Option<bool> {
    let (clean, dirty) = (run(wasm, 0)?, run(wasm, DIRT)?);
    Some(clean.said == dirty.said)
}

/// The modules of a folder, by name.
fn modules(folder: &str) -> Vec<(String, Vec<u8>)> {
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

const FOLDERS: [&str; 10] =
    ["assemblyscript", "clang14", "clang19", "clang22", "emscripten", "rust", "rust196", "wasm-opt", "wat", "zig"];

#[test]
fn with_all_of_it_zero_every_module_does_the_same() {
    let (mut compared, mut without) = (0, 0);
    for (name, wasm) in FOLDERS.into_iter().flat_map(modules) {
        for (memory, rewriter) in [(0, "splice"), (0, "walrus"), (1, "auto"), (2, "auto")] {
            let (memory, rewriter) = (format!("--memory={memory}"), format!("--rewriter={rewriter}"));
            let ask = [&*memory, "--import-memory", &rewriter];
            let Some(zeroed) = fixed(&wasm, &[ask.as_slice(), &["--zero-memory=all"]].concat()) else {
                continue;
            };
            let (Some(clean), Some(dirty)) = (run(&zeroed, 0), run(&zeroed, DIRT)) else {
                continue;
            };
            assert_eq!(clean.said, dirty.said, "{name} {memory} {rewriter}");
            assert!(clean.memories == dirty.memories, "{name} {memory} {rewriter}: the memory differs");
            compared += 1;
            let dirty = fixed(&wasm, &ask).and_then(|wasm| is_same(&wasm));
            without += usize::from(dirty == Some(false));
        }
    }
    println!("{compared} compared, {without} differ without");
    assert!(compared > 300 && without > 100, "{compared} compared, {without} differ without");
}

/// These read what the host here was asked to write and did not, on a stack that lies below the data; or an address that is a zero
/// of this test.
const READ_BELOW: [&str; 5] = [
    "clang19/ctors-export-all",
    "clang22/reactor-both-wasi",
    "rust196/command-with-exports",
    "zig/command",
    "zig/command-with-exports",
];

/// What is below a module's data is not its own, unless the user says so, and few modules look there.
#[test]
fn from_the_data_on_all_but_those_that_read_below_do() {
    let folders = ["clang14", "clang19", "clang22", "rust", "rust196", "wasm-opt", "zig"];
    let (mut compared, mut differ) = (0, Vec::new());
    for (name, wasm) in folders.into_iter().flat_map(modules) {
        let Some(zeroed) = fixed(&wasm, &["--import-memory", "--zero-memory"]) else {
            continue;
        };
        let Some(same) = is_same(&zeroed) else {
            continue;
        };
        compared += 1;
        if !same {
            differ.push(name);
        }
    }
    assert_eq!(differ, READ_BELOW);
    assert!(compared > 100, "{compared} compared");
}

/// Modules of each toolchain that keep something where no segment writes.
#[test]
fn without_it_they_do_not() {
    let modules = [
        "clang19/zero-memory-bss",
        "clang19/zero-memory-bss-importmem",
        "clang19/zero-memory-bss-importmem-mvp",
        "wasm-opt/zero-memory-bss",
        "wasm-opt/zero-memory-bss-importmem",
        "zig/exports",
        "zig/wrapped",
    ];
    for name in modules {
        let wasm = fs::read(testdata().join(name).with_extension("wasm")).expect("it is there");
        let imported = fixed(&wasm, &["--import-memory"]).expect("it is fixed");
        let zeroed = fixed(&wasm, &["--import-memory", "--zero-memory"]).expect("it is fixed");
        assert_eq!((is_same(&imported), is_same(&zeroed)), (Some(false), Some(true)), "{name}");
    }
}

/// lld fills `.bss` itself where it knows that a host gives the memory: `next` counts there.
#[test]
fn what_lld_fills_needs_nothing() {
    let wasm = fs::read(testdata().join("clang19/zero-memory-bss-importmem.wasm")).expect("it is there");
    let (clean, dirty) = (run(&wasm, 0).expect("it runs"), run(&wasm, DIRT).expect("it runs"));
    let differ: Vec<&String> =
        clean.said.iter().zip(&dirty.said).filter(|(one, other)| one != other).map(|it| it.0).collect();
    assert_eq!(differ, ["heap: Ok(()) [I32(0)]"]);
}
