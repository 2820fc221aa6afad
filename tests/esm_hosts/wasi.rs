//! `src/esm/wasi.mjs`, the WASI that is written beside a module: function by function, and under modules of `testdata/`, which print
//! the same with Node's.

use std::ffi::OsStr;

use libtest_mimic::Completion;
use libtest_mimic::Failed;
use libtest_mimic::Trial;

use crate::host::node;
use crate::host::script;
use crate::host::testdata;
use crate::run::expect;
use crate::run::output;
use crate::run::without;

/// Those of `tests/esm/wasi-units.mjs`.
const UNITS: &[&str] = &[
    "every-name-of-node-is-there",
    "written-bytes-are-copies",
    "a-memory-may-grow",
    "addresses-over-two-gigabytes-are-signed",
    "an-address-outside-is-an-error",
    "a-page-says-whole-lines",
    "a-page-says-a-line-without-end-after-the-call",
    "a-character-may-come-in-two-calls",
    "a-million-small-writes-make-one-line",
    "a-process-has-its-own-streams",
    "arguments-and-environment",
    "clocks",
    "random-numbers-fill-what-was-asked-for",
    "files-are-those-of-the-standard",
    "an-exit-has-its-code",
];

/// A module, the exports to call then, and what all prints.
struct Printer {
    module: &'static str,
    calls: &'static [&'static str],
    lines: &'static [&'static str],
}

const PRINTERS: &[Printer] = &[
    Printer {
        module: "clang19/command-order",
        calls: &[],
        lines: &["note 1", "note 2", "main 41", "note 3", "exit with code 0"],
    },
    Printer { module: "clang19/command-say", calls: &[], lines: &["made", "say 1", "gone 41", "exit with code 0"] },
    Printer { module: "clang19/reactor-say", calls: &["get()"], lines: &["made", "get() = 40"] },
    Printer {
        module: "clang22/reactor-both-wasi",
        calls: &["answer()", "say(7)"],
        lines: &["A constructed", "answer() = 42", "say 7", "say(7) = 8"],
    },
    Printer {
        module: "clang22/iostream-importmem",
        calls: &["count()", "lookup(0)"],
        lines: &["count() = 3", "lookup(0) = 1"],
    },
    Printer {
        module: "emscripten/standalone-command",
        calls: &[],
        lines: &["A(5)", "main 8", "~A", "exit with code 0"],
    },
    Printer { module: "rust196/command-with-exports", calls: &[], lines: &["main 1", "exit with code 0"] },
    Printer { module: "rust196/wasip1-reactor", calls: &["push(1)"], lines: &["push(1) = 8"] },
];

pub fn trials() -> Vec<Trial> {
    let units = UNITS.iter().map(|unit| trial(format!("wasi-{unit}"), || passes(unit)));
    let printers = PRINTERS.iter().map(|printer| trial(format!("wasi-under-{}", printer.module), || prints(printer)));
    let others = [
        trial("wasi-every-unit-has-its-line".to_owned(), every_unit_has_its_line),
        trial("wasi-is-a-terminal-for-c".to_owned(), terminal),
    ];
    units.chain(printers).chain(others).collect()
}

fn trial(name: String, test: impl FnOnce() -> Result<(), Failed> + Send + 'static) -> Trial {
    Trial::ignorable_test(name, move || match node() {
        Ok(()) => test().map(|()| Completion::Completed),
        Err(reason) => without(reason),
    })
}

fn run(name: &str, arguments: &[&OsStr]) -> Result<Vec<String>, Failed> {
    let printed = output(script(name, OsStr::new("node")).args(arguments))?;
    Ok(printed.lines().map(str::to_owned).collect())
}

fn passes(unit: &str) -> Result<(), Failed> {
    expect(&run("wasi-units.mjs", &[unit.as_ref()])?, &["passed"])
}

fn every_unit_has_its_line() -> Result<(), Failed> {
    let mut units = UNITS.to_vec();
    units.sort_unstable();
    expect(&run("wasi-units.mjs", &[])?, &units)
}

fn with(which: &str, module: &str, calls: &[&str]) -> Result<Vec<String>, Failed> {
    let module = testdata(module);
    let mut arguments = vec![which.as_ref(), module.as_os_str()];
    arguments.extend(calls.iter().map(OsStr::new));
    run("wasi.mjs", &arguments)
}

fn prints(printer: &Printer) -> Result<(), Failed> {
    for which in ["node", "shim"] {
        expect(&with(which, printer.module, printer.calls)?, printer.lines)
            .map_err(|failed| format!("{which}: {}", failed.message().unwrap_or_default()))?;
    }
    Ok(())
}

/// A line is there when its call has ended; for Node's WASI a pipe is no terminal, and C keeps what this reactor never flushes.
fn terminal() -> Result<(), Failed> {
    let calls = ["say(3)", "say(4)"];
    expect(&with("shim", "clang19/reactor-say", &calls)?, &["made", "say 3", "say(3) = 40", "say 4", "say(4) = 41"])?;
    expect(&with("node", "clang19/reactor-say", &calls)?, &["made", "say(3) = 40", "say(4) = 41"])
}
