//! `wasm-initfix check` and `run` as a user meets them: what they say, with which status they end, and when they give up.
//!
//! That both modules of every case do the same is for `cases.rs`, that wrong ones do not for `mutants.rs`.

#![cfg(all(feature = "aot", feature = "cli"))]

#[allow(dead_code, reason = "every test file uses what it needs of it")]
#[path = "../support/tool.rs"]
mod tool;

mod compiling;
mod ends;
mod hostile;
mod layout;
mod looks;
mod made_up;
mod options;
mod proposals;
mod tables;

use std::process::Output;

use tool::Folder;
use tool::testdata;

/// A module as in WebAssembly/design#1160: its start section calls an import that needs memory, which is exported.
const START_LOGS: &str = r#"(module
  (import "env" "log" (func $log (param i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 1024) "hello")
  (func $start (call $log (i32.const 1024) (i32.const 5)))
  (func (export "get") (result i32) (i32.load8_u (i32.const 1024)))
  (start $start))
"#;

/// What an endless, a trapping, … constructor is called.
const CONSTRUCTOR: &str = "$_GLOBAL__sub_I_x.cpp";

fn constructor(body: &str) -> String {
    format!(
        r#"(module
  (import "env" "mark" (func $mark (param i64)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (table $table 1 funcref)
  (data (i32.const 0) "\10\00\00\00\00\f0\00\00")
  (func {CONSTRUCTOR} (param i32) (result i32) {body} (i32.const 0))
  (func (export "_initialize") (drop (call {CONSTRUCTOR} (i32.const 0)))))
"#
    )
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("the command writes UTF-8")
}

/// Runs the command on a module, in a folder that no other test has.
fn run(test: &str, module: &str, args: &[&str]) -> (Folder, Output) {
    let thread = std::thread::current().name().unwrap_or_default().replace("::", "-");
    let folder = Folder::new(&format!("{thread}-{test}"));
    folder.write("in.wat", module);
    let output = folder.run(args, b"");
    (folder, output)
}

/// A line of the table, without its spaces.
fn row<'a>(output: &'a Output, label: &str) -> Vec<&'a str> {
    let lines = text(&output.stdout).lines();
    lines.filter_map(|line| line.trim().strip_prefix(label)).map(str::trim).collect()
}

/// What no table says of the import.
const MEMORY: &str = "--assume=env.log=memory";

/// Status 1, and this fault.
fn faults(test: &str, module: &str, args: &[&str], fault: &str) {
    let (_, output) = run(test, module, &[&["check", "in.wat"], args].concat());
    assert_eq!((row(&output, "fault:"), text(&output.stderr)), (vec!["in.wat", fault], ""), "{}", text(&output.stdout));
    assert_eq!(output.status.code(), Some(1));
}

fn errors(test: &str, module: &str, args: &[&str], message: &str) {
    let (_, output) = run(test, module, args);
    assert_eq!(text(&output.stderr), format!("wasm-initfix: error: {message}\n"));
    assert_eq!((text(&output.stdout), output.status.code()), ("", Some(2)));
}

// ---- One module ----

#[test]
fn an_import_that_needs_memory_too_early_is_a_fault() {
    let fault = "start calls env.log(1024, 5), which needs memory 'memory': not reachable before instantiation ends";
    faults("an_import_that_needs_memory_too_early", START_LOGS, &[MEMORY], fault);
}

#[test]
fn the_table_names_phases_and_calls() {
    let (_, output) = run("the_table_names_phases_and_calls", START_LOGS, &["check", "in.wat", MEMORY]);
    let expected = "\
fault: in.wat
  init          start
  memory        exported
  start         1 import called, returned
  init call     -
  constructors  ran once
  call 1        start: env.log(1024, 5)
  exports       1 called: all returned
  fault:        start calls env.log(1024, 5), which needs memory 'memory': not reachable before instantiation ends
";
    assert_eq!(text(&output.stdout), expected);
}

