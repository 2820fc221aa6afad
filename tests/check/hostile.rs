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
    let said = "invalid value 'x' for '--deadline <SECONDS>': expected a number of seconds";
    assert!(text(&output.stderr).contains(said), "{}", text(&output.stderr));
}
