//! Modules that are made to keep the host busy: one deadline ends them all.

use std::time::Duration;
use std::time::Instant;

use super::Folder;
use super::row;
use super::run;
use super::text;

/// What is said when the deadline of a second was over.
const OVER: &str =
    "the check had not ended after 1 s in all (--deadline): what it had not run or compared by then is not known";

/// Debug builds and other tests slow down what a check does beside its runs, and what has begun may end.
const SOON: Duration = Duration::from_secs(10);

/// Exports that each end just in time: 30 of them, with some 0.2 s each.
fn just_in_time() -> String {
    let spin = "(local $i i32) (loop $l (br_if $l (i32.ne (i32.const 200000000) (local.tee $i (i32.add (local.get $i) (i32.const 1))))))";
    let exports: Vec<String> = (0..30).map(|it| format!("(func (export \"f{it}\") {spin})")).collect();
    format!("(module {})", exports.join("\n"))
}

/// Two modules, which differ in bytes only.
fn both(test: &str, module: &str) -> Folder {
    let folder = Folder::new(test);
    folder.write("in.wat", module);
    folder.write("again.wat", module.replacen("(module", "(module (@custom \"again\" \"\")", 1));
    folder
}

fn ends_unknown(folder: &Folder, args: &[&str]) {
    let began = Instant::now();
    let output = folder.run(args, b"");
    let name = if args.contains(&"again.wat") { "in.wat and again.wat" } else { "in.wat" };
    assert_eq!((row(&output, "unknown:"), text(&output.stderr)), (vec![name, OVER], ""), "{}", text(&output.stdout));
    assert_eq!(output.status.code(), Some(2));
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
}

#[test]
fn exports_that_end_just_in_time_end_by_the_deadline() {
    let folder = both("exports_that_end_just_in_time", &just_in_time());
    ends_unknown(&folder, &["check", "in.wat", "--deadline=1"]);
    ends_unknown(&folder, &["check", "in.wat", "again.wat", "--deadline=1"]);
}

/// The deadline ends a start section, too, and that is no fault of the module's.
#[test]
fn a_start_section_ends_by_the_deadline() {
    let endless = "(module (func $f (loop $l (br $l))) (start $f))";
    let folder = both("a_start_section_ends_by_the_deadline", endless);
    for args in [&["check", "in.wat", "--deadline=1"][..], &["check", "in.wat", "again.wat", "--deadline=1"]] {
        ends_unknown(&folder, args);
    }
    let output = folder.run(["run", "in.wat", "--deadline=1"], b"");
    assert_eq!(row(&output, "start"), ["no import called, had not ended after 1 s in all (--deadline) in f"]);
    assert_eq!(output.status.code(), Some(2));
}

/// Each of them would be compared after each of 30 calls.
#[test]
fn comparing_ends_by_the_deadline() {
    let exports: Vec<String> = (0..30).map(|it| format!("(func (export \"f{it}\"))")).collect();
    for (test, state) in [
        ("comparing_tables", "(table 10000000 funcref)"),
        (
            "comparing_memories",
            "(memory 16384) (func $f (memory.fill (i32.const 0) (i32.const 1) (i32.const 0x3fff0000))) (start $f)",
        ),
    ] {
        let folder = both(test, &format!("(module {state} {})", exports.join("\n")));
        ends_unknown(&folder, &["check", "in.wat", "again.wat", "--deadline=1"]);
    }
}

/// What was found by then is a difference; what the deadline ended is none.
#[test]
fn the_deadline_makes_no_difference() {
    let folder = both("the_deadline_makes_no_difference", &just_in_time());
    folder.write(
        "again.wat",
        just_in_time().replacen("(module", "(module (memory 1) (global (mut i32) (i32.const 1))", 1),
    );
    folder
        .write("in.wat", just_in_time().replacen("(module", "(module (memory 1) (global (mut i32) (i32.const 0))", 1));
    let output = folder.run(["check", "in.wat", "again.wat", "--deadline=1"], b"");
    assert_eq!(
        row(&output, "different:"),
        ["in.wat and again.wat", "init: global 0: 0 → 1"],
        "{}",
        text(&output.stdout)
    );
    assert_eq!((row(&output, "unknown:"), output.status.code()), (vec![OVER], Some(1)));
}

#[test]
fn a_deadline_is_a_number_of_seconds() {
    let (_, output) = run("a_deadline_is_a_number_of_seconds", "(module)", &["check", "in.wat", "--deadline=x"]);
    let said = "wasm-initfix: error: invalid value 'x' for '--deadline <SECONDS>': expected a number of seconds\n";
    assert_eq!(text(&output.stderr), said);
}

