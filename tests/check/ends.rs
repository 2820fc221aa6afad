//! Constructors that do not end well: the verdict is clear, and comes in bounded time.

use super::CONSTRUCTOR;
use super::Folder;
use super::constructor;
use super::faults;
use super::row;
use super::run;
use super::testdata;

#[test]
fn a_trap_is_named_with_its_function() {
    let trap = constructor("unreachable");
    faults("a_trap_is_named", &trap, &[], "initialisation: trapped: unreachable in _GLOBAL__sub_I_x.cpp");
}

#[test]
fn an_endless_constructor_ends() {
    let endless = constructor("(loop $l (br $l))");
    let fault = "initialisation: did not end within 200 ms (--max-time) in _GLOBAL__sub_I_x.cpp";
    faults("an_endless_constructor_ends", &endless, &["--max-time=0.2"], fault);
}

#[test]
fn growth_ends() {
    let at_once = constructor("(drop (memory.grow (i32.const 65535)))");
    let fault = "initialisation: wanted more than 1024 MiB of memory (--max-memory) in _GLOBAL__sub_I_x.cpp";
    faults("growth_ends", &at_once, &[], fault);
    let fault = "initialisation: wanted more than 16 MiB of memory (--max-memory) in _GLOBAL__sub_I_x.cpp";
    for growth in [
        "(loop $l (drop (memory.grow (i32.const 1))) (br $l))",
        "(loop $l (drop (table.grow $table (ref.null func) (i32.const 1000))) (br $l))",
    ] {
        faults("growth_ends", &constructor(growth), &["--max-memory=16"], fault);
    }
}

/// What the module itself rules out fails, as it does everywhere.
#[test]
fn growth_beyond_the_declared_maximum_fails() {
    let module = r#"(module
      (memory (export "memory") 1 2)
      (func (export "grow") (result i32) (memory.grow (i32.const 2))))"#;
    let (_, output) = run("growth_beyond_the_declared_maximum_fails", module, &["run", "in.wat", "--invoke", "grow"]);
    assert_eq!((row(&output, "export  "), output.status.code()), (vec!["grow(): -1"], Some(0)));
}

#[test]
fn deep_recursion_ends() {
    let deep = constructor(&format!("(drop (call {CONSTRUCTOR} (i32.add (local.get 0) (i32.const 1))))"));
    let fault = "initialisation: recursed until the stack was full in _GLOBAL__sub_I_x.cpp";
    faults("deep_recursion_ends", &deep, &[], fault);
}

/// 100 MB and more, if it were kept.
#[test]
fn a_long_trace_ends() {
    let chatty = constructor("(loop $l (call $mark (i64.const 1234567890123)) (br $l))");
    let fault = "initialisation: called imports more than 100000 times (--max-calls) in _GLOBAL__sub_I_x.cpp";
    faults("a_long_trace_ends", &chatty, &[], fault);
    let fault = "initialisation: called imports more than 10 times (--max-calls) in _GLOBAL__sub_I_x.cpp";
    faults("a_long_trace_ends", &chatty, &["--max-calls=10"], fault);
}

#[test]
fn much_output_ends() {
    let write = "(call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))";
    let fault = "initialisation: wrote more than 1 MiB of output in _GLOBAL__sub_I_x.cpp";
    faults("much_output_ends", &constructor(&format!("(loop $l (drop {write}) (br $l))")), &[], fault);
}

/// No thread wakes one that waits on a shared memory, and nothing could end the wait.
#[test]
fn waiting_ends() {
    let module = r#"(module
      (memory (export "memory") 1 1 shared)
      (func $wait (export "_initialize")
        (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))))"#;
    let fault = "initialisation: waits to be woken, and there is no other thread in wait";
    faults("waiting_ends", module, &[], fault);
}

#[test]
fn what_ends_the_run_is_named() {
    let module = r#"(module
      (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
      (memory (export "memory") 1)
      (func (export "_initialize") (call $exit (i32.const 3))))"#;
    let fault = "initialisation: ended by wasi_snapshot_preview1.proc_exit(3)";
    faults("what_ends_the_run_is_named", module, &[], fault);
    let module = module.replace("wasi_snapshot_preview1", "env").replace("proc_exit", "exit");
    faults("what_ends_the_run_is_named", &module, &[], "initialisation: ended by env.exit(3)");
}

