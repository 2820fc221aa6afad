//! Options for tables, where `testdata/` has no module that fits.

use std::fs;

use wasmparser::Payload;
use wasmparser::TableType;

use super::fails;
use super::succeeds;
use super::text;
use super::tool::Folder;

const NO_TABLE: &str = r#"(module (memory (export "memory") 1) (func (export "f")))"#;

#[test]
fn one_name_for_memory_and_table() {
    let folder = Folder::new("one_name_for_memory_and_table");
    folder.write(
        "in.wat",
        r#"(module (import "env" "f" (func)) (memory (export "m") 1) (table (export "t") 1 funcref))"#,
    );
    for (options, message) in [
        (
            ["--import-memory=a.b", "--import-table=a.b"],
            "the memory is imported as `a.b`; choose another name with --import-table=MODULE,NAME",
        ),
        (
            ["--init=keep", "--import-table=env.f"],
            "something else is imported as `env.f`; choose another name with --import-table=MODULE,NAME",
        ),
        (
            ["--export-memory=x", "--export-table=x"],
            "something else is exported as `x`; choose another name with --export-table=NAME",
        ),
    ] {
        fails(&folder, &[&["in.wat", "-o", "out.wasm"][..], &options].concat(), &format!("in.wat: {message}"));
    }
}

#[test]
fn table_options_without_a_table() {
    let folder = Folder::new("table_options_without_a_table");
    folder.write("in.wat", NO_TABLE);
    let message = "in.wat: there is no table, so table options change nothing";
    for option in ["--import-table", "--define-table", "--export-table", "--no-export-table"] {
        fails(&folder, &["in.wat", "-o", "out.wasm", option], message);
    }
}

/// The module's own table is as large as what segments write, with both rewriters and any type before the size.
#[test]
fn a_table_of_the_modules_own_holds_all_elements() {
    let folder = Folder::new("a_table_of_the_modules_own_holds_all_elements");
    for (ty, offset, size) in [
        ("1 funcref", "i32.const 2", 4),
        ("1 70000 funcref", "i32.const 65000", 65002),
        ("5 funcref", "i32.const 2", 5),
        ("i64 1 funcref", "i64.const 300", 302),
        ("1 (ref null $f)", "i32.const 2", 4),
    ] {
        let elements = if ty.contains("$f") { "(ref null $f) (ref.func $g) (ref.func $g)" } else { "func $g $g" };
        let module = format!(
            r#"(module (type $f (func)) (import "env" "log" (func)) (import "env" "t" (table $t {ty})) (import "env" "m" (memory 1))
              (func $g (type $f)) (elem (table $t) ({offset}) {elements}) (table 7 externref))"#
        );
        folder.write("in.wat", module);
        for rewriter in ["--rewriter=splice", "--rewriter=walrus"] {
            let options = ["in.wat", "-o", "out.wasm", "-q", "--define-table", "--table=0", rewriter];
            succeeds(&folder.run(options, b""), "");
            let tables = own_tables(&fs::read(folder.path("out.wasm")).expect("the result"));
            let sizes: Vec<u64> = tables.iter().map(|table| table.initial).collect();
            assert_eq!(sizes, [size, 7], "{ty} {rewriter}");
        }
    }
}

fn own_tables(wasm: &[u8]) -> Vec<TableType> {
    let features = wasmparser::WasmFeatures::all();
    wasmparser::Validator::new_with_features(features).validate_all(wasm).expect("the result is valid");
    let payloads = wasmparser::Parser::new(0).parse_all(wasm).filter_map(Result::ok);
    let tables = payloads.filter_map(|payload| match payload {
        Payload::TableSection(tables) => Some(tables.into_iter().flatten().map(|table| table.ty)),
        _ => None,
    });
    tables.flatten().collect()
}

