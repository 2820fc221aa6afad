//! What cannot be done, and why.

use super::START_LOGS;
use super::errors;
use super::run;
use super::text;

#[test]
fn imports_that_cannot_be_made_are_named() {
    let module = r#"(module (import "env" "object" (global (ref extern))))"#;
    let message = "in.wat: cannot be run: nothing of type (ref extern) can be made for import env.object";
    errors("imports_that_cannot_be_made_are_named", module, &["check", "in.wat"], message);
}

#[test]
fn options_have_to_fit_the_module() {
    let test = "options_have_to_fit_the_module";
    let lines: [(&[&str], &str); 8] = [
        (&["--import=env.lag=1"], "--import env.lag: no function or global is imported under that name"),
        (&["--assume=env.lag=pure"], "--assume env.lag: no function is imported under that name"),
        (&["--import=env.log=1"], "--import env.log=1: that function gives no result"),
        (&["--invoke=got"], "--invoke got: no function is exported under that name; there are: get"),
        (&["--invoke=get(1)"], "--invoke get: takes 0 arguments, not 1"),
        (&["--invoke=memory"], "--invoke memory: no function is exported under that name; there are: get"),
        (&["--init-export=got"], "--init-export=got: no function is exported under that name"),
        (&["--init-export=get"], "--init-export=get: an initialiser is of type () -> (), this function is not"),
    ];
    for (args, message) in lines {
        let args = [&["check", "in.wat"], args].concat();
        errors(test, START_LOGS, &args, &format!("in.wat: {message}"));
    }
    let counts = r#"(module
      (import "env" "now" (func (result i32)))
      (func (export "add") (param i32 i64)))"#;
    let lines: [(&[&str], &str); 3] = [
        (&["--import=env.now=4294967296"], "--import env.now=4294967296: `4294967296` is no i32"),
        (&["--import=env.now=1.5"], "--import env.now=1.5: `1.5` is no i32"),
        (&["--invoke=add(1, x)"], "--invoke add: `x` is no i64"),
    ];
    for (args, message) in lines {
        let args = [&["check", "in.wat"], args].concat();
        errors(test, counts, &args, &format!("in.wat: {message}"));
    }
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
