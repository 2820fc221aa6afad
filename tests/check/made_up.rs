//! A run that ends badly after the watched host made something up: a real host may do otherwise, so that is no fault of the module's.

use std::process::Output;

use super::Folder;
use super::faults;
use super::row;
use super::run;
use super::text;

/// A module whose initialiser asks an import, and does something bad with what it says.
pub(super) fn asks(import: &str, body: &str) -> String {
    format!(
        r#"(module
  (import "env" {import})
  (memory (export "memory") 1)
  (table $table 1 funcref)
  (type $void (func))
  (func $make {body})
  (func (export "_initialize") (call $make))
  (func (export "get") (result i32) (i32.const 1)))"#
    )
}

/// Status 2, no fault, and this doubt.
pub(super) fn doubts(module: &str, args: &[&str], doubt: &str) {
    let (_, output) = run("made_up", module, &[&["check", "in.wat"], args].concat());
    doubted(&output, doubt);
}

pub(super) fn doubted(output: &Output, doubt: &str) {
    let said = text(&output.stdout);
    assert_eq!((row(output, "fault:"), row(output, "unknown:")), (vec![], vec!["in.wat", doubt]), "{said}");
    assert_eq!((text(&output.stderr), output.status.code()), ("", Some(2)));
}

const MALLOC: &str = r#""malloc" (func $malloc (param i32) (result i32))"#;

/// Aborts if there is no memory.
const NEEDS_MEMORY: &str = "(if (i32.eqz (call $malloc (i32.const 8))) (then (unreachable)))";

/// What the end is, and what its doubt has behind it.
pub(super) fn after(end: &str, what: &str, say: &str) -> String {
    let say = if say.is_empty() { String::new() } else { format!("say what yours does with {say}, or ") };
    format!(
        "initialisation: {end}, after the simulated host made something up: {what}; a real host may do otherwise: {say}run \
         the module there"
    )
}

#[test]
fn an_answer_that_this_host_chose_is_a_doubt() {
    let lines = [
        (
            MALLOC,
            NEEDS_MEMORY,
            "trapped: unreachable in make",
            "env.malloc(8) answered 0",
            "--import env.malloc=NUMBER",
        ),
        (
            // A stride, or a size, of 0.
            r#""stride" (func $stride (result i32))"#,
            "(drop (i32.div_u (i32.const 8) (call $stride)))",
            "trapped: integer divide by zero in make",
            "env.stride() answered 0",
            "--import env.stride=NUMBER",
        ),
        (
            // A handle that is an address before the beginning of something.
            r#""handle" (func $handle (result i64))"#,
            "(drop (i32.load (i32.wrap_i64 (i64.sub (call $handle) (i64.const 8)))))",
            "trapped: out of bounds memory access in make",
            "env.handle() answered 0",
            "--import env.handle=NUMBER",
        ),
        (
            r#""slot" (func $slot (param f64) (result i32))"#,
            "(call_indirect $table (type $void) (call $slot (f64.const 1)))",
            "trapped: uninitialized element in make",
            "env.slot(1.0) answered 0",
            "--import env.slot=NUMBER",
        ),
        (
            r#""ready" (func $ready (result i32))"#,
            "(loop $wait (br_if $wait (i32.eqz (call $ready))))",
            "called imports more than 100000 times (--max-calls) in make",
            "env.ready() answered 0",
            "--import env.ready=NUMBER",
        ),
        (
            r#""pair" (func $pair (result i32 f32))"#,
            "(call $pair) (drop) (if (i32.eqz) (then (unreachable)))",
            "trapped: unreachable in make",
            "env.pair() answered 0, 0.0",
            "",
        ),
        (
            r#""object" (func $object (result externref))"#,
            "(if (ref.is_null (call $object)) (then (unreachable)))",
            "trapped: unreachable in make",
            "env.object() answered null",
            "",
        ),
    ];
    for (import, body, end, what, say) in lines {
        doubts(&asks(import, body), &[], &after(end, what, say));
    }
}