/// Nothing says what the import needs, so that is no fault. The check says that the start section calls it.
#[test]
fn what_nothing_is_known_of_is_a_doubt() {
    let doubt = "start calls env.log(1024, 5), and nothing is known of that import: it may need what exists only once \
                 the start section has run; --assume env.log=pure, =memory or =reenters says what it does";
    let (_, output) = run("what_nothing_is_known_of", START_LOGS, &["check", "in.wat"]);
    assert_eq!((row(&output, "note:"), output.status.code()), (vec![doubt], Some(0)));
    let args = ["check", "after.wat", "in.wat"];
    let folder = Folder::new("what_nothing_is_known_of_after_a_change");
    folder.write("in.wat", START_LOGS);
    folder.write("after.wat", START_LOGS.replace("(start $start)", r#"(export "_initialize" (func $start))"#));
    let output = folder.run(args, b"");
    assert_eq!((row(&output, "unknown:").last(), output.status.code()), (Some(&doubt), Some(2)));
    let output = folder.run(["check", "in.wat", "after.wat"], b"");
    assert_eq!(row(&output, "unknown:"), Vec::<&str>::new(), "what the start section called before as well");
}

/// Each of these makes the same module faultless.
#[test]
fn who_has_the_memory_in_time_has_no_fault() {
    let imported = START_LOGS.replace(r#"(memory (export "memory") 1)"#, r#"(memory (import "env" "memory") 1)"#);
    let hidden = START_LOGS.replace(r#"(memory (export "memory") 1)"#, "(memory 1)");
    let floats = START_LOGS
        .replace("(param i32 i32)", "(param f64)")
        .replace("(call $log (i32.const 1024) (i32.const 5))", "(call $log (f64.const 2))");
    let called = START_LOGS.replace("(start $start)", r#"(export "_initialize" (func $start))"#);
    let lines: [(&str, &[&str]); 6] = [
        (START_LOGS, &["--host=wasmtime", MEMORY]),
        (START_LOGS, &["--assume", "env.log=pure"]),
        (&imported, &[MEMORY]),
        (&hidden, &[MEMORY]),
        (&floats, &[]),
        (&called, &[MEMORY]),
    ];
    for (module, args) in lines {
        let (_, output) = run("who_has_the_memory_in_time", module, &[&["check", "in.wat"], args].concat());
        assert_eq!((row(&output, "fault:"), output.status.code()), (vec![], Some(0)), "{module} {args:?}");
    }
}

#[test]
fn an_import_may_be_known_to_need_memory() {
    let floats = r#"(module
      (import "env" "now" (func $now (result f64)))
      (memory (export "memory") 1)
      (func $start (drop (call $now)))
      (start $start))"#;
    let fault = "start calls env.now(), which needs memory 'memory': not reachable before instantiation ends";
    faults("an_import_may_be_known_to_need_memory", floats, &["--assume=env.now=memory"], fault);
    // Exports are missing with any memory, or without one.
    let fault = "start calls env.now(), which needs the module's exports: not there before instantiation ends";
    for module in [floats, &floats.replace("(memory (export \"memory\") 1)", "")] {
        faults("an_import_may_be_known_to_need_memory", module, &["--assume=env.now=reenters"], fault);
    }
}

#[test]
fn wasi_looks_for_memory_among_the_exports() {
    let module = r#"(module
      (import "wasi_snapshot_preview1" "random_get" (func $random_get (param i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "sched_yield" (func $sched_yield (result i32)))
      (import "env" "memory" (memory 1))
      (func $start (drop (call $sched_yield)) (drop (call $random_get (i32.const 8) (i32.const 8))))
      (start $start))"#;
    let fault = "start calls wasi_snapshot_preview1.random_get(8, 8), which needs memory 'env.memory': \
                 WASI looks for it among the exports, where it is not";
    faults("wasi_looks_for_memory_among_the_exports", module, &[], fault);
    faults("wasi_looks_for_memory_among_the_exports", module, &["--host=wasmtime"], fault);
}

// ---- Two modules ----

#[test]
fn a_difference_is_status_1() {
    let folder = Folder::new("a_difference_is_status_1");
    folder.write("before.wat", START_LOGS);
    folder.write("after.wat", START_LOGS.replace("hello", "hallo"));
    let output = folder.run(["check", "before.wat", "after.wat"], b"");
    let differences = ["before.wat and after.wat", "init: memory[0x401]: 65 → 61"];
    assert_eq!((row(&output, "different:"), output.status.code()), (differences.to_vec(), Some(1)));
}

#[test]
fn calls_can_be_chosen() {
    let module = r#"(module
      (memory (export "memory") 1)
      (global $sum (mut i32) (i32.const 0))
      (func (export "add") (param i32) (result i32)
        (global.set $sum (i32.add (global.get $sum) (local.get 0))) (global.get $sum)))"#;
    let args = ["check", "in.wat", "in.wat", "-v", "--invoke", "add(0x10)", "--invoke=add(-1)"];
    let (_, output) = run("calls_can_be_chosen", module, &args);
    assert_eq!(
        row(&output, "export  "),
        ["add(16): 16             add(16): 16", "add(-1): 15             add(-1): 15"]
    );
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn json_has_the_whole_story_and_the_same_each_time() {
    let folder = Folder::new("json_has_the_whole_story");
    folder.write("before.wasm", testdata("clang19/wrapped-printf.wasm"));
    folder.run(["before.wasm", "-o", "after.wasm"], b"");
    let check = || folder.run(["check", "before.wasm", "after.wasm", "--report=json"], b"");
    let first = check();
    let report: serde_json::Value = serde_json::from_slice(&first.stdout).expect("JSON");
    assert_eq!(report["verdict"], "same");
    assert_eq!(report["before"]["init"], "wrapped");
    assert_eq!(report["after"]["phases"][1]["name"], "_initialize");
    assert_eq!(report["after"]["phases"][1]["imports"][1]["import"], "wasi_snapshot_preview1.fd_write");
    assert_eq!(report["after"]["stdout"], "A constructed\n");
    assert_eq!(report["exports"][0]["call"], "answer()");
    assert_eq!(report["exports"][0]["after"]["end"]["returned"][0], "42");
    assert_eq!(report["exports"][0]["guarded"], true);
    for _ in 1..100 {
        assert_eq!(text(&check().stdout), text(&first.stdout));
    }
}

// ---- The main command ----

#[test]
fn the_main_command_writes_what_passes() {
    let folder = Folder::new("the_main_command_writes_what_passes");
    folder.write("in.wasm", testdata("clang19/wrapped-printf.wasm"));
    let output = folder.run(["in.wasm", "-o", "out.wasm", "--check"], b"");
    assert_eq!(output.status.code(), Some(0));
    let unchecked = folder.run(["in.wasm", "-o", "unchecked.wasm"], b"");
    let passed = "  checked:  both modules ran and did the same\n";
    assert_eq!(text(&output.stderr), format!("{}{passed}", text(&unchecked.stderr)));
    assert_eq!(folder.read("out.wasm"), folder.read("unchecked.wasm"));
    let checked = folder.run(["in.wasm", "--explain", "--check"], b"");
    let explained = folder.run(["in.wasm", "--explain"], b"");
    assert_eq!(text(&checked.stdout), format!("{}{passed}", text(&explained.stdout)));
    let key = "\"checked\": true";
    let keys =
        |args: &[&str]| text(&folder.run([&["in.wasm", "--report=json"], args].concat(), b"").stdout).contains(key);
    assert_eq!((keys(&["--check"]), keys(&["--check", "--explain"]), keys(&[])), (true, true, false));
}

/// A constructor that cannot be run to its end here is no proof.
#[test]
fn the_main_command_writes_nothing_without_proof() {
    let deep = constructor(&format!("(drop (call {CONSTRUCTOR} (i32.add (local.get 0) (i32.const 1))))"));
    let args = ["in.wat", "-o", "out.wasm", "--check", "--init=lazy", "--export-memory=second"];
    let (folder, output) = run("the_main_command_writes_nothing_without_proof", &deep, &args);
    let error = "wasm-initfix: error: in.wat: --check: init: neither ended; \
                 recursed until the stack was full in _GLOBAL__sub_I_x.cpp\n";
    assert_eq!((text(&output.stderr), output.status.code()), (error, Some(2)));
    assert_eq!(folder.names(), ["in.wat"]);
}

/// The constructor looks whether memory is there before start has run, so moving it changes what it does.
#[test]
fn the_main_command_writes_nothing_that_differs() {
    let module = r#"(module
      (import "env" "log" (func $log (param i32 i32)))
      (memory (export "memory") 1)
      (func (export "_initialize") (call $log (i32.const 8) (i32.const 1)))
      (func (export "get") (result i32) (i32.const 42)))"#;
    let args = ["in.wat", "-o", "out.wasm", "--check", "--init=start", MEMORY];
    let (folder, output) = run("the_main_command_writes_nothing_that_differs", module, &args);
    let said = text(&output.stderr);
    let difference = "different:    init: start calls env.log(8, 1), which needs memory 'memory': \
                      not reachable before instantiation ends\n";
    assert!(said.starts_with("different: in.wat and what it would become; nothing was written\n"), "{said}");
    assert!(said.contains(difference), "{said}");
    assert_eq!((output.status.code(), folder.names()), (Some(1), vec!["in.wat".to_owned()]));
}

// ---- run ----

#[test]
fn run_calls_an_export() {
    let module = r#"(module
      (import "env" "now" (func $now (result i64)))
      (import "env" "base" (global $base i32))
      (memory (export "memory") 1)
      (func (export "add") (param i32 f64) (result i64 i32 f64)
        (call $now) (i32.add (local.get 0) (global.get $base)) (local.get 1)))"#;
    let args = ["run", "in.wat", "--import=env.now=42", "--import", "env.base=100", "--invoke", "add(-1, 2.5)"];
    let (_, output) = run("run_calls_an_export", module, &args);
    assert_eq!((text(&output.stderr), row(&output, "export  ")), ("", vec!["add(-1, 2.5): 42, 99, 2.5"]));
    assert_eq!((row(&output, "call 1"), output.status.code()), (vec!["add(-1, 2.5): env.now()"], Some(0)));
}

/// What the call writes is shown behind what initialisation wrote.
#[test]
fn run_shows_what_a_call_writes() {
    let module = r#"(module
      (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 1)
      (data (i32.const 0) "\10\00\00\00\05\00\00\00") (data (i32.const 16) "made\nsaid\n")
      (func (export "_initialize") (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
      (func (export "say")
        (i32.store (i32.const 0) (i32.const 21))
        (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
        (drop (call $write (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 8)))))"#;
    let (_, output) = run("run_shows_what_a_call_writes", module, &["run", "in.wat", "--invoke", "say"]);
    assert_eq!(row(&output, "stdout:"), [r#""made\nsaid\n""#]);
    assert_eq!(row(&output, "stderr:"), [r#""said\n""#]);
}

/// Without a call, nothing is called.
#[test]
fn run_initialises() {
    let (_, output) = run("run_initialises", START_LOGS, &["run", "in.wat", "--host=wasmtime"]);
    assert_eq!((row(&output, "exports"), output.status.code()), (vec!["none called"], Some(0)));
}

#[test]
fn run_says_that_a_call_failed() {
    let module = r#"(module (func (export "fail") (unreachable)))"#;
    let (_, output) = run("run_says_that_a_call_failed", module, &["run", "in.wat", "--invoke=fail"]);
    assert_eq!(row(&output, "export  "), ["fail(): trapped: unreachable in func 0"]);
    assert_eq!(output.status.code(), Some(1));
}

/// An export that reruns the constructors does so here.
#[test]
fn a_wrapped_module_is_run_as_it_is() {
    let folder = Folder::new("a_wrapped_module_is_run_as_it_is");
    folder.write("in.wasm", testdata("clang19/wrapped-printf.wasm"));
    let args = ["check", "in.wasm", "-v", "--invoke=answer", "--invoke=answer"];
    let output = folder.run(args, b"");
    let calls = row(&output, "export  ");
    assert_eq!(calls[0], "answer(): 42");
    assert!(calls[1].starts_with("answer(): trapped: "), "{calls:?}");
}
