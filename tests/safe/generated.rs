//! Modules of all kinds: each way to run constructors, with each memory, and each import that they may call.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use libtest_mimic::Failed;

/// Memories.
const MEMORIES: [(&str, &str); 5] = [
    ("none", ""),
    ("private", "(memory 1)"),
    ("exported", r#"(memory (export "memory") 1)"#),
    ("imported", r#"(import "env" "memory" (memory 1))"#),
    ("both", r#"(import "env" "memory" (memory 1)) (export "memory" (memory 0))"#),
];

/// Imports, and calls of them: what nothing is known of, with and without a number, and what tables know.
const IMPORTS: [(&str, &str, &str); 7] = [
    ("nothing", "", ""),
    (
        "number",
        r#"(import "env" "f" (func $f (param i32) (result i32)))"#,
        "(global.set $given (call $f (i32.const 8)))",
    ),
    ("signal", r#"(import "env" "f" (func $f))"#, "(call $f)"),
    ("float", r#"(import "env" "f" (func $f (result f64)))"#, "(global.set $given (i32.trunc_sat_f64_s (call $f)))"),
    ("abort", r#"(import "env" "abort" (func $f))"#, "(if (global.get $given) (then (call $f)))"),
    (
        "wasi",
        r#"(import "wasi_snapshot_preview1" "sched_yield" (func $f (result i32)))"#,
        "(global.set $given (call $f))",
    ),
    (
        "trace",
        r#"(import "env" "trace" (func $f (param i32 i32 f64 f64 f64 f64 f64)))"#,
        "(call $f (i32.const 8) (i32.const 0) (f64.const 0) (f64.const 0) (f64.const 0) (f64.const 0) (f64.const 0))",
    ),
];

/// Ways to run the constructors: what names the function has, and what exports are like.
const WAYS: [(&str, &str); 5] = [
    ("reactor", r#"(export "_initialize" (func $init))"#),
    ("ctors", r#"(export "__wasm_call_ctors" (func $init))"#),
    ("both", r#"(export "_initialize" (func $init)) (export "__wasm_call_ctors" (func $init))"#),
    ("start", "(start $init)"),
    ("wrapped", ""),
];

/// Writes them all into a folder.
pub fn all(folder: &Path) -> Result<Vec<PathBuf>, Failed> {
    let mut modules = Vec::new();
    for memory in MEMORIES {
        for import in IMPORTS {
            for way in WAYS {
                for exposed in [false, true] {
                    let name = format!("{}-{}-{}{}", way.0, memory.0, import.0, if exposed { "-exposed" } else { "" });
                    let path = folder.join(name).with_extension("wasm");
                    fs::write(&path, wat::parse_str(text(memory, import, way, exposed))?)?;
                    modules.push(path);
                }
            }
        }
    }
    Ok(modules)
}

/// The constructors count their runs, and compute from what was there and what the import gave.
fn text(memory: (&str, &str), import: (&str, &str, &str), way: (&str, &str), exposed: bool) -> String {
    let has_memory = !memory.1.is_empty();
    let store = if has_memory { "(i32.store (i32.const 32) (i32.add (global.get $given) (i32.const 5)))" } else { "" };
    let load = if has_memory { "(i32.load (i32.const 32))" } else { "(global.get $runs)" };
    // Imports come first.
    let imports = format!("{} {}", import.1, memory.1);
    let exported = if exposed { r#"(export "runs" (global $runs))"# } else { "" };
    let exports = if way.0 == "wrapped" {
        r#"(func $get.command_export (export "get") (result i32) (call $__wasm_call_ctors) (call $get))
           (func $add.command_export (export "add") (param i32) (result i32)
             (call $__wasm_call_ctors) (call $add (local.get 0)))"#
    } else {
        r#"(export "get" (func $get)) (export "add" (func $add))"#
    };
    let init = if way.0 == "wrapped" { "$__wasm_call_ctors" } else { "$init" };
    format!(
        r#"(module {imports}
          (global $runs (mut i32) (i32.const 0)) (global $given (mut i32) (i32.const 0)) {exported}
          (func {init} {call} {store} (global.set $runs (i32.add (global.get $runs) (i32.const 1))))
          (func $get (result i32) {load})
          (func $add (param i32) (result i32) (i32.add (local.get 0) (i32.add {load} (global.get $runs))))
          {exports} {way})"#,
        call = import.2,
        way = way.1,
    )
}
