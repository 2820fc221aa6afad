//! Every system call on the way of a file fails once, at each place where it is made: then a file is the old one or the new one, and
//! whole, no temporary file is left, and the exit status says which of the files it is.
//!
//! strace counts the calls of a run that goes well, and makes one of them fail in each run after that.

#[path = "faults/calls.rs"]
mod calls;
#[path = "faults/scenario.rs"]
mod scenario;

use std::env;
use std::io;
use std::process::Command;
use std::process::ExitCode;

use libtest_mimic::Arguments;
use libtest_mimic::Completion;
use libtest_mimic::Failed;
use libtest_mimic::Trial;

use scenario::Scenario;

const TOOL: &str = "strace";

fn main() -> ExitCode {
    let sweeps = Scenario::all()
        .into_iter()
        .map(|scenario| Trial::ignorable_test(scenario.name, move || with_tool(|| scenario.sweep())));
    let undo = Trial::ignorable_test("pair-that-cannot-be-undone", || with_tool(Scenario::cannot_be_undone));
    libtest_mimic::run(&Arguments::from_args(), sweeps.chain([undo]).collect()).exit_code()
}

fn with_tool(test: impl FnOnce() -> Result<(), Failed>) -> Result<Completion, Failed> {
    match missing() {
        None => test().map(|()| Completion::Completed),
        Some(missing) if env::var_os("CI").is_none_or(|ci| ci.is_empty()) => Ok(Completion::ignored_with(missing)),
        Some(missing) => Err(format!("{missing}, and under CI this test may not be ignored").into()),
    }
}

/// Why nothing can be made to fail here.
fn missing() -> Option<String> {
    match Command::new(TOOL).args(["-f", "-qq", "-o", "/dev/null", "true"]).output() {
        Ok(output) if output.status.success() => None,
        Ok(output) => Some(format!("{TOOL} does not work here: {}", String::from_utf8_lossy(&output.stderr).trim())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Some(format!("needs {TOOL} in PATH")),
        Err(error) => Some(format!("needs {TOOL}, which does not start: {error}")),
    }
}

/// What is wrong, in one message.
fn all(wrong: Vec<String>) -> Result<(), Failed> {
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}
