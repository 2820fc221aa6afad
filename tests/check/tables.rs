//! Tables that change hands: what of it is the same, and what is not.

use super::Folder;
use super::row;
use super::text;

const CALL: &str = r#"(func $one (result i32) (i32.const 1)) (func $two (result i32) (i32.const 2))
  (func (export "call") (result i32) (call_indirect (result i32) (i32.const 1)))"#;

fn module(fields: &str) -> String {
    format!("(module {fields} {CALL})")
}

/// What the check of two modules says is excused, and what differs.
fn compared(before: &str, after: &str) -> (Vec<String>, Vec<String>) {
    let thread = std::thread::current().name().unwrap_or_default().replace("::", "-");
    let folder = Folder::new(&thread);
    folder.write("before.wat", module(before));
    folder.write("after.wat", module(after));
    let output = folder.run(["check", "before.wat", "after.wat"], b"");
    let rows = |label| row(&output, label).into_iter().map(str::to_owned).collect::<Vec<_>>();
    let (excused, mut differences) = (rows("excused:"), rows("different:"));
    // The first line has the same word, and the files.
    differences.retain(|line| line != "before.wat and after.wat");
    assert_eq!(output.status.code(), Some(i32::from(!differences.is_empty())), "{}", text(&output.stdout));
    (excused, differences)
}

const ELEMENTS: &str = "(elem (i32.const 1) func $one)";

#[test]
fn a_table_of_other_hands_is_excused() {
    let own = format!("(table 2 8 funcref) {ELEMENTS}");
    let given = format!(r#"(import "env" "t" (table 2 8 funcref)) {ELEMENTS}"#);
    let larger = format!(r#"(table (export "t") 5 8 funcref) {ELEMENTS}"#);
    assert_eq!(compared(&own, &given), (vec!["table 0: private → imported".to_owned()], Vec::new()));
    let excused = ["table 0: imported → exported", "`t` is exported now"].map(str::to_owned).to_vec();
    assert_eq!(compared(&given, &larger), (excused, Vec::new()));
}

#[test]
fn what_it_holds_and_how_large_it_is_is_not() {
    let given = format!(r#"(import "env" "t" (table 2 8 funcref)) {ELEMENTS}"#);
    let differences = |after: &str| compared(&given, after).1;
    let filled = "(table 5 8 funcref) (elem (i32.const 1) func $one) (elem (i32.const 4) func $two)";
    assert_eq!(differences(filled), ["init: table 0: 2 elements → 5"]);
    let other = "(table 2 8 funcref) (elem (i32.const 1) func $two)";
    assert!(differences(other).iter().any(|it| it.starts_with("init: table 0[1]: ")), "{:?}", differences(other));
    let wider = format!("(table 2 9 funcref) {ELEMENTS}");
    assert_eq!(differences(&wider), ["tables: table 0: other limits, or of another type"]);
    let two = format!("(table 2 8 funcref) {ELEMENTS} (table 1 funcref)");
    assert_eq!(differences(&two), ["tables: 1 → 2", "init: table 1: new"]);
}

/// An import that calls back may do so through a table that the host gave, and not by exports.
#[test]
fn an_import_that_calls_back_in_start_is_a_fault_without_a_table() {
    let folder = Folder::new("calls_back_in_start");
    let start = |table: &str| format!(r#"(module (import "env" "visit" (func $visit)) {table} (start $visit))"#);
    folder.write("own.wat", start(r#"(table (export "t") 1 funcref)"#));
    folder.write("given.wat", start(r#"(import "env" "t" (table 1 funcref))"#));
    let check = |file: &str| folder.run(["check", file, "--assume=env.visit=reenters"], b"");
    let own = check("own.wat");
    let fault = "start calls env.visit(), which needs the module's exports: not there before instantiation ends";
    assert_eq!((row(&own, "fault:"), own.status.code()), (vec!["own.wat", fault], Some(1)));
    let given = check("given.wat");
    let note = "start calls env.visit(), which calls the module back: through the table it can, and not by exports, which exist \
                only once the start section has run";
    assert_eq!((row(&given, "note:"), given.status.code()), (vec![note], Some(0)), "{}", text(&given.stdout));
}
