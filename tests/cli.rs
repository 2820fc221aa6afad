//! The command line as a user meets it: what it reads, writes, says, and with which status it ends.
//!
//! What happens to modules is for `cases.rs`. Here a failure is pinned to the letter, and must leave every file as it was.

#![cfg(feature = "cli")]

#[path = "cli/answers.rs"]
mod answers;
#[path = "cli/dead.rs"]
mod dead;
#[path = "cli/different.rs"]
mod different;
#[cfg(target_os = "linux")]
#[path = "cli/endless.rs"]
mod endless;
#[path = "cli/es_modules.rs"]
mod es_modules;
#[path = "cli/esm.rs"]
mod esm;
#[path = "cli/esm_imports.rs"]
mod esm_imports;
#[path = "cli/esm_options.rs"]
mod esm_options;
#[path = "cli/esm_refused.rs"]
mod esm_refused;
#[path = "cli/esm_said.rs"]
mod esm_said;
#[path = "cli/explain.rs"]
mod explain;
#[path = "cli/generate.rs"]
mod generate;
#[path = "cli/help.rs"]
mod help;
#[path = "cli/hidden.rs"]
mod hidden;
#[path = "cli/inspect.rs"]
mod inspect;
#[path = "cli/inspect_many.rs"]
mod inspect_many;
#[cfg(unix)]
#[path = "cli/interrupted.rs"]
mod interrupted;
#[path = "cli/limits.rs"]
mod limits;
#[path = "cli/mistyped.rs"]
mod mistyped;
#[path = "cli/odd_names.rs"]
mod odd_names;
#[cfg(target_os = "linux")]
#[path = "cli/reader.rs"]
mod reader;
#[path = "cli/refused.rs"]
mod refused;
#[path = "cli/renames.rs"]
mod renames;
#[path = "cli/said.rs"]
mod said;
#[path = "cli/screen.rs"]
mod screen;
#[path = "cli/shown.rs"]
mod shown;
#[path = "cli/source_map.rs"]
mod source_map;
#[path = "cli/tables.rs"]
mod tables;
#[path = "support/tool.rs"]
mod tool;
#[cfg(unix)]
#[path = "cli/unix.rs"]
mod unix;
#[cfg(unix)]
#[path = "support/user.rs"]
mod user;

use std::process::Output;

use tool::Folder;
use tool::testdata;

/// A reactor with imported memory, which is fixed.
const REACTOR: &str = r#"(module
  (memory (import "env" "memory") 1)
  (global $count (mut i32) (i32.const 0))
  (func (export "_initialize")
    (global.set $count (i32.const 41)))
  (func (export "get") (result i32)
    (global.get $count)))
"#;

/// A module without constructors, which stays as it is.
const PLAIN: &str = r#"(module
  (memory (export "memory") 1)
  (func (export "get") (result i32)
    (i32.const 42)))
"#;

/// What is done to [`REACTOR`], and [`PLAIN`], in the plan's words.
const PLAN: &str = "\
start func 0
add func +0 `wasm_initfix.nothing`: nothing
let export `_initialize` be func +0
";
const NO_PLAN: &str = "nothing to do\n";

const CALLS_NO_IMPORT: &str = "the constructors call no import, so they need nothing from a host";

/// What is said about [`REACTOR`].
fn reactor_lines(name: &str, did: &str) -> String {
    let run = if did == "fixed:" { "now run" } else { "would run" };
    format!(
        "wasm-initfix: {name}: {did} the constructors {run} once, in the start section\n  \
           found:    it exports `_initialize` (func 0) for the host to call first\n  \
           because:  {CALLS_NO_IMPORT}\n  \
           host:     nothing: instantiation runs the constructors\n"
    )
}

/// What is said about [`PLAIN`].
fn plain_lines(name: &str) -> String {
    format!(
        "wasm-initfix: {name}: unchanged: there is nothing to initialise\n  \
           found:    it has no start section, exports no initialiser, and its exports run none\n"
    )
}

// ---- Checks ----

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("the command writes UTF-8")
}

/// Status 0, and these words on standard error.
fn succeeds(output: &Output, stderr: &str) {
    assert_eq!((text(&output.stderr), output.status.code()), (stderr, Some(0)));
}

/// Status 2, and no file that is new, gone or different, whether or not there was an output before. Gives what was said.
fn failure(folder: &Folder, args: &[&str], stdin: &[u8]) -> String {
    let mut said = Vec::new();
    for old in [None, Some("what was there before")] {
        if let Some(old) = old {
            folder.write("out.wasm", old);
        }
        let before = folder.contents();
        let output = folder.run(args, stdin);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert_eq!(text(&output.stdout), "", "{args:?}");
        assert_eq!(folder.contents(), before, "{args:?}: the files are not those that were there");
        said.push(text(&output.stderr).to_owned());
    }
    assert_eq!(said[0], said[1], "{args:?}: what is said depends on an old output");
    said.remove(0)
}

