//! Wrong rewriters: each does one thing wrong to a module that was fixed as it should be, and the runner has to say which.

#![cfg(all(feature = "aot", feature = "cli"))]

use wasm_initfix::aot;
use wasm_initfix::aot::AfterCall;
use wasm_initfix::aot::CheckVerdict;
use wasm_initfix::aot::RunOptions;
use wasm_initfix::inspect::Assumption;

/// Constructors that need what the start section did, and call an import that needs memory; guarded exports around them.
const BEFORE: &str = r#"(module
  (import "env" "log" (func $log (param i32 i32)))
  (memory (export "memory") 1)
  (table $table (export "table") 2 2 funcref)
  (elem (i32.const 0) $one $two)
  (global $count (mut i32) (i32.const 5))
  (global $wide (mut i64) (i64.const 7))
  (global $other (mut i32) (i32.const 5))
  (export "count" (global $count))
  (data (i32.const 16) "hello")
  (data $filling "filled")
  (func $one (result i32) (i32.const 1))
  (func $two (result i32) (i32.const 2))
  (func $fill
    (memory.init $filling (i32.const 32) (i32.const 0) (i32.const 6))
    (data.drop $filling))
  (start $fill)
  (func $ctors (export "__wasm_call_ctors")
    (i32.store8 (i32.const 64) (i32.load8_u (i32.const 32)))
    (global.set $count (i32.add (global.get $count) (i32.const 1)))
    (global.set $wide (i64.const 9))
    (call $log (i32.const 16) (i32.const 5)))
  (func $get (export "get") (result i32) (global.get $count))
  (func $peek (export "peek") (result i32) (i32.load8_u (i32.const 64)))
  (func $pick (export "pick") (param $which i32) (result i32) (call_indirect $table (result i32) (local.get $which))))
"#;

/// Exports that lld wrapped: they run constructors and destructors on every call.
const WRAPPED: &str = r#"(module
  (import "env" "mark" (func $mark (param f64)))
  (memory (export "memory") 1)
  (global $count (mut i32) (i32.const 0))
  (func $__wasm_call_ctors (global.set $count (i32.add (global.get $count) (i32.const 40))) (call $mark (f64.const 1)))
  (func $__wasm_call_dtors (global.set $count (i32.const -1)) (call $mark (f64.const 2)))
  (func $get (result i32) (global.get $count))
  (func $add (param i32) (global.set $count (i32.add (global.get $count) (i32.const 2))))
  (func $get.command_export (export "get") (result i32)
    (call $__wasm_call_ctors) (call $get) (call $__wasm_call_dtors))
  (func $add.command_export (export "add") (param i32)
    (call $__wasm_call_ctors) (call $add (local.get 0)) (call $__wasm_call_dtors)))
"#;

/// A wrong rewriter: what it says instead of what, in the text of the result, and what the runner has to say to that.
struct Mutant {
    name: &'static str,
    edits: &'static [(&'static str, &'static str)],
    message: &'static str,
}

const CALL_ONCE: &str = "    global.set 3\n    call $ctors\n";