/// An end that an import brings about is as much of a doubt as a trap.
#[test]
fn the_run_may_be_ended_by_an_import_or_an_exception() {
    let module = asks(MALLOC, "(if (i32.eqz (call $malloc (i32.const 8))) (then (call $exit (i32.const 3))))");
    let exits = module.replace("(memory", "(import \"env\" \"exit\" (func $exit (param i32)))\n  (memory");
    let (what, say) = ("env.malloc(8) answered 0", "--import env.malloc=NUMBER");
    doubts(&exits, &[], &after("ended by env.exit(3)", what, say));
    let throws = asks(MALLOC, "(if (i32.eqz (call $malloc (i32.const 8))) (then (throw $bad)))");
    let throws = throws.replace("(type $void (func))", "(type $void (func)) (tag $bad)");
    doubts(&throws, &[], &after("threw tag 0(), which nothing caught", what, say));
}

/// An import without a result may write to where it is told, as functions do that return a struct.
#[test]
fn what_this_host_left_undone_is_a_doubt() {
    let import = r#""config" (func $config (param i32))"#;
    let body = "(call $config (i32.const 1024)) (if (i32.eqz (i32.load (i32.const 1024))) (then (unreachable)))";
    let module = asks(import, body);
    let (end, what) = ("trapped: unreachable in make", "env.config(1024) did nothing");
    doubts(&module, &[], &after(end, what, "--assume env.config=pure"));
    doubts(&module, &["--assume=env.*=memory"], &after(end, what, "--assume env.config=pure"));
    doubts(&module, &["--assume=env.config=memory"], &after(end, what, ""));
    let fault = "initialisation: trapped: unreachable in make";
    faults("made_up", &module, &["--assume=env.config=pure"], fault);
    // Nor can it write to a memory that it does not see.
    let private = module.replace(r#"(memory (export "memory") 1)"#, "(memory 1)");
    faults("made_up", &private, &[], fault);
    // Unless it calls an export that does.
    let calls = private.replace(
        "(func (export \"get\")",
        "(func (export \"set\") (i32.store (i32.const 1024) (i32.const 1))) (func (export \"get\")",
    );
    doubts(&calls, &[], &after(end, what, "--assume env.config=pure"));
    faults("made_up", &calls, &["--assume=env.config=memory"], fault);
    // It need not be told where.
    let told = module
        .replace("(param i32)", "(param f32)")
        .replace("(call $config (i32.const 1024))", "(call $config (f32.const 1))");
    let what = "env.config(1.0) did nothing";
    doubts(&told, &[], &after(end, what, "--assume env.config=pure"));
    doubts(&told, &["--assume=env.config=reenters"], &after(end, what, ""));
}

/// An import without parameters, and what the module looks at once it returned: the host can have changed each of these.
#[test]
fn what_an_import_can_change_is_a_doubt() {
    let setup = |state: &str, body: &str| {
        let module = asks(r#""setup" (func $setup)"#, &format!("(call $setup) {body}"));
        module.replace("(func $make", &format!("{state} (func $make"))
    };
    let unless = |condition: &str| format!("(if (i32.eqz {condition}) (then (unreachable)))");
    let exported = [
        ("", unless("(i32.load (i32.const 16))")),
        (r#"(global $on (export "on") (mut i32) (i32.const 0))"#, unless("(global.get $on)")),
        (r#"(table $slots (export "slots") 1 9 funcref)"#, unless("(i32.gt_u (table.size $slots) (i32.const 1))")),
        (
            r#"(table $slots (export "slots") 1 9 funcref)"#,
            unless("(i32.eqz (ref.is_null (table.get $slots (i32.const 0))))"),
        ),
        ("", unless("(i32.gt_u (memory.size) (i32.const 1))")),
        // Through an export that the host calls, directly or by way of another function.
        (
            "(global $on (mut i32) (i32.const 0)) (func $set (global.set $on (i32.const 1)))
             (func (export \"set\") (call $set))",
            unless("(global.get $on)"),
        ),
        (
            "(global $on (mut i32) (i32.const 0)) (func $set (global.set $on (i32.const 1)))
             (elem (table $table) (i32.const 0) func $set) (func (export \"set\") (call_indirect $table (type $void) (i32.const 0)))",
            unless("(global.get $on)"),
        ),
        // Through a table that the host gave.
        (
            "(global $on (mut i32) (i32.const 0)) (func $set (global.set $on (i32.const 1)))
             (table $slots (export \"slots\") 1 1 funcref) (elem (table $slots) (i32.const 0) func $set)",
            unless("(global.get $on)"),
        ),
    ];
    let end = "trapped: unreachable in make";
    for (state, body) in exported {
        let module = setup(state, &body);
        doubts(&module, &[], &after(end, "env.setup() did nothing", "--assume env.setup=pure"));
        faults("made_up", &module, &["--assume=env.setup=pure"], &format!("initialisation: {end}"));
    }
    let private = [
        ("(global $on (mut i32) (i32.const 0))", unless("(global.get $on)")),
        (r#"(global $on (export "on") i32 (i32.const 0))"#, unless("(global.get $on)")),
        ("(table $slots 1 9 funcref)", unless("(i32.eqz (ref.is_null (table.get $slots (i32.const 0))))")),
        // Whatever the import does, this follows.
        ("", "(unreachable)".to_owned()),
        ("", "(i32.store (i32.const 16) (i32.const 1)) (unreachable)".to_owned()),
    ];
    for (state, body) in private {
        faults("made_up", &setup(state, &body), &[], &format!("initialisation: {end}"));
    }
    // What was looked at before the call is as it was.
    let module = asks(r#""setup" (func $setup)"#, "(drop (i32.load (i32.const 16))) (call $setup) (unreachable)");
    faults("made_up", &module, &[], &format!("initialisation: {end}"));
    // A host that looks at the memory, as it is known to, changes nothing.
    let trace = r#""trace" (func $trace (param i32 i32 f64 f64 f64 f64 f64))"#;
    let zeros = "(f64.const 0)".repeat(5);
    let call = format!("(call $trace (i32.const 0) (i32.const 0) {zeros}) {}", unless("(i32.load (i32.const 16))"));
    faults("made_up", &asks(trace, &call), &[], &format!("initialisation: {end}"));
    let what = "env.trace(0, 0, 0.0, 0.0, 0.0, 0.0, 0.0) did nothing";
    doubts(&asks(trace, &call), &["--assume=env.trace=memory"], &after(end, what, ""));
    // The answer is said, and what it writes is not.
    let module = asks(MALLOC, &format!("(drop (call $malloc (i32.const 8))) {}", unless("(i32.load (i32.const 16))")));
    let what = "env.malloc(8) did nothing";
    doubts(&module, &["--import=env.malloc=9"], &after(end, what, "--assume env.malloc=pure"));
    faults(
        "made_up",
        &module,
        &["--import=env.malloc=9", "--assume=env.malloc=pure"],
        &format!("initialisation: {end}"),
    );
}

/// A start section that fails leaves no instance, and is seen like an initialiser.
#[test]
fn a_start_section_may_be_a_doubt() {
    let starts = |module: String| {
        module.replace("(export \"_initialize\") (call $make))", "$start (call $make)) (start $start)")
    };
    let body = "(if (i32.eqz (i32.load (i32.const 16))) (then (unreachable)))";
    let module = starts(asks(r#""setup" (func $setup)"#, &format!("(call $setup) {body}")));
    let end = "trapped: unreachable in make";
    let note = ["--assume=env.setup=pure"];
    doubts(&module, &[], &after(end, "env.setup() did nothing", "--assume env.setup=pure"));
    faults("made_up", &module, &note, &format!("initialisation: {end}"));
}

/// This machine has nothing on it, and others have.
#[test]
fn what_wasi_does_not_find_here_is_a_doubt() {
    let asks = |name: &str, params: usize, body: &str| {
        let import = format!("\"{name}\" (func $ask (param{}) (result i32))", " i32".repeat(params));
        asks(&import, body).replace("\"env\"", "\"wasi_snapshot_preview1\"")
    };
    let (end, trap) = ("trapped: unreachable in make", "(unreachable)");
    let sizes =
        "(drop (call $ask (i32.const 0) (i32.const 4))) (if (i32.eqz (i32.load (i32.const 0))) (then (unreachable)))";
    let lines = [
        ("environ_sizes_get", 2, sizes, "(0, 4) found no environment variables"),
        ("args_sizes_get", 2, sizes, "(0, 4) found no arguments"),
        (
            "fd_prestat_get",
            2,
            "(if (call $ask (i32.const 3) (i32.const 4)) (then (unreachable)))",
            "(3, 4) found no open folder",
        ),
        (
            "random_get",
            2,
            "(drop (call $ask (i32.const 0) (i32.const 4))) (unreachable)",
            "(0, 4) gave numbers that are the same each time",
        ),
        (
            "fd_fdstat_get",
            2,
            "(drop (call $ask (i32.const 1) (i32.const 8))) (unreachable)",
            "(1, 8) found no terminal",
        ),
        (
            "fd_read",
            4,
            "(drop (call $ask (i32.const 0) (i32.const 8) (i32.const 1) (i32.const 8))) (unreachable)",
            "(0, 8, 1, 8) found standard input at its end",
        ),
    ];
    for (name, params, body, what) in lines {
        doubts(&asks(name, params, body), &[], &after(end, &format!("wasi_snapshot_preview1.{name}{what}"), ""));
    }
    let write = format!("(drop (call $ask (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 8))) {trap}");
    faults("made_up", &asks("fd_write", 4, &write), &[], &format!("initialisation: {end}"));
    // A bad pointer is one for every host.
    let bad = format!("(drop (call $ask (i32.const -4) (i32.const 4))) {trap}");
    faults("made_up", &asks("environ_sizes_get", 2, &bad), &[], &format!("initialisation: {end}"));
}

#[test]
fn globals_memories_and_tables_that_this_host_gave_are_a_doubt() {
    let module = asks(r#""base" (global $base i32)"#, "(if (i32.eqz (global.get $base)) (then (unreachable)))");
    let end = "trapped: unreachable in make";
    doubts(&module, &[], &after(end, "global env.base is 0", "--import env.base=NUMBER"));
    faults("made_up", &module, &["--import=env.base=0"], &format!("initialisation: {end}"));
    let module =
        asks(r#""dispatch" (table $dispatch 4 funcref)"#, "(call_indirect $dispatch (type $void) (i32.const 2))");
    let what = "table env.dispatch holds nothing of the host's";
    doubts(&module, &[], &after("trapped: uninitialized element in make", what, ""));
    // An element that is null, and a table that is no larger.
    let null = "(if (ref.is_null (table.get $dispatch (i32.const 2))) (then (unreachable)))";
    let module = asks(r#""dispatch" (table $dispatch 4 funcref)"#, null);
    doubts(&module, &[], &after(end, what, ""));
    let small = "(if (i32.lt_u (table.size $dispatch) (i32.const 9)) (then (unreachable)))";
    let module = asks(r#""dispatch" (table $dispatch 4 funcref)"#, small);
    doubts(&module, &[], &after(end, "table env.dispatch has 4 elements", ""));
    faults("made_up", &module.replace("4 funcref", "4 4 funcref"), &[], &format!("initialisation: {end}"));
    let small = "(if (i32.lt_u (memory.size) (i32.const 9)) (then (unreachable)))";
    let module =
        asks(MALLOC, small).replace(r#"(memory (export "memory") 1)"#, r#"(memory (import "env" "memory") 1)"#);
    doubts(&module, &[], &after(end, "memory env.memory has 65536 bytes", ""));
    faults("made_up", &module.replace("\"memory\") 1)", "\"memory\") 1 1)"), &[], &format!("initialisation: {end}"));
    let zero = "(if (i32.eqz (i32.load (i32.const 16))) (then (unreachable)))";
    doubts(&module.replace(small, zero), &[], &after(end, "memory env.memory holds nothing of the host's", ""));
    // What the module does not look at has no part in it.
    for given in [r#""dispatch" (table 4 funcref)"#, r#""base" (global i32)"#, r#""memory" (memory 1)"#] {
        let module = asks(given, "(unreachable)").replace(r#"(memory (export "memory") 1)"#, "");
        faults("made_up", &module, &[], &format!("initialisation: {end}"));
    }
    // Where its data lies depends on the global.
    let module = asks(r#""base" (global $base i32)"#, "(unreachable)")
        .replace("(table", "(data (global.get $base) \"a\") (table");
    doubts(&module, &[], &after(end, "global env.base is 0", "--import env.base=NUMBER"));
}

/// A memory as small as the module allows may be larger with another host.
#[test]
fn the_size_of_an_imported_memory_is_a_doubt() {
    let module = asks(MALLOC, "(i32.store (i32.const 0x20000) (i32.const 1))");
    let beyond = |memory: &str| module.replace(r#"(memory (export "memory") 1)"#, memory);
    let end = "trapped: out of bounds memory access in make";
    let what = "memory env.memory has 65536 bytes";
    for memory in [r#"(import "env" "memory" (memory 1))"#, r#"(import "env" "memory" (memory 1 9))"#] {
        doubts(&beyond(memory), &[], &after(end, what, ""));
        let other = beyond(memory).replace("(i32.store (i32.const 0x20000) (i32.const 1))", "(unreachable)");
        faults("made_up", &other, &[], "initialisation: trapped: unreachable in make");
    }
    for memory in [r#"(import "env" "memory" (memory 1 1))"#, r#"(memory (export "memory") 1)"#] {
        faults("made_up", &beyond(memory), &[], &format!("initialisation: {end}"));
    }
}

/// The answer is the user's, or comes too late, or the module would fail anyway: that is certain.
#[test]
fn what_is_certain_stays_a_fault() {
    let trapped = "initialisation: trapped: unreachable in make";
    faults("made_up", &asks(MALLOC, NEEDS_MEMORY), &["--import=env.malloc=0"], trapped);
    faults("made_up", &asks(MALLOC, "(unreachable) (drop (call $malloc (i32.const 8)))"), &[], trapped);
    let end = "initialisation: did not end within 200 ms (--max-time) in make";
    faults("made_up", &asks(MALLOC, "(loop $l (br $l))"), &["--max-time=0.2"], end);
    // WASI's functions are answered as a host of WASI answers them.
    let wasi = asks(MALLOC, NEEDS_MEMORY)
        .replace(
            r#""env" "malloc" (func $malloc (param i32)"#,
            r#""wasi_snapshot_preview1" "sched_yield" (func $malloc"#,
        )
        .replace("(call $malloc (i32.const 8))", "(call $malloc)");
    faults("made_up", &wasi, &[], trapped);
    // But for those that it does not have.
    let (what, say) =
        ("wasi_snapshot_preview1.sock_open() answered 52", "--import wasi_snapshot_preview1.sock_open=NUMBER");
    let unknown = wasi.replace("sched_yield", "sock_open").replace("(i32.eqz (call $malloc))", "(call $malloc)");
    doubts(&unknown, &[], &after("trapped: unreachable in make", what, say));
}

/// The last call of each of the last three imports is named.
#[test]
fn a_doubt_names_few_imports() {
    let names = ["a", "b", "c", "d", "e"];
    let imports: String =
        names.map(|name| format!("(import \"env\" \"{name}\" (func ${name} (result i32)))\n")).concat();
    let calls: String = names.map(|name| format!("(drop (call ${name}))")).concat();
    let module = asks(MALLOC, &format!("{calls} (drop (call $c)) (unreachable)"))
        .replace("(memory", &format!("{imports}(memory"));
    let what = "env.d() answered 0, env.e() answered 0, env.c() answered 0, and 2 more";
    let say = "--import env.d=NUMBER, --import env.e=NUMBER, --import env.c=NUMBER";
    doubts(&module, &[], &after("trapped: unreachable in make", what, say));
}

/// So is a call that was asked for, also after calls and an initialisation that went well.
#[test]
fn a_call_may_be_a_doubt() {
    let module = asks(MALLOC, "(global.set $at (call $malloc (i32.const 8)))").replace(
        "(func (export \"get\")",
        "(global $at (mut i32) (i32.const 1)) (func (export \"use\") (if (i32.eqz (global.get $at)) (then (unreachable))))
         (func (export \"get\")",
    );
    let doubt = "use(): trapped: unreachable in func 3, after the simulated host made something up: env.malloc(8) answered 0; \
                 a real host may do otherwise: say what yours does with --import env.malloc=NUMBER, or run the module there";
    for args in
        [&["check", "in.wat", "--invoke=get", "--invoke=use"][..], &["run", "in.wat", "--invoke=get", "--invoke=use"]]
    {
        let (_, output) = run("a_call_may_be_a_doubt", &module, args);
        doubted(&output, doubt);
    }
    let (_, output) =
        run("a_call_may_be_a_doubt", &module, &["check", "in.wat", "--invoke=use", "--import=env.malloc=9"]);
    assert_eq!(output.status.code(), Some(0));
}

/// Other faults are seen as before.
#[test]
fn a_doubt_hides_no_other_fault() {
    let module = asks(MALLOC, NEEDS_MEMORY)
        .replace("(export \"_initialize\") (call $make))", "$start (call $make)) (start $start)");
    let (_, output) = run("a_doubt_hides_no_other_fault", &module, &["check", "in.wat", "--assume=env.malloc=memory"]);
    let early = "start calls env.malloc(8), which needs memory 'memory': not reachable before instantiation ends";
    assert_eq!((row(&output, "fault:"), output.status.code()), (vec!["in.wat", early], Some(1)));
}

/// Both modules got the same answers, so what differs does differ.
#[test]
fn two_modules_differ_as_before() {
    let folder = Folder::new("two_modules_differ_as_before");
    let module = asks(MALLOC, NEEDS_MEMORY);
    folder.write("in.wat", &module);
    folder.write("after.wat", module.replace("(unreachable)", "(drop (i32.load (i32.const -1)))"));
    let output = folder.run(["check", "in.wat", "after.wat"], b"");
    let difference = "init: trapped: unreachable in make → trapped: out of bounds memory access in make";
    let said = ["in.wat and after.wat", difference];
    assert_eq!(
        (row(&output, "different:"), row(&output, "note:"), output.status.code()),
        (said.to_vec(), vec![], Some(1))
    );
    folder.write("again.wat", module.replace("(type $void", "(@custom \"again\" \"\") (type $void"));
    let output = folder.run(["check", "in.wat", "again.wat"], b"");
    let unknown = "init: before as after, trapped: unreachable in make; no export was called";
    assert_eq!((row(&output, "unknown:"), output.status.code()), (vec!["in.wat and again.wat", unknown], Some(2)));
    let end = after("trapped: unreachable in make", "env.malloc(8) answered 0", "--import env.malloc=NUMBER");
    assert_eq!(row(&output, "note:")[0], end.replace("initialisation:", "init:"));
}