/// Status 1, and this fault, within the limits that the options set.
fn ended(test: &str, module: &str, args: &[&str], fault: &str) {
    let began = Instant::now();
    super::faults(test, module, args, &format!("initialisation: {fault} in func 0"));
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
}

/// One limit is for memories, tables and what is allocated, all together.
#[test]
fn all_that_an_instance_takes_is_one_sum() {
    let fault = "wanted more than 64 MiB of memory (--max-memory)";
    // Each of the four stays below a third of the limit.
    let sum = r#"(module
      (type $array (array (mut i64))) (global $kept (mut (ref null $array)) (ref.null $array))
      (memory 1) (table $a 0 funcref) (table $b 0 externref)
      (func (export "_initialize")
        (drop (memory.grow (i32.const 300)))
        (drop (table.grow $a (ref.null func) (i32.const 2500000)))
        (drop (table.grow $b (ref.null extern) (i32.const 2500000)))
        (global.set $kept (array.new_default $array (i32.const 2500000)))))"#;
    ended("all_that_an_instance_takes", sum, &["--max-memory=64"], fault);
    let (_, output) = run("all_that_an_instance_takes_below", sum, &["check", "in.wat", "--max-memory=128"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
}

#[test]
fn allocation_without_end_ends() {
    let kept = r#"(module
      (type $list (struct (field (ref null $list)))) (global $list (mut (ref null $list)) (ref.null $list))
      (func (export "_initialize") (loop $l (global.set $list (struct.new $list (global.get $list))) (br $l))))"#;
    ended("allocation_without_end", kept, &["--max-memory=16"], "wanted more than 16 MiB of memory (--max-memory)");
    let at_once = r#"(module (type $array (array (mut i64)))
      (func (export "_initialize") (drop (array.new_default $array (i32.const 200000000)))))"#;
    ended("allocation_at_once", at_once, &[], "wanted more than 1024 MiB of memory (--max-memory)");
    // What nothing refers to any more is given back.
    let garbage = r#"(module (type $array (array (mut i64))) (global $i (mut i32) (i32.const 0))
      (func (export "_initialize") (loop $l (drop (array.new_default $array (i32.const 100000)))
        (br_if $l (i32.lt_u (global.get $i) (i32.const 500)) (global.set $i (i32.add (global.get $i) (i32.const 1)))))))"#;
    let (_, output) = run("garbage", garbage, &["check", "in.wat", "--max-memory=16"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
}

#[test]
fn a_wait_on_memory_that_the_host_gives_ends() {
    let module = r#"(module (memory (import "env" "memory") 1 1 shared)
      (func (export "_initialize") (drop (memory.atomic.wait64 (i32.const 0) (i64.const 0) (i64.const -1)))))"#;
    let (_, output) = run("a_wait_on_memory_that_the_host_gives", module, &["check", "in.wat"]);
    let end = "initialisation: waits to be woken, and there is no other thread in func 0, after the simulated host made something up: \
               memory env.memory holds nothing of the host's; a real host may do otherwise: run the module there";
    assert_eq!((row(&output, "unknown:"), output.status.code()), (vec!["in.wat", end], Some(2)));
}

/// What a module asks of WASI reaches no file of the host: none is opened, made or removed.
#[test]
fn nothing_on_the_host_is_reached() {
    let path = "(i32.const 3) (i32.const 1) (i32.const 64) (i32.const 9)";
    let rights = "(i64.const -1) (i64.const -1)";
    let open = |fd: i32, flags: i32| {
        format!(
            "(drop (call $open (i32.const {fd}) (i32.const 1) (i32.const 64) (i32.const 9) (i32.const {flags}) {rights} (i32.const 0) (i32.const 0)))"
        )
    };
    // Each number that may be a folder, to read and to make.
    let opens: String = (0..8).flat_map(|fd| [open(fd, 0), open(fd, 1), open(fd, 9)]).collect();
    let module = format!(
        r#"(module
      (import "wasi_snapshot_preview1" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "path_unlink_file" (func $unlink (param i32 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "path_filestat_get" (func $stat (param i32 i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 1)
      (data (i32.const 16) "\40\00\00\00\09\00\00\00") (data (i32.const 64) "here.text")
      (func (export "_initialize")
        {opens}
        (drop (call $write (i32.const 4) (i32.const 16) (i32.const 1) (i32.const 8)))
        (drop (call $stat {path} (i32.const 200)))
        (drop (call $unlink (i32.const 3) (i32.const 64) (i32.const 9)))))"#
    );
    let folder = Folder::new("nothing_on_the_host_is_reached");
    folder.write("in.wat", &module);
    folder.write("here.text", "as it was");
    let output = folder.run(["check", "in.wat"], b"");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert_eq!(
        (folder.names(), folder.read("here.text")),
        (vec!["here.text".to_owned(), "in.wat".to_owned()], b"as it was".to_vec())
    );
}
