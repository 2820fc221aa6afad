//! What cannot be done, and why.

use super::Folder;
use super::START_LOGS;
use super::constructor;
use super::errors;
use super::row;
use super::run;
use super::text;

#[test]
fn imports_that_cannot_be_made_are_named() {
    let module = r#"(module (import "env" "object" (global (ref extern))))"#;
    let message = "in.wat: cannot be run: nothing of type (ref extern) can be made for import env.object";
    errors("imports_that_cannot_be_made_are_named", module, &["check", "in.wat"], message);
}

/// A name of something else is not what was meant.
#[test]
fn only_what_an_option_takes_is_offered() {
    let module = r#"(module (import "env" "logs" (memory 1)) (import "env" "lot" (global i32)))"#;
    let test = "only_what_an_option_takes_is_offered";
    let message = "--assume env.log: no function is imported under that name";
    errors(test, module, &["check", "in.wat", "--assume=env.log=pure"], &format!("in.wat: {message}"));
    let message = "--import env.log: no function or global is imported under that name; did you mean `env.lot`?";
    errors(test, module, &["check", "in.wat", "--import=env.log=1"], &format!("in.wat: {message}"));
}

#[test]
fn options_have_to_fit_the_module() {
    let test = "options_have_to_fit_the_module";
    let lines: [(&[&str], &str); 8] = [
        (
            &["--import=env.lag=1"],
            "--import env.lag: no function or global is imported under that name; did you mean `env.log`?",
        ),
        (
            &["--assume=env.lag=pure"],
            "--assume env.lag: no function is imported under that name; did you mean `env.log`?",
        ),
        (&["--import=env.log=1"], "--import env.log=1: that function gives no result"),
        (&["--invoke=got"], "--invoke got: no function is exported under that name; there are: get"),
        (&["--invoke=get(1)"], "--invoke get: takes no argument, not 1"),
        (&["--invoke=memory"], "--invoke memory: no function is exported under that name; there are: get"),
        (&["--init-export=got"], "--init-export=got: no function is exported under that name; did you mean `get`?"),
        (&["--init-export=get"], "--init-export=get: an initialiser is of type () -> (), this function is not"),
    ];
    for (args, message) in lines {
        let args = [&["check", "in.wat"], args].concat();
        errors(test, START_LOGS, &args, &format!("in.wat: {message}"));
    }
    let counts = r#"(module
      (import "env" "now" (func (result i32)))
      (func (export "add") (param i32 i64))
      (func (export "less") (param f32)))"#;
    let lines: [(&[&str], &str); 5] = [
        (&["--import=env.now=4294967296"], "--import env.now=4294967296: `4294967296` is no i32"),
        (&["--import=env.now=1.5"], "--import env.now=1.5: `1.5` is no i32"),
        (&["--invoke=add(1, x)"], "--invoke add: `x` is no i64"),
        (&["--invoke=add"], "--invoke add: takes 2 arguments (i32, i64) as in --invoke 'add(0, 0)', not 0"),
        (&["--invoke=less(1, 2)"], "--invoke less: takes 1 argument (f32) as in --invoke 'less(0)', not 2"),
    ];
    for (args, message) in lines {
        let args = [&["check", "in.wat"], args].concat();
        errors(test, counts, &args, &format!("in.wat: {message}"));
    }
}

