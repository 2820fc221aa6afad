//! `--rename-import` and `--rename-export` around the fix: in reports, in `check`, and where no module can tell what is meant.

use super::fails;
use super::succeeds;
use super::text;
use super::tool::Folder;

const IN: &str = r#"(module
  (import "env" "log" (func $log (param i32)))
  (import "env" "g" (global i32))
  (memory (export "memory") 1)
  (func (export "run") (call $log (i32.const 7)))
  (func (export "get") (result i32) (i32.const 1)))"#;

const RENAMES: [&str; 3] = ["--rename-import=env=./host.mjs", "--rename-export=run=get", "--rename-export=get=run"];

#[test]
fn a_report_has_an_edit_for_each() {
    let folder = Folder::new("a_report_has_an_edit_for_each");
    folder.write("in.wat", IN);
    let options = ["--report=json", "--rename-import=env.g=a,b", "--rename-export=run=start"];
    let output = folder.run([&["in.wat", "-o", "out.wasm", "-q"][..], &options].concat(), b"");
    succeeds(&output, "");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        report["edits"],
        serde_json::json!([
            { "edit": "rename-import", "import": 1, "module": "a", "name": "b" },
            { "edit": "rename-export", "from": "run", "to": "start" },
        ])
    );
    assert_eq!(report["keys"], serde_json::json!(["as-renames-ask"]));
    let said = folder.run([&["in.wat", "-o", "out.wasm"][..], &options[1..]].concat(), b"");
    let line = "fixed: import `env.g` is `a.b` now; export `run` is `start` now\n";
    assert!(text(&said.stderr).contains(line), "{}", text(&said.stderr));
}

#[test]
fn the_first_sentence_has_the_new_names() {
    let folder = Folder::new("the_first_sentence_has_the_new_names");
    let reactor = r#"(module (memory (export "memory") 1) (func (export "_initialize") (i32.store (i32.const 0) (i32.const 1)))
      (func (export "a") (result i32) (i32.load (i32.const 0))))"#;
    folder.write("in.wat", reactor);
    let says = |options: &[&str], what: &str| {
        let output = folder.run([&["in.wat", "--init=lazy", "-o", "out.wasm"], options].concat(), b"");
        let first = format!("fixed: the constructors now run once, when the host first calls {what}; ");
        assert!(text(&output.stderr).contains(&first), "{}", text(&output.stderr));
    };
    says(&["--rename-export=_initialize=setup"], "`setup` or `a`");
    says(&["--rename-export=a=b"], "`_initialize` or `b`");
    says(&["--rename-export=a=_initialize", "--rename-export=_initialize=a"], "`a` or `_initialize`");
}

#[test]
fn what_is_not_done_would_be() {
    let folder = Folder::new("what_is_not_done_would_be");
    folder.write("in.wat", IN);
    let says = |options: &[&str], what: &str| {
        let output = folder.run([&["in.wat"], options].concat(), b"");
        let first = format!("wasm-initfix: in.wat: would fix: {what}\n");
        assert!(text(&output.stderr).starts_with(&first), "{}", text(&output.stderr));
    };
    says(&["--rename-export=run=gone"], "export `run` would be `gone`");
    says(&["--rename-import=env.g=a,b"], "import `env.g` would be `a.b`");
    says(&RENAMES, "2 imports would have new names; 2 exports would have new names");
    says(&["--import-memory"], "the module would import its memory from `env.memory`");
    says(
        &["--import-memory", "--no-export-memory", "--max-memory=3p"],
        "the module would import its memory from `env.memory`; the module would no longer export its memory as `memory`; the \
         memory would have 1 page, at most 3",
    );
}

#[test]
fn check_is_told_what_was_renamed() {
    let folder = Folder::new("check_is_told_what_was_renamed");
    folder.write("in.wat", IN);
    let fixed = folder.run([&["in.wat", "-o", "out.wasm", "-q", "--check"][..], &RENAMES].concat(), b"");
    succeeds(&fixed, "");
    let check = |options: &[&str]| folder.run([&["check", "in.wat", "out.wasm"], options].concat(), b"");
    assert_eq!(check(&RENAMES).status.code(), Some(0));
    // Without them, or with some, both modules are two different ones.
    assert_eq!(check(&[]).status.code(), Some(1));
    let some = check(&RENAMES[..1]);
    assert_eq!(some.status.code(), Some(1));
    assert!(
        text(&some.stdout).contains("exports: `run` is something else, or of another type"),
        "{}",
        text(&some.stdout)
    );
    // A result that does something else is still found.
    folder.write("other.wat", IN.replace("i32.const 7", "i32.const 8"));
    let wrong = folder.run([&["other.wat", "-o", "out.wasm", "-q"][..], &RENAMES].concat(), b"");
    succeeds(&wrong, "");
    let found = check(&RENAMES);
    assert_eq!(found.status.code(), Some(1));
    assert!(text(&found.stdout).contains("env.log(7) → env.log(8)"), "{}", text(&found.stdout));
    let alone = ["check", "in.wat", RENAMES[0]];
    fails(&folder, &alone, "--rename-import and --rename-export are for two modules: how the second was fixed");
}

#[test]
fn what_no_module_can_tell_is_refused() {
    let folder = Folder::new("what_no_module_can_tell_is_refused");
    folder.write("in.wat", IN);
    for (option, word) in [("--rename-import", "env"), ("--rename-import", "env="), ("--rename-export", "=x")] {
        let output = folder.run(["in.wat", "-o", "out.wasm", &format!("{option}={word}")], b"");
        assert_eq!(output.status.code(), Some(2));
        let message =
            format!("wasm-initfix: error: invalid value '{word}' for '{option} <OLD=NEW>': expected OLD=NEW\n");
        assert_eq!(text(&output.stderr), message);
    }
}