const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "constructors twice",
        edits: &[(CALL_ONCE, "    global.set 3\n    call $ctors\n    call $ctors\n")],
        message: "init: the constructors ran once → 2 times",
    },
    Mutant {
        name: "constructors not at all",
        edits: &[(CALL_ONCE, "    global.set 3\n")],
        message: "init: the constructors ran once → never",
    },
    Mutant {
        name: "constructors too late",
        edits: &[(
            "    call $wasm_initfix.run_once\n    call $get\n",
            "    call $get\n    call $wasm_initfix.run_once\n",
        )],
        message: "get(), called first: 6 → 5",
    },
    Mutant {
        name: "constructors before memory is initialised",
        edits: &[("  (start $fill)\n", ""), (CALL_ONCE, "    global.set 3\n    call $ctors\n    call $fill\n")],
        message: "init: memory[0x40]: 66 → 00",
    },
    Mutant {
        name: "a data segment lost",
        edits: &[("\"hello\"", "\"\"")],
        message: "init: memory[0x10..0x15]: 68 65 6c 6c 6f → 00 00 00 00 00",
    },
    Mutant {
        name: "a data segment moved",
        edits: &[("(i32.const 16) \"hello\"", "(i32.const 17) \"hello\"")],
        message: "init: memory[0x10..0x16]: 68 65 6c 6c 6f 00 → 00 68 65 6c 6c 6f",
    },
    Mutant {
        name: "a byte of a data segment",
        edits: &[("\"hello\"", "\"hellp\"")],
        message: "init: memory[0x14]: 6f → 70",
    },
    Mutant {
        name: "a global's value",
        edits: &[("(global $count (;0;) (mut i32) i32.const 5)", "(global $count (;0;) (mut i32) i32.const 4)")],
        message: "init: global 0: 6 → 5",
    },
    Mutant {
        name: "an element",
        edits: &[("func $one $two)", "func $two $two)")],
        message: "init: table 0[0]: func 1 → func ",
    },
    Mutant {
        name: "the table's size",
        edits: &[(" 2 2 funcref)", " 3 3 funcref)")],
        message: "init: table 0: 2 elements → 3",
    },
    Mutant {
        name: "the memory's size",
        edits: &[("(memory (;0;) 1)", "(memory (;0;) 2)")],
        message: "init: memory: 65536 bytes → 131072 bytes",
    },
    Mutant {
        name: "start while memory is exported",
        edits: &[("    data.drop $filling\n", "    data.drop $filling\n    call $wasm_initfix.run_once\n")],
        message: "init: start calls env.log(16, 5), which needs memory 'memory': not reachable before instantiation ends",
    },
    Mutant {
        name: "guard never set",
        edits: &[(CALL_ONCE, "    drop\n    call $ctors\n")],
        message: "get(): the constructors ran once → 2 times",
    },
    Mutant {
        name: "guard never set, seen by a host that calls no init function",
        edits: &[(CALL_ONCE, "    drop\n    call $ctors\n")],
        message: "get(), called first and then again: the constructors ran once → 2 times",
    },
    Mutant {
        name: "a wrong export",
        edits: &[("(export \"get\" (func $get.guarded))", "(export \"get\" (func $peek.guarded))")],
        message: "get(): 6 → 102",
    },
    Mutant {
        name: "an export lost",
        edits: &[("  (export \"get\" (func $get.guarded))\n", "")],
        message: "exports: `get` → missing",
    },
    Mutant {
        name: "an export of another type",
        edits: &[("(export \"get\" (func $get.guarded))", "(export \"get\" (func $pick.guarded))")],
        message: "exports: `get` is something else, or of another type",
    },
    Mutant {
        name: "an export of another global",
        edits: &[("(export \"count\" (global $count))", "(export \"count\" (global $other))")],
        message: "exports: `count` is something else, or of another type",
    },
    Mutant {
        name: "the memory's limits",
        edits: &[("(memory (;0;) 1)", "(memory (;0;) 1 9)")],
        message: "memories: other limits, or of another type",
    },
    Mutant {
        name: "a passive segment",
        edits: &[("\"filled\"", "\"filler\"")],
        message: "segments: data segment 1 holds something else",
    },
    Mutant {
        name: "an init export that does nothing any more",
        edits: &[(
            "(export \"__wasm_call_ctors\" (func $wasm_initfix.run_once))",
            "(export \"__wasm_call_ctors\" (func $fill))",
        )],
        message: "init by __wasm_call_ctors: the constructors ran once → never",
    },
    Mutant {
        name: "an init export without a guard",
        edits: &[(
            "(export \"__wasm_call_ctors\" (func $wasm_initfix.run_once))",
            "(export \"__wasm_call_ctors\" (func $ctors))",
        )],
        message: "_initialize, then __wasm_call_ctors: the constructors ran once → 2 times",
    },
    Mutant {
        name: "an export too many",
        edits: &[("  (start $fill)\n", "  (export \"one\" (func $one))\n  (start $fill)\n")],
        message: "exports: `one` is new",
    },
    Mutant {
        name: "an argument",
        edits: &[("    i32.const 5\n    call $log\n", "    i32.const 6\n    call $log\n")],
        message: "init: call 1: env.log(16, 5) → env.log(16, 6)",
    },
    Mutant {
        name: "a call of an import lost",
        edits: &[("    call $log\n", "    drop\n    drop\n")],
        message: "init: call 1: env.log(16, 5) → missing",
    },
    Mutant {
        name: "an import renamed",
        edits: &[("(import \"env\" \"log\"", "(import \"env\" \"lag\"")],
        message: "imports: env.log → missing, or of another type",
    },
    Mutant {
        name: "a segment not dropped",
        edits: &[("    data.drop $filling\n", "")],
        message: "init: data segment 1: dropped → there",
    },
    Mutant {
        name: "the start section lost",
        edits: &[("  (start $fill)\n", "")],
        message: "init: memory[0x20..0x26]: 66 69 6c 6c 65 64 → 00 00 00 00 00 00",
    },
    Mutant {
        name: "a trap",
        edits: &[("    global.get $count\n  )\n", "    unreachable\n  )\n")],
        message: "get(): 6 → trapped: unreachable in get",
    },
];

