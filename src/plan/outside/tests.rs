use super::super::edit::Draft;
use super::super::tables::TableEdit;
use super::super::tables::TableEditKind;
use super::*;

const MODULE: &str = r#"(module
  (import "env" "log" (func))
  (memory (export "memory") 2)
  (func $ctors (export "ctors"))
  (func $get (export "get"))
  (func $start)
  (start $start))"#;

const GIVEN_MEMORY: &str = r#"(module (import "env" "memory" (memory 1)) (import "env" "log" (func)))"#;

const MEMORY: Export = Export { name: "memory", item: Item::Other(ExternalKind::Memory, 0) };

fn bytes(text: &str) -> Vec<u8> {
    wat::parse_str(text).expect("the module is valid")
}

fn parsed(wasm: &[u8]) -> Module<'_> {
    Module::parse(wasm).expect("the module is valid")
}

fn after<'o>(module: &'o Module, plan: &'o Plan) -> Outside<'o> {
    Outside::after(module, &plan.touched())
}

fn func(name: &str, to: Target) -> Export<'_> {
    Export { name, item: Item::Func(to) }
}

#[test]
fn without_edits_it_stays() {
    let wasm = bytes(MODULE);
    let module = parsed(&wasm);
    assert_eq!(after(&module, &Plan::default()), Outside::of(&module, Target::Old));
}

#[test]
fn exports_name_other_functions_or_go() {
    let wasm = bytes(MODULE);
    let module = parsed(&wasm);
    let (mut draft, guard) = Draft::new();
    draft.remove_start();
    let init = draft.add_run_once(guard, "run_once", Target::Old(1));
    draft.retarget_export("ctors", init);
    draft.add_export("_initialize", init);
    draft.remove_export("get");
    let plan = draft.finish();
    let outside = after(&module, &plan);
    assert_eq!(outside.exports, [MEMORY, func("ctors", init), func("_initialize", init)]);
    assert_eq!(outside.start, None);
    assert_eq!(outside.callable().collect::<Vec<_>>(), [init, init]);
}

#[test]
fn a_memory_becomes_an_import() {
    let wasm = bytes(MODULE);
    let module = parsed(&wasm);
    let (mut draft, _) = Draft::new();
    draft.import_memory(0, 0, "host", "heap");
    let plan = draft.finish();
    let outside = after(&module, &plan);
    let import = Import { module: "host", name: "heap", kind: ExternalKind::Memory, index: 0 };
    assert_eq!(outside.imports.last(), Some(&import));
    assert_eq!(outside.memories, [PageLimits { minimum: 2, maximum: None }]);
}

#[test]
fn an_import_gets_another_name() {
    let wasm = bytes(GIVEN_MEMORY);
    let module = parsed(&wasm);
    let (mut draft, _) = Draft::new();
    draft.rename_import(0, "host", "heap");
    let plan = draft.finish();
    let names = after(&module, &plan).imports.iter().map(|import| import.name).collect::<Vec<_>>();
    assert_eq!(names, ["heap", "log"]);
}

#[test]
fn a_memory_becomes_the_modules_own() {
    let wasm = bytes(GIVEN_MEMORY);
    let module = parsed(&wasm);
    let (mut draft, _) = Draft::new();
    draft.define_memory(0, 0, 3);
    draft.export_memory(0, "memory");
    let plan = draft.finish();
    let outside = after(&module, &plan);
    assert_eq!(outside.imports.iter().map(|import| import.name).collect::<Vec<_>>(), ["log"]);
    assert_eq!(outside.exports, [MEMORY]);
    assert_eq!(outside.memories, [PageLimits { minimum: 3, maximum: None }]);
}

#[test]
fn a_table_changes_hands() {
    let wasm = bytes(
        r#"(module (import "env" "t" (table 1 funcref)) (import "env" "log" (func)) (table (export "own") 2 funcref))"#,
    );
    let module = parsed(&wasm);
    let after = |table, change| {
        let (mut draft, _) = Draft::new();
        draft.change_table(TableEdit { table, change });
        let plan = draft.finish();
        let outside = after(&module, &plan);
        let imports =
            outside.imports.iter().map(|import| format!("{}.{} {}", import.module, import.name, import.index));
        let exports = outside.exports.iter().map(|export| format!("{} {:?}", export.name, export.item));
        (imports.collect::<Vec<_>>(), exports.collect::<Vec<_>>())
    };
    let (module, name) = ("host".to_owned(), "u".to_owned());
    let own = || vec!["own Other(Table, 1)".to_owned()];
    let import = TableEditKind::Import { module, name };
    assert_eq!(after(1, import), (["env.t 0", "env.log 0", "host.u 1"].map(str::to_owned).to_vec(), own()));
    let define = TableEditKind::Define { minimum: 3 };
    assert_eq!(after(0, define), (vec!["env.log 0".to_owned()], own()));
    let export = TableEditKind::Export { name: "given".to_owned() };
    let both = [own(), vec!["given Other(Table, 0)".to_owned()]].concat();
    assert_eq!(after(0, export).1, both);
}

/// The memory goes, and what is imported behind it is still the one that is meant; two exports swap names.
#[test]
fn imports_and_exports_have_other_names() {
    let wasm = bytes(
        r#"(module (import "env" "memory" (memory 1)) (import "env" "log" (func)) (func (export "a")) (func (export "b")))"#,
    );
    let module = parsed(&wasm);
    let (mut draft, _) = Draft::new();
    draft.define_memory(0, 0, 1);
    draft.rename_import(1, "./host.mjs", "log");
    draft.rename_export("a", "b");
    draft.rename_export("b", "a");
    let plan = draft.finish();
    let outside = after(&module, &plan);
    let imports = outside.imports.iter().map(|import| (import.module, import.name)).collect::<Vec<_>>();
    assert_eq!(imports, [("./host.mjs", "log")]);
    let func = |name, func| Export { name, item: Item::Func(Target::Old(func)) };
    assert_eq!(outside.exports, [func("b", 1), func("a", 2)]);
}

#[test]
fn a_function_that_is_gone_has_no_other_name() {
    let wasm = bytes(MODULE);
    let module = parsed(&wasm);
    let place = |target| (target != Target::Old(1)).then_some(0);
    assert_eq!(Outside::of(&module, Target::Old).renamed(place), None);
}
