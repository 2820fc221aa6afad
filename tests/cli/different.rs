//! `--check` finds that the result does something else: nothing is written, and programs are told, too.
#![cfg(feature = "aot")]

use serde_json::Value;
use serde_json::json;

use super::PLAIN;
use super::text;
use super::tool::Folder;

/// Its constructor finds out how much the memory may grow.
const GROWS: &str = r#"(module
  (memory (export "memory") 1)
  (func (export "__wasm_call_ctors") (i32.store (i32.const 16) (memory.grow (i32.const 5))))
  (func (export "get") (result i32) (i32.load (i32.const 16))))"#;

#[test]
fn of_one_module() {
    let folder = Folder::new("different_of_one_module");
    folder.write("in.wat", GROWS);
    let args = ["in.wat", "-o", "out.wasm", "--max-memory=2p", "--check", "--report=json"];
    let output = folder.run(args, b"");
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report, json!({ "schema": 1, "file": "in.wat", "outcome": "different" }));
    assert!(text(&output.stderr).contains("\n  different:    get(): 1 → -1\n"), "{}", text(&output.stderr));
    assert_eq!(output.status.code(), Some(1));
    assert!(!folder.path("out.wasm").exists());
    // For people, standard output has nothing.
    let output = folder.run(&args[..5], b"");
    assert_eq!((text(&output.stdout), output.status.code()), ("", Some(1)));
}

#[test]
fn of_one_of_two() {
    let folder = Folder::new("different_of_one_of_two");
    folder.write("grows.wat", GROWS);
    folder.write("plain.wat", PLAIN);
    let args = ["grows.wat", "plain.wat", "--out-dir=out", "--max-memory=2p", "--check", "--report=json"];
    let output = folder.run(args, b"");
    let reports: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let outcomes = reports.as_array().into_iter().flatten().map(|report| report["outcome"].as_str());
    assert_eq!(outcomes.collect::<Vec<_>>(), [Some("different"), Some("fixed")]);
    assert_eq!(output.status.code(), Some(1));
}