fn fails(folder: &Folder, args: &[&str], message: &str) {
    assert_eq!(failure(folder, args, b""), format!("wasm-initfix: error: {message}\n"), "{args:?}");
}

/// Bad input, named on the command line and through a pipe. Nor may it be harmed where it is the output as well.
fn fails_to_read(test: &str, name: &str, input: &[u8], message: &str) {
    let folder = Folder::new(test);
    folder.write(name, input);
    fails(&folder, &[name, "-o", "out.wasm"], &format!("{name}: {message}"));
    fails(&folder, &[name, "-o", name], &format!("{name}: {message}"));
    fails(&folder, &[name], &format!("{name}: {message}"));
    let piped = failure(&folder, &["-", "-o", "out.wasm"], input);
    assert_eq!(piped, format!("wasm-initfix: error: standard input: {message}\n"));
    let both = failure(&folder, &["-", "-o", "-"], input);
    assert_eq!(both, piped);
}

/// A command line that clap refuses. The rest of what it says is clap's affair.
fn is_no_command_line(test: &str, args: &[&str], first_line: &str) {
    let folder = Folder::new(test);
    folder.write("in.wat", REACTOR);
    let args = [&["in.wat", "-o", "out.wasm"], args].concat();
    assert_eq!(failure(&folder, &args, b"").lines().next(), Some(first_line));
}

// ---- What is read ----

#[test]
fn text_and_binary_are_read_from_files_and_pipes() {
    let folder = Folder::new("text_and_binary_are_read_from_files_and_pipes");
    let binary = wat_to_wasm(PLAIN);
    let marked = format!("\u{feff}{PLAIN}");
    for (name, input) in [("in.wasm", &*binary), ("in.wat", PLAIN.as_bytes()), ("marked.wat", marked.as_bytes())] {
        folder.write(name, input);
        succeeds(&folder.run([name, "-o", "out.wasm"], b""), &plain_lines(name));
        assert_eq!(folder.read("out.wasm"), binary, "{name}");

        succeeds(&folder.run(["-", "-o", "piped.wasm"], input), &plain_lines("standard input"));
        assert_eq!(folder.read("piped.wasm"), binary, "{name}");
    }
}

/// What an unchanged text module comes to.
fn wat_to_wasm(wat: &str) -> Vec<u8> {
    let output = Folder::new("wat_to_wasm").run(["-", "-o", "-", "-q"], wat.as_bytes());
    succeeds(&output, "");
    output.stdout
}

#[test]
#[cfg(target_os = "linux")]
fn paths_need_not_be_utf8() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = Folder::new("paths_need_not_be_utf8");
    let (input, output) = (OsStr::from_bytes(b"caf\xe9.wat"), OsStr::from_bytes(b"caf\xe9.wasm"));
    folder.write(input, PLAIN);
    succeeds(&folder.run([input, OsStr::new("-o"), output], b""), &plain_lines("caf\u{fffd}.wat"));
    assert_eq!(folder.read(output), wat_to_wasm(PLAIN));
}

// ---- What is written ----

#[test]
fn output_to_a_file_and_to_a_pipe_is_the_same() {
    let folder = Folder::new("output_to_a_file_and_to_a_pipe_is_the_same");
    folder.write("in.wat", REACTOR);
    let to_file = folder.run(["in.wat", "-o", "out.wasm"], b"");
    succeeds(&to_file, &reactor_lines("in.wat", "fixed:"));
    assert_eq!(text(&to_file.stdout), "");

    let to_pipe = folder.run(["in.wat", "-o", "-"], b"");
    succeeds(&to_pipe, &reactor_lines("in.wat", "fixed:"));
    assert_eq!(to_pipe.stdout, folder.read("out.wasm"));

    let through = folder.run(["-", "-o", "-", "-q"], REACTOR.as_bytes());
    succeeds(&through, "");
    assert_eq!(through.stdout, to_pipe.stdout);
    assert_eq!(folder.names(), ["in.wat", "out.wasm"]);
}

#[test]
fn without_an_output_the_plan_is_printed_and_nothing_written() {
    let folder = Folder::new("without_an_output_the_plan_is_printed_and_nothing_written");
    folder.write("in.wat", REACTOR);
    let output = folder.run(["in.wat"], b"");
    succeeds(&output, &reactor_lines("in.wat", "would fix:"));
    assert_eq!(text(&output.stdout), PLAN);

    folder.write("plain.wat", PLAIN);
    let output = folder.run(["plain.wat"], b"");
    succeeds(&output, &plain_lines("plain.wat"));
    assert_eq!(text(&output.stdout), NO_PLAN);
    assert_eq!(folder.names(), ["in.wat", "plain.wat"]);
}

