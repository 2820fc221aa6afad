//! Results that a wrong rewriter gives, and what is said of them.

use super::*;
use crate::bounds::Bounds;
use crate::decide::Verdict;
use crate::decide::decide;
use crate::inspect::RenameExport;
use crate::inspect::RenameImport;
use crate::inspect::inspect;
use crate::module::new_validator;
use crate::options::InitChoice;
use crate::options::Options;
use crate::options::TableChoice;
use crate::options::TableExport;
use crate::options::TableOptions;
use crate::pieces::Pieces;
use crate::plan::plan;
use crate::rewrite::Moved;

const MODULE: &str = r#"(module
  (import "env" "log" (func $log))
  (func $one (export "one") (call $log))
  (func $two (export "two")))"#;

/// Verifies what a splicer gives for a plan without edits.
fn verified(result: &str) -> String {
    verified_as(MODULE, result, &Options { init: InitChoice::Keep, ..Options::default() })
}

/// Verifies what a splicer gives for what these options ask for.
fn verified_as(before: &str, result: &str, options: &Options) -> String {
    let before = wat::parse_str(before).expect("the module is valid");
    let mut validator = new_validator();
    let module = Module::parse_with(&before, &mut validator, &Bounds::default()).expect("the module is valid");
    let facts = inspect(&module, &options.inspect_options()).expect("it is seen");
    let plan = match decide(&facts, options).expect("nothing is refused") {
        Verdict::Leave(_) => Plan::default(),
        Verdict::Fix(fix) => plan(&module, &facts, &fix),
    };
    let rewritten = Rewritten {
        wasm: Pieces::new(wat::parse_str(result).expect("the result is valid")),
        renumbering: Renumbering { functions: (0..module.function_count()).map(Some).collect(), added: Vec::new() },
        lost: Vec::new(),
        moved: Moved::default(),
        rewriter: Rewriter::Splice,
    };
    let verified = verify(&module, &plan, &rewritten, &mut validator);
    verified.err().map_or_else(String::new, |error| error.to_string())
}

#[test]
fn the_right_result_passes() {
    assert_eq!(verified(MODULE), "");
}

#[test]
fn every_wrong_one_is_caught_by_name() {
    for (right, wrong, message) in [
        ("\"env\" \"log\"", "\"env\" \"lag\"", "the imports should be"),
        ("\"two\"", "\"to\"", "the exports should be"),
        (
            "(func $two (export \"two\"))",
            "(func $two (export \"two\")) (start $two)",
            "the start function should be None",
        ),
        ("(call $log)", "(call $log) (call $log)", "func 1 `one` is not the same as function 1 of the result"),
        ("$two (export", "$three (export", "the name section is not the same"),
        // Nothing uses it, so that all else is as it was.
        ("(module", "(module (type (func)) (type (func (param i32)))", "section 1 is not the same in the result"),
    ] {
        let found = verified(&MODULE.replace(right, wrong));
        assert!(found.contains(message), "{wrong}: {message}\n  found: {found}");
    }
}

/// Verifies a result with one thing wrong about its table: what is wrong, and what is said.
fn wrong_tables(owner: TableChoice, before: &str, right: &str, wrong: &[(&str, &str, &str)]) {
    let table = TableOptions { owner, export: TableExport::Keep, which: None };
    let options = Options { init: InitChoice::Keep, table, ..Options::default() };
    assert_eq!(verified_as(before, right, &options), "");
    for (part, instead, message) in wrong {
        assert!(right.contains(part), "{part}");
        let found = verified_as(before, &right.replace(part, instead), &options);
        assert!(found.contains(message), "{instead}: {message}\n  found: {found}");
    }
}

#[test]
fn what_is_renamed_is_all_that_changes() {
    const TWICE: &str = r#"(module (import "env" "log" (func)) (import "env" "log" (func)) (import "env" "g" (global i32))
      (func (export "a")) (func (export "b")))"#;
    let (imports, exports) = (
        vec![RenameImport::Module { from: "env".to_owned(), to: "./host.mjs".to_owned() }],
        vec![RenameExport::Written("a=b".to_owned()), RenameExport::Written("b=a".to_owned())],
    );
    let options = Options { rename_imports: imports, rename_exports: exports, ..Options::default() };
    let right = TWICE
        .replace("env", "./host.mjs")
        .replace("\"a\"", "\"c\"")
        .replace("\"b\"", "\"a\"")
        .replace("\"c\"", "\"b\"");
    assert_eq!(verified_as(TWICE, &right, &options), "");
    for (part, instead, message) in [
        ("\"log\"", "\"lag\"", "the imports should be"),
        ("\"./host.mjs\" \"g\"", "\"env\" \"g\"", "the imports should be"),
        ("global i32", "global i64", "the types of globals should be"),
        ("\"a\"", "\"d\"", "the exports should be"),
        (
            "(func (export \"b\")) (func (export \"a\"))",
            "(func (export \"a\")) (func (export \"b\"))",
            "the exports should be",
        ),
        ("(func (export \"b\"))", "(func (export \"b\") (drop (i32.const 1)))", "func 2 is not the same as function 2"),
    ] {
        assert!(right.contains(part), "{part}");
        let found = verified_as(TWICE, &right.replacen(part, instead, 1), &options);
        assert!(found.contains(message), "{instead}: {message}\n  found: {found}");
    }
}

const FUNCTIONS: &str = "(func $f (call_indirect (i32.const 1))) (elem (i32.const 1) func $f)";

#[test]
fn a_table_that_is_imported_is_the_same() {
    let import = TableChoice::Import { module: "env".to_owned(), name: "t".to_owned() };
    let before = format!("(module (table 3 4 funcref) {FUNCTIONS})");
    let right = format!(r#"(module (import "env" "t" (table 3 4 funcref)) {FUNCTIONS})"#);
    wrong_tables(
        import,
        &before,
        &right,
        &[
            ("\"t\"", "\"u\"", "the imports should be"),
            ("table 3", "table 2", "the types of tables should be"),
            ("3 4 funcref", "3 5 funcref", "the types of tables should be"),
            ("3 4 funcref", "3 funcref", "the types of tables should be"),
            ("func $f)", "func $f $f)", "section 9 is not the same"),
            ("(func $f (call", "(global i32 (i32.const 1)) (func $f (call", "section 6 is not the same"),
        ],
    );
}

#[test]
fn a_table_that_is_defined_has_the_size_of_the_plan_and_null() {
    let before = format!(r#"(module (import "env" "t" (table 1 4 funcref)) {FUNCTIONS})"#);
    let right = format!(r#"(module (table (export "__indirect_function_table") 2 4 funcref) {FUNCTIONS})"#);
    wrong_tables(
        TableChoice::Define,
        &before,
        &right,
        &[
            ("2 4 funcref", "3 4 funcref", "the types of tables should be"),
            ("2 4 funcref", "2 4 funcref (ref.func $f)", "the table that changes hands has a value for its elements"),
            ("2 4 funcref)", "2 4 funcref) (table 1 funcref)", "the types of tables should be"),
            ("(export \"__indirect_function_table\")", "", "the exports should be"),
        ],
    );
}
