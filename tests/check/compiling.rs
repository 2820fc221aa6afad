//! What takes too much to compile is refused before, or ends by the deadline.

use std::time::Duration;
use std::time::Instant;

use super::Folder;
use super::errors;
use super::text;

const SOON: Duration = Duration::from_secs(10);

fn refused(test: &str, module: &str, message: &str) {
    let began = Instant::now();
    for args in [&["check", "in.wat"][..], &["run", "in.wat"]] {
        errors(test, module, args, message);
    }
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
}

fn loops(count: usize) -> String {
    format!("(module (func $deep {} {}))", "loop ".repeat(count), "end ".repeat(count))
}

#[test]
fn many_loops_are_refused() {
    let message = "in.wat: cannot be compiled to run: deep may need 10001 loops: the limit is 10000 \
                   (--limit=compile-loops=NUMBER sets another)";
    refused("many_loops_are_refused", &loops(10_001), message);
}

/// Each local variable is alive at the end of each block: there, Cranelift would make a value of it.
#[test]
fn many_paths_with_many_local_variables_are_refused() {
    let locals = "(local i32) ".repeat(2_000);
    let all: Vec<String> =
        (0..2_000).map(|it| format!("(local.set {it} (i32.add (local.get {it}) (i32.const 1)))")).collect();
    let all = all.join(" ");
    let blocks = "(block (br_if 0 (local.get 0)) (local.set 1 (local.get 2)))".repeat(4_000);
    let message = "in.wat: cannot be compiled to run: func 0 may need 24200001 values: the limit is 12000000 \
                   (--limit=compile-values=NUMBER sets another)";
    refused("many_paths_with_many_local_variables", &format!("(module (func {locals} {all} {blocks} {all}))"), message);
}

/// A call of two bytes has a thousand results.
#[test]
fn many_results_are_refused() {
    let results = "i32 ".repeat(1_000);
    let calls = "(block (call $import) br 0)".repeat(13_000);
    let module = format!(r#"(module (import "env" "f" (func $import (result {results}))) (func $calls {calls}))"#);
    let message = "in.wat: cannot be compiled to run: calls may need 13572001 values: the limit is 12000000 \
                   (--limit=compile-values=NUMBER sets another)";
    refused("many_results_are_refused", &module, message);
}

#[test]
fn a_function_of_an_unoptimised_program_is_compiled() {
    // Each value lives in a local variable of its own, from one instruction to the next.
    let locals = "(local i32) ".repeat(10_000);
    let all: Vec<String> = (0..10_000)
        .map(|it| format!("(local.set {it} (i32.const 1)) (block (br_if 0 (local.get {it})) (br 0))"))
        .collect();
    let folder = Folder::new("a_function_of_an_unoptimised_program");
    folder.write("in.wat", format!("(module (func (export \"f\") {locals} {}))", all.join(" ")));
    let output = folder.run(["check", "in.wat"], b"");
    assert_eq!((text(&output.stderr), output.status.code()), ("", Some(0)));
}

/// The function takes far more than a second to compile, however fast the machine is.
#[test]
fn compiling_ends_by_the_deadline() {
    let folder = Folder::new("compiling_ends_by_the_deadline");
    folder.write("in.wat", loops(250_000));
    let began = Instant::now();
    let output = folder.run(["check", "in.wat", "--deadline=1", "--limit=compile-loops=250000"], b"");
    let message = "in.wat: cannot be compiled to run: Cranelift had not ended after 1 s in all (--deadline); \
                   --deadline=SECONDS allows more";
    assert_eq!(text(&output.stderr), format!("wasm-initfix: error: {message}\n"));
    assert_eq!(output.status.code(), Some(2));
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
}
