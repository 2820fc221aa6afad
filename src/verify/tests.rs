//! Results that a wrong rewriter gives, and what is said of them.

use super::*;
use crate::bounds::Bounds;
use crate::module::new_validator;
use crate::pieces::Pieces;
use crate::rewrite::Moved;

const MODULE: &str = r#"(module
  (import "env" "log" (func $log))
  (func $one (export "one") (call $log))
  (func $two (export "two")))"#;

/// Verifies what a splicer gives for a plan without edits.
fn verified(result: &str) -> String {
    let before = wat::parse_str(MODULE).expect("the module is valid");
    let mut validator = new_validator();
    let module = Module::parse_with(&before, &mut validator, &Bounds::default()).expect("the module is valid");
    let rewritten = Rewritten {
        wasm: Pieces::new(wat::parse_str(result).expect("the result is valid")),
        renumbering: Renumbering { functions: (0..module.function_count()).map(Some).collect(), added: Vec::new() },
        lost: Vec::new(),
        moved: Moved::default(),
        rewriter: Rewriter::Splice,
    };
    let verified = verify(&module, &Plan::default(), &rewritten, &mut validator);
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