#[test]
fn elements_that_no_table_holds() {
    let folder = Folder::new("elements_that_no_table_holds");
    folder.write("in.wat", r#"(module (import "env" "t" (table 1 2 funcref)) (func $f) (elem (i32.const 2) func $f))"#);
    let message = "in.wat: --define-table: the elements need 3 places, but the table may have 2 at most, so no host can run this \
                   module; the host has to give the table, as before";
    fails(&folder, &["in.wat", "-o", "out.wasm", "--define-table"], message);
}

/// Only the last import can become the module's own, and only the first of its own an import.
#[test]
fn tables_that_would_move_others() {
    let folder = Folder::new("tables_that_would_move_others");
    let two = r#"(import "env" "a" (table 1 funcref)) (import "env" "b" (table 1 funcref))"#;
    folder.write("in.wat", format!("(module {two} (table 1 funcref) (table 1 funcref))"));
    for (options, message) in [
        (
            ["--define-table", "--table=a"],
            "--define-table: imports come first, so table 0 would become table 1, and others would get other numbers, while only \
             table 1 can become the module's own; the host has to give the table, as before",
        ),
        (
            ["--import-table", "--table=3"],
            "--import-table: imports come first, so table 3 would become table 2, and others would get other numbers; only table 2 \
             can be imported. --export-table lets a host reach table 3 once the module is there",
        ),
    ] {
        fails(&folder, &[&["in.wat", "-o", "out.wasm"][..], &options].concat(), &format!("in.wat: {message}"));
    }
    for options in [["--define-table", "--table=b"], ["--import-table", "--table=2"]] {
        succeeds(&folder.run([&["in.wat", "-o", "out.wasm", "-q", "--check"][..], &options].concat(), b""), "");
    }
}

#[test]
fn memory_and_table_become_imports_together() {
    let folder = Folder::new("memory_and_table_become_imports_together");
    let module = r#"(module (import "env" "f" (func $f)) (memory (export "memory") 1) (table (export "t") 2 3 externref)
      (data (i32.const 4) "text"))"#;
    folder.write("in.wat", module);
    for rewriter in ["--rewriter=splice", "--rewriter=walrus"] {
        let options =
            ["in.wat", "-o", "out.wasm", "--import-memory", "--import-table=host,t", "--report=json", rewriter];
        let output = folder.run(options, b"");
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let edits = serde_json::json!([
            { "edit": "import-memory", "memory": 0, "place": 0, "module": "env", "name": "memory" },
            { "edit": "import-table", "table": 0, "module": "host", "name": "t" },
        ]);
        assert_eq!(report["edits"], edits);
        assert_eq!(report["reason"], "the options for memory and table ask for it");
        let host = serde_json::json!([
            "give it the imports { env: { memory: new WebAssembly.Memory({ initial: 1 }) } }",
            "give it the imports { host: { t: new WebAssembly.Table({ element: \"externref\", initial: 2, maximum: 3 }) } }",
        ]);
        assert_eq!(report["host"], host);
        // And back: the one import that stays comes first.
        let options = ["out.wasm", "-o", "back.wasm", "-q", "--define-memory", "--define-table", rewriter];
        succeeds(&folder.run(options, b""), "");
        let back = wasmprinter::print_bytes(fs::read(folder.path("back.wasm")).expect("the result")).expect("text");
        let imports: Vec<&str> = back.lines().map(str::trim).filter(|line| line.starts_with("(import")).collect();
        assert_eq!(imports, [r#"(import "env" "f" (func $f (;0;) (type 0)))"#]);
    }
}

/// One line of options is for all modules: one without a table is for the others.
#[test]
fn one_of_many_without_a_table() {
    let folder = Folder::new("one_of_many_without_a_table");
    folder.write("a.wat", "(module (table 1 funcref))");
    folder.write("b.wat", NO_TABLE);
    let output = folder.run(["a.wat", "b.wat", "--out-dir=out", "--export-table"], b"");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let note = "note:     options that this module has nothing for: those for the table (there is none)";
    assert!(text(&output.stderr).contains(note), "{}", text(&output.stderr));
}

/// As many names as a module gives its table go in one step.
#[test]
fn a_table_of_many_names_is_hidden_at_once() {
    let folder = Folder::new("a_table_of_many_names_is_hidden_at_once");
    let exports: String = (0..50_000).map(|number| format!("(export \"e{number}\" (table 0))")).collect();
    folder.write("in.wat", format!("(module (table 1 funcref) {exports})"));
    let begin = std::time::Instant::now();
    succeeds(&folder.run(["in.wat", "-o", "out.wasm", "-q", "--no-export-table"], b""), "");
    assert!(begin.elapsed().as_secs() < 10, "{:?}", begin.elapsed());
    let result = wasmprinter::print_bytes(fs::read(folder.path("out.wasm")).expect("the result")).expect("text");
    assert!(!result.contains("export"), "{result}");
}