/// What a limit ended cannot be compared, and is not called the same.
#[test]
fn two_modules_that_do_not_end_cannot_be_compared() {
    let endless = constructor("(loop $l (br $l))");
    let folder = Folder::new("two_modules_that_do_not_end");
    folder.write("in.wat", &endless);
    folder.write("again.wat", endless.replace("(table", "(@custom \"again\" \"\") (table"));
    let output = folder.run(["check", "in.wat", "again.wat", "--max-time=0.2"], b"");
    let unknown = "init: neither ended; did not end within 200 ms (--max-time) in _GLOBAL__sub_I_x.cpp";
    assert_eq!((row(&output, "unknown:"), output.status.code()), (vec!["in.wat and again.wat", unknown], Some(2)));
}

/// The same bytes are the same, whatever a run comes to.
#[test]
fn identical_modules_are_the_same() {
    let trap = constructor("unreachable");
    let (_, output) = run("identical_modules_are_the_same", &trap, &["check", "in.wat", "in.wat"]);
    let notes = [
        "the two modules are identical, byte for byte: that they are the same rests on no run",
        "init: before as after, trapped: unreachable in _GLOBAL__sub_I_x.cpp; no export was called",
    ];
    assert_eq!((row(&output, "same:"), row(&output, "note:")), (vec!["in.wat and in.wat"], notes.to_vec()));
    assert_eq!((row(&output, "unknown:"), output.status.code()), (vec![], Some(0)));
}

/// The rows above the fault say what the fault says.
#[test]
fn constructors_that_run_again_show_in_the_table() {
    let folder = Folder::new("constructors_that_run_again_show_in_the_table");
    folder.write("in.wasm", testdata("clang19/wrapped-printf.wasm"));
    let output = folder.run(["check", "in.wasm"], b"");
    assert_eq!(row(&output, "constructors"), ["ran once, and again in a later call"]);
    let fault = row(&output, "fault:");
    assert!(fault[1].starts_with("answer(): the constructors ran 2 times in one instance"), "{fault:?}");
    let exports = row(&output, "exports");
    assert!(exports[0].ends_with("called: all returned the first time"), "{exports:?}");
    assert_eq!(output.status.code(), Some(1));
}

/// A check without the option that the module was fixed with names it; with the option, both are the same.
#[test]
fn a_missing_option_is_named() {
    let folder = Folder::new("a_missing_option_is_named");
    let lines = [
        ("clang19/wrapped-say-stripped.wasm", "--after-call=nothing"),
        ("wat/bindgen-wrapped-stripped.wasm", "--assume-wrapped"),
    ];
    for (module, option) in lines {
        folder.write("in.wasm", testdata(module));
        folder.run(["in.wasm", "-o", "after.wasm", option], b"");
        let output = folder.run(["check", "in.wasm", "after.wasm"], b"");
        let hint = format!("with {option}, both do the same: if the module was fixed with it, check needs it as well");
        assert_eq!(row(&output, "note:").last(), Some(&hint.as_str()), "{}", super::text(&output.stdout));
        assert_eq!(output.status.code(), Some(1));
        let output = folder.run(["check", "in.wasm", "after.wasm", option], b"");
        assert_eq!((row(&output, "same:").len(), output.status.code()), (1, Some(0)));
    }
    // No option helps where the module was changed otherwise.
    folder.write("in.wat", constructor("(i32.store (i32.const 64) (i32.const 1))"));
    folder.write("after.wat", constructor("(i32.store (i32.const 64) (i32.const 2))"));
    let output = folder.run(["check", "in.wat", "after.wat"], b"");
    assert_eq!((row(&output, "note:"), output.status.code()), (vec![], Some(1)));
}

/// Each option costs a whole comparison, so only those are tried that make a difference to these modules.
#[test]
fn options_that_change_nothing_are_not_tried() {
    let others = |before: &[u8], after: &[u8]| {
        let others =
            wasm_initfix::aot::others(before, after, &wasm_initfix::aot::RunOptions::default()).expect("modules");
        others.into_iter().map(|(words, _)| words).collect::<Vec<_>>()
    };
    let plain = wat::parse_str(constructor("(i32.store (i32.const 64) (i32.const 1))")).expect("text");
    let none: [&str; 0] = [];
    assert_eq!(others(&plain, &plain), none);
    let wrapped = testdata("clang19/wrapped-say-stripped.wasm");
    assert_eq!(others(&wrapped, &wrapped), none);
    assert_eq!(others(&wrapped, &plain), ["--after-call=nothing"]);
    let alike = testdata("wat/bindgen-wrapped-stripped.wasm");
    assert_eq!(others(&alike, &plain), ["--assume-wrapped"]);
}
