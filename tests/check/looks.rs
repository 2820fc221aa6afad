//! What has a part in a bad end, and what has none: looks of the module, before and after calls of imports, and where there is no room to
//! note them.

use super::Folder;
use super::faults;
use super::made_up::after;
use super::made_up::asks;
use super::made_up::doubted;
use super::made_up::doubts;
use super::row;
use super::run;
use super::text;

const UNLESS_SET: &str = "(if (i32.eqz (i32.load (i32.const 16))) (then (unreachable)))";

/// A function of the host's that the module exports is called without a caller; the module looks later.
#[test]
fn an_import_that_is_exported_is_called_like_others() {
    let module = format!(
        r#"(module (import "env" "f" (func $f)) (memory (export "memory") 1) (export "boot" (func $f))
          (func (export "_initialize")) (func (export "run") (call $f) {UNLESS_SET}) (func (export "look") {UNLESS_SET}))"#
    );
    let initialised = module.replace("(export \"boot\" (func $f))", "").replace("(func (export \"_initialize\"))", "");
    let initialised = initialised.replace("(memory", "(export \"_initialize\" (func $f)) (memory");
    let doubt = |call: &str, func: u32| {
        after("trapped: unreachable in FUNC", "env.f() did nothing", "--assume env.f=pure")
            .replace("initialisation", call)
            .replace("FUNC", &format!("func {func}"))
    };
    doubts(&module, &["--invoke=boot", "--invoke=run"], &doubt("run()", 2));
    doubts(&module, &["--invoke=boot", "--invoke=look"], &doubt("look()", 3));
    doubts(&initialised, &["--invoke=look"], &doubt("look()", 2));
    let fault = "look(): trapped: unreachable in func 3";
    faults("exported_import", &module, &["--invoke=look"], fault);
    faults("exported_import", &module, &["--invoke=boot", "--invoke=look", "--assume=env.f=pure"], fault);
}

/// And WASI has the memory, as it has with other hosts.
#[test]
fn wasi_that_is_exported_has_the_memory() {
    let module = format!(
        r#"(module (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
          (memory (export "memory") 1) (export "random" (func $random)) (func (export "look") {UNLESS_SET}))"#
    );
    let args = ["check", "in.wat", "--invoke=random(16, 8)", "--invoke=look"];
    let (_, output) = run("wasi_that_is_exported", &module, &args);
    assert_eq!((row(&output, "ok:"), output.status.code()), (vec!["in.wat"], Some(0)), "{}", text(&output.stdout));
}

/// A function of nearly the largest size: a note for each look has no room.
#[test]
fn a_function_without_room_for_notes_runs() {
    let folder = Folder::new("a_function_without_room_for_notes_runs");
    let module = |memory: &str, end: &str| {
        let body = "(drop (i32.load (i32.const 0))) nop ".repeat(700_000);
        format!("(module {memory} (func $make {body} {end}) (func (export \"_initialize\") (call $make)))")
    };
    folder.write("in.wat", module("(import \"env\" \"memory\" (memory 1))", ""));
    let output = folder.run(["check", "in.wat"], b"");
    assert_eq!((row(&output, "ok:"), output.status.code()), (vec!["in.wat"], Some(0)), "{}", text(&output.stderr));
    folder.write("in.wat", module("(import \"env\" \"memory\" (memory 1))", "unreachable"));
    let what = "memory env.memory holds nothing of the host's";
    doubted(&folder.run(["check", "in.wat"], b""), &after("trapped: unreachable in make", what, ""));
}

/// As many exports as fit, with one of the copy's for each global, and none for each look.
#[test]
fn globals_without_room_for_notes_are_seen() {
    let globals: String =
        (0..400_000).map(|it| format!("(global (export \"{it}\") (mut i32) (i32.const 0))")).collect();
    let module = |body: &str| {
        format!(
            "(module (import \"env\" \"f\" (func $f)) {globals} (func $make (call $f) {body}) (func (export \"_initialize\") (call $make)))"
        )
    };
    let doubt = after("trapped: unreachable in make", "env.f() did nothing", "--assume env.f=pure");
    doubts(&module("unreachable"), &[], &doubt);
}