#[test]
fn the_output_may_be_the_input() {
    let folder = Folder::new("the_output_may_be_the_input");
    let input = testdata("clang19/wrapped.wasm");
    folder.write("module.wasm", &input);
    succeeds(&folder.run(["module.wasm", "-o", "elsewhere.wasm", "-q"], b""), "");
    succeeds(&folder.run(["module.wasm", "-o", "module.wasm", "-q"], b""), "");
    let fixed = folder.read("module.wasm");
    assert_ne!(fixed, input);
    assert_eq!(fixed, folder.read("elsewhere.wasm"));
    // Once fixed, it stays.
    succeeds(&folder.run(["module.wasm", "-o", "module.wasm", "-q"], b""), "");
    assert_eq!(folder.read("module.wasm"), fixed);
    assert_eq!(folder.names(), ["elsewhere.wasm", "module.wasm"]);
}

#[test]
fn an_unchanged_module_is_copied_byte_for_byte() {
    let folder = Folder::new("an_unchanged_module_is_copied_byte_for_byte");
    let input = testdata("clang19/reactor-log.wasm");
    folder.write("in.wasm", &input);
    folder.write("out.wasm", "what was there before");
    let output = folder.run(["in.wasm", "-o", "out.wasm"], b"");
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stderr).starts_with("wasm-initfix: in.wasm: unchanged: "), "{}", text(&output.stderr));
    assert_eq!(folder.read("out.wasm"), input);
    assert_eq!(folder.run(["-", "-o", "-", "-q"], &input).stdout, input);
}

#[test]
fn output_into_a_missing_folder() {
    let folder = Folder::new("output_into_a_missing_folder");
    folder.write("in.wat", REACTOR);
    fails(&folder, &["in.wat", "-o", "no/where.wasm"], "no/where.wasm: cannot write: no such folder");
}

#[test]
fn output_onto_a_folder() {
    let folder = Folder::new("output_onto_a_folder");
    folder.write("in.wat", REACTOR);
    std::fs::create_dir(folder.path("dist")).expect("a folder");
    fails(&folder, &["in.wat", "-o", "dist"], "dist: cannot write: a folder");
    assert_eq!(std::fs::read_dir(folder.path("dist")).expect("a folder").count(), 0);
}

// ---- What --check sees ----

#[test]
fn check_is_for_the_host_and_on_the_assumptions_of_the_fix() {
    let folder = Folder::new("check_is_for_the_host_and_on_the_assumptions_of_the_fix");
    let module = r#"(module
        (import "env" "log" (func $log (param i32)))
        (memory (export "memory") 1)
        (global $answer (mut i32) (i32.const 0))
        (func (export "__wasm_call_ctors") (call $log (i32.const 16)) (global.set $answer (i32.const 42)))
        (func (export "answer") (result i32) (global.get $answer)))"#;
    folder.write("x.wat", module);
    let at_start = "\
wasm-initfix: x.wat: fixed: the constructors now run once, in the start section
  found:    it exports `__wasm_call_ctors` (func 1) for the host to call first
";
    const MEMORY: &str = "--assume=env.log=memory";
    let status = |args: &[&str]| {
        let output = folder.run([&["x.wat", "-o", "out.wasm", "--check"], args].concat(), b"");
        assert!(text(&output.stderr).starts_with(at_start), "{args:?}: {}", text(&output.stderr));
        output.status.code()
    };
    assert_eq!(status(&["--host=wasmtime", MEMORY]), Some(0));
    assert_eq!(status(&["--assume=env.log=pure"]), Some(0));
    let forced = folder.run(["x.wat", "-o", "forced.wasm", "--check", "--init=start", MEMORY], b"");
    assert_eq!(forced.status.code(), Some(1), "{}", text(&forced.stderr));
    for host in ["js", "extism"] {
        let checked = folder.run(["check", "out.wasm", MEMORY, &format!("--host={host}")], b"");
        assert_eq!(checked.status.code(), Some(1), "{host}: {}", text(&checked.stdout));
    }
    let note = "note:         esm would not initialise it like this: see wasm-initfix inspect --host=esm";
    let checked = folder.run(["check", "x.wat", "--host=esm"], b"");
    assert!(text(&checked.stdout).contains(note), "{}", text(&checked.stdout));
    let checked = folder.run(["check", "x.wat", "--host=wamr-plain"], b"");
    assert!(!text(&checked.stdout).contains("note:"), "{}", text(&checked.stdout));
    let checked = folder.run(["check", "out.wasm", "--host=wasmtime-instantiate"], b"");
    assert_eq!(checked.status.code(), Some(0), "{}", text(&checked.stdout));
}