/// `check` and `run` take calls in the same form, and say it if numbers stand behind a name.
#[test]
fn calls_are_written_in_one_way() {
    let test = "calls_are_written_in_one_way";
    let module = r#"(module (func (export "add") (param i32 f64) (result f64) (local.get 1)))"#;
    for command in ["check", "run"] {
        let args = [command, "in.wat", "-v", "--invoke", "add(0x10, -2.5)", "--invoke=add( 1,2 )"];
        let (_, output) = run(test, module, &args);
        assert_eq!(row(&output, "export  "), ["add(16, -2.5): -2.5", "add(1, 2.0): 2.0"]);
        assert_eq!(output.status.code(), Some(0));
        let message = "`1`: the numbers of a call stand in parentheses, as in --invoke 'add(1, 2.5)'";
        errors(test, module, &[command, "in.wat", "--invoke", "add", "1", "2.5"], message);
        let message = "`-1`: the numbers of a call stand in parentheses, as in --invoke 'add(-1)'";
        errors(test, module, &[command, "in.wat", "--invoke", "add", "-1"], message);
        let message = "`0x2`: the numbers of a call stand in parentheses, as in --invoke 'add(1, 0x2)'";
        errors(test, module, &[command, "in.wat", "--invoke", "add(1)", "0x2"], message);
    }
    errors(test, module, &["run", "in.wat", "other.wat"], "`other.wat` is one too many: run runs one module");
    errors(test, module, &["check", "in.wat", "in.wat", "x"], "`x` is one too many: check takes one module or two");
    errors(test, module, &["check", "in.wat", "1"], "1: no such file");
    // A module may be called like a number.
    let folder = Folder::new(test);
    folder.write("1", module);
    let output = folder.run(["check", "1", "1", "--invoke", "add(1, 2)"], b"");
    assert_eq!((text(&output.stderr), output.status.code()), ("", Some(0)));
}

/// Where exports were not called, the option that calls them is named: by commands that have it.
#[test]
fn advice_names_options_that_the_command_has() {
    let test = "advice_names_options";
    let export = |name: &str| format!(r#"(func (export "{name}") (loop $l (br $l)))"#);
    let module = format!("(module {})", ["a", "b", "c", "d"].map(export).concat());
    let unknown =
        "3 exports did not end: the others were not called; --invoke 'NAME(NUMBERS)' calls those that you name";
    for args in [&["check", "in.wat", "--max-time=0.1"][..], &["check", "in.wat", "again.wat", "--max-time=0.1"]] {
        let folder = Folder::new("advice_names_options_of_two");
        folder.write("in.wat", &module);
        folder.write("again.wat", module.replace("(module", "(module (@custom \"again\" \"\")"));
        let output = folder.run(args, b"");
        assert_eq!((row(&output, "unknown:").last(), output.status.code()), (Some(&unknown), Some(2)));
    }
    let named = ["run", "in.wat", "--max-time=0.1", "--invoke=a", "--invoke=b", "--invoke=c", "--invoke=d"];
    let (_, output) = run(test, &module, &named);
    let unknown = "3 exports did not end: the others were not called";
    assert_eq!((row(&output, "unknown:"), output.status.code()), (vec![unknown], Some(1)));
    // The main command has no limits of its own.
    let chatty = constructor("(loop $l (call $mark (i64.const 1)) (br $l))");
    let (_, output) = run(test, &chatty, &["in.wat", "-o", "out.wasm", "--check", "--export-memory=second"]);
    let error = "wasm-initfix: error: in.wat: --check: init: neither ended; called imports more than 100000 times (--max-calls) \
                 in _GLOBAL__sub_I_x.cpp; --max-calls is an option of wasm-initfix check\n";
    assert_eq!((text(&output.stderr), output.status.code()), (error, Some(2)));
}

#[test]
fn values_of_options_have_to_be_some() {
    let lines: [(&[&str], &str); 4] = [
        (&["--import=now"], "expected MODULE.NAME=NUMBER, as in --import env.now=42"),
        (&["--assume=env.now=maybe"], "expected MODULE.NAME=pure, MODULE.NAME=memory or MODULE.NAME=reenters"),
        (&["--max-time=0"], "expected at least 0.001 s"),
        (&["--max-time=x"], "expected a number of seconds"),
    ];
    for (args, message) in lines {
        let args = [&["check", "in.wat"], args].concat();
        let (_, output) = run("values_of_options_have_to_be_some", START_LOGS, &args);
        let said = text(&output.stderr).lines().next().unwrap_or_default().to_owned();
        assert!(said.ends_with(message), "{said}");
        assert_eq!(output.status.code(), Some(2));
    }
}

#[test]
fn what_is_no_module_is_an_error() {
    let message = "in.wat: text, not a WebAssembly module; it starts with \"#include <vector>\"";
    errors("what_is_no_module", "#include <vector>", &["check", "in.wat"], message);
    errors("what_is_no_module", START_LOGS, &["check", "in.wat", "out.wat"], "out.wat: no such file");
}