/// A host that does not know the export may write to what is exported before it calls it.
#[test]
fn what_a_host_may_write_first_is_a_doubt() {
    let module = |export: &str, state: &str, body: &str| {
        format!(
            r#"(module (memory {state} 1) (global $on (export "on") (mut i32) (i32.const 0)) (func $make {body})
              (func (export "{export}") (call $make)) (func (export "get")))"#
        )
    };
    let (ctors, exported) = ("__wasm_call_ctors", r#"(export "memory")"#);
    let end = "trapped: unreachable in make";
    let fault = format!("initialisation: {end}");
    doubts(
        &module(ctors, exported, UNLESS_SET),
        &[],
        &after(end, "exported memory memory is as the module made it", ""),
    );
    let unless_on = "(if (i32.eqz (global.get $on)) (then (unreachable)))";
    doubts(&module(ctors, exported, unless_on), &[], &after(end, "exported global on is as the module made it", ""));
    // It did not look, cannot be written to, or is initialised by a host that knows its name.
    faults("first", &module(ctors, exported, "unreachable"), &[], &fault);
    faults("first", &module(ctors, "", UNLESS_SET), &[], &fault);
    faults("first", &module("_initialize", exported, UNLESS_SET), &[], &fault);
    faults("first", &module(ctors, exported, UNLESS_SET), &["--host=extism"], &fault);
    // The calls that are asked for are all that the host does.
    let calls = module("_initialize", exported, "").replace("\"get\")", &format!("\"get\") {UNLESS_SET}"));
    faults("first", &calls, &["--invoke=get"], "get(): trapped: unreachable in func 2");
}

/// A pointer behind the end of a memory that another host may give larger.
#[test]
fn wasi_may_find_more_memory() {
    let module = |memory: &str, at: i32| {
        let call = format!("(call $ask (i32.const {at}) (i32.const 4))");
        let import = r#""environ_sizes_get" (func $ask (param i32 i32) (result i32))"#;
        let module = asks(import, &format!("(if {call} (then (unreachable)))"));
        module.replace("\"env\"", "\"wasi_snapshot_preview1\"").replace(r#"(memory (export "memory") 1)"#, memory)
    };
    let end = "trapped: unreachable in make";
    for memory in ["(import \"env\" \"memory\" (memory 1))", "(import \"env\" \"memory\" (memory 1 2))"] {
        doubts(&module(memory, 100_000), &[], &after(end, "memory env.memory has 65536 bytes", ""));
        faults("more_memory", &module(memory, -1), &[], &format!("initialisation: {end}"));
    }
    for memory in ["(import \"env\" \"memory\" (memory 1 1))", "(memory (export \"memory\") 1)"] {
        faults("more_memory", &module(memory, 100_000), &[], &format!("initialisation: {end}"));
    }
    let small = module("(import \"env\" \"memory\" (memory 1 2))", 200_000);
    faults("more_memory", &small, &[], &format!("initialisation: {end}"));
}

/// A host of JavaScript may throw, and the module would catch that.
#[test]
fn what_an_import_may_throw_is_a_doubt() {
    let caught = "(block $out (try_table (catch_all $out) (call $inner) (unreachable)))";
    let module = |body: &str, call: &str| {
        let module = asks(r#""f" (func $f)"#, body);
        module.replace("(func $make", &format!("(func $inner (call $f) {call}) (func $make"))
    };
    let end = "trapped: unreachable in make";
    let what = "env.f() did nothing, and threw nothing";
    doubts(&module(caught, ""), &[], &after(end, what, "--assume env.f=pure"));
    doubts(&module(caught, "(unreachable)"), &[], &after("trapped: unreachable in inner", what, "--assume env.f=pure"));
    for assume in ["pure", "memory"] {
        let assume = format!("--assume=env.f={assume}");
        faults("throws", &module(caught, ""), &[&assume], &format!("initialisation: {end}"));
    }
    // Nothing catches it.
    let free = "(block $out (try_table (call $inner) (unreachable)))";
    faults("throws", &module(free, ""), &[], &format!("initialisation: {end}"));
    let other =
        module("(call $inner) (unreachable)", "").replace("(func $inner", &format!("(func {caught}) (func $inner"));
    faults("throws", &other, &[], &format!("initialisation: {end}"));
}

/// Each function moves it and sets it back: an import that calls exports leaves it as it was.
#[test]
fn the_stack_pointer_is_as_it_was() {
    let module = |pointer: &str, producers: &str| {
        let moved = |by: &str| format!("(global.set {pointer} (i32.{by} (global.get {pointer}) (i32.const 16)))");
        let frame = format!("(func $frame {} {})", moved("sub"), moved("add"));
        let state = format!(
            "{producers} (global {pointer} (mut i32) (i32.const 65536)) {frame} (func (export \"run\") (call $frame))"
        );
        asks(r#""f" (func $f)"#, "(call $f) (call $frame) (unreachable)")
            .replace("(func $make", &format!("{state} (func $make"))
    };
    let producers = r#"(@producers (processed-by "Debian clang" "19.1.7"))"#;
    let end = "trapped: unreachable in make";
    let fault = format!("initialisation: {end}");
    let doubt = after(end, "env.f() did nothing", "--assume env.f=pure");
    faults("stack", &module("$__stack_pointer", ""), &[], &fault);
    // Without its name, where it lies is a guess: optimisers put globals in another order.
    doubts(&module("$g", ""), &[], &doubt);
    doubts(&module("$g", producers), &[], &doubt);
    let exported =
        module("$__stack_pointer", "").replace("(global $__stack_pointer", "(global $__stack_pointer (export \"sp\")");
    doubts(&exported, &[], &doubt);
}