const WRAPPED_MUTANTS: &[Mutant] = &[
    Mutant {
        name: "an export that still runs the constructors",
        edits: &[("    call $get\n  )", "    call $__wasm_call_ctors\n    call $get\n  )")],
        message: "get(): the constructors ran once → 2 times",
    },
    Mutant {
        name: "an export that still runs the destructors",
        edits: &[("    local.get 0\n    call $add\n", "    local.get 0\n    call $add\n    call $__wasm_call_dtors\n")],
        message: "add(0): call 1: missing → env.mark(2.0)",
    },
    Mutant {
        name: "an export that does nothing but to make sure",
        edits: &[("    call $add.command_export\n", "    drop\n")],
        message: "add(0): global 0: 42 → 40",
    },
    Mutant {
        name: "destructors that are the constructors",
        edits: &[(
            "(export \"__wasm_call_dtors\" (func $__wasm_call_dtors))",
            "(export \"__wasm_call_dtors\" (func $__wasm_call_ctors))",
        )],
        message: "__wasm_call_dtors, then __wasm_call_dtors: the constructors ran once → 2 times",
    },
    Mutant {
        name: "destructors that are something else",
        edits: &[("    f64.const 0x1p+1 (;=2;)\n", "    f64.const 0x1.8p+1\n")],
        message: "__wasm_call_dtors(): call 2: env.mark(2.0) → env.mark(3.0)",
    },
    Mutant {
        name: "a guard that runs the destructors",
        edits: &[("    call $__wasm_call_ctors\n", "    call $__wasm_call_dtors\n")],
        message: "init: call 1: env.mark(1.0) → env.mark(2.0)",
    },
];

/// A module, and its fixed form as text: as walrus writes it, since that leaves no `nop`s behind.
fn fixed(before: &str, options: &[&str]) -> (Vec<u8>, String) {
    let before = wat::parse_str(before).expect("the module is valid");
    let options = options.iter().copied().chain(["--rewriter=walrus"]);
    let options = wasm_initfix::cli::parse_options(options).expect("options");
    let outcome = wasm_initfix::fix(&before, &options).expect("it can be fixed");
    let after = outcome.wasm().expect("there is something to fix");
    let text = wasmprinter::print_bytes(after.to_vec()).expect("the result is valid");
    (before, text)
}

fn differences(before: &[u8], after: &[u8]) -> (CheckVerdict, Vec<String>) {
    let options = RunOptions::new().assume("env.*", Assumption::Memory).after_call(AfterCall::Nothing);
    let checked = aot::compare(before, after, &options).expect("both can be run");
    (checked.verdict(), checked.differences.iter().map(ToString::to_string).collect())
}

#[test]
fn the_right_results_pass() {
    for (before, options) in [(BEFORE, &["--init=lazy"][..]), (WRAPPED, &["--after-call=nothing"])] {
        let (before, text) = fixed(before, options);
        let after = wat::parse_str(&text).expect("the text is valid");
        assert_eq!(differences(&before, &after), (CheckVerdict::Same, Vec::new()));
    }
}

#[test]
fn every_mutant_is_caught_by_name() {
    all_are_caught(&fixed(BEFORE, &["--init=lazy"]), MUTANTS);
    all_are_caught(&fixed(WRAPPED, &["--after-call=nothing"]), WRAPPED_MUTANTS);
}

fn all_are_caught((before, text): &(Vec<u8>, String), mutants: &[Mutant]) {
    let mut missed = Vec::new();
    for Mutant { name, edits, message } in mutants {
        let mut mutated = text.clone();
        for (right, wrong) in *edits {
            assert_eq!(mutated.matches(right).count(), 1, "{name}: {right:?} is there once in\n{mutated}");
            mutated = mutated.replace(right, wrong);
        }
        let after = wat::parse_str(&mutated).unwrap_or_else(|error| panic!("{name}: {error}"));
        let (verdict, found) = differences(before, &after);
        if verdict != CheckVerdict::Different || !found.iter().any(|found| found.starts_with(message)) {
            missed.push(format!("{name}: {message}\n  found: {verdict:?} {found:#?}"));
        }
    }
    assert!(missed.is_empty(), "{} of {} were missed:\n{}", missed.len(), mutants.len(), missed.join("\n"));
}
