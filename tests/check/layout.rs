//! How the table of two modules lies on the screen.

use super::Folder;
use super::START_LOGS;
use super::testdata;
use super::text;

/// In a pipe, rows that are long stand below each other, and the others stay side by side.
#[test]
fn long_rows_stand_below_each_other() {
    let folder = Folder::new("long_rows_stand_below_each_other");
    folder.write("in.wasm", testdata("clang19/wrapped-printf.wasm"));
    folder.run(["in.wasm", "-o", "out.wasm"], b"");
    let output = folder.run(["check", "in.wasm", "out.wasm"], b"");
    let expected = "                \
                before                                         after
  init          wrapped                                        lazy
  memory        exported                                       exported
  start         -                                              -
  init call     __wasm_call_ctors: 2 imports called, returned  _initialize: 2 imports called, returned
  constructors  ran once                                       ran once
  call 1        before  __wasm_call_ctors: wasi_snapshot_preview1.fd_fdstat_get(1, 71032)
                after   _initialize: wasi_snapshot_preview1.fd_fdstat_get(1, 71032)
  call 2        before  __wasm_call_ctors: wasi_snapshot_preview1.fd_write(1, 71040, 2, 71036)
                after   _initialize: wasi_snapshot_preview1.fd_write(1, 71040, 2, 71036)
  exports       2 called: all returned                         2 called: all returned
";
    let said = text(&output.stdout).strip_prefix("same: in.wasm and out.wasm\n").unwrap_or_default();
    assert!(said.starts_with(expected), "{said}");
}

/// A call that is there once is no call on the other side, and what is left out is counted where it is.
#[test]
fn lists_of_different_lengths_keep_their_places() {
    let folder = Folder::new("lists_of_different_lengths");
    let start = "(func $start (call $log (i32.const 1024) (i32.const 5)))";
    let often = |times: usize| {
        let calls = "(call $log (i32.const 1024) (i32.const 5))".repeat(times);
        START_LOGS.replace(start, &format!("(func $start {calls})"))
    };
    folder.write("in.wat", often(22));
    folder.write("out.wat", often(2));
    let output = folder.run(["check", "in.wat", "out.wat"], b"");
    let said = text(&output.stdout);
    let expected = "
  call 2        start: env.log(1024, 5)      start: env.log(1024, 5)
  call 3        start: env.log(1024, 5)
";
    assert!(said.contains(expected), "{said}");
    let expected = "
  call 20       start: env.log(1024, 5)
                … and 2 more
  exports ";
    assert!(said.contains(expected), "{said}");
}
