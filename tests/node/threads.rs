//! Threads on one shared memory: constructors run once for all of them.

use libtest_mimic::Failed;

use crate::running::Module;
use crate::running::Test;
use crate::running::expect;

pub const TESTS: &[(&str, Test)] = &[
    ("threads-each-construct-or-find-nothing-before", unfixed),
    ("four-threads-construct-once-by-their-first-calls", first_calls_at_once),
    ("a-constructor-calls-back-while-threads-share-a-guard", constructor_calls_back),
    ("a-constructor-starts-a-thread-and-waits-for-its-end", constructor_starts_a_thread),
    ("the-main-thread-makes-the-first-call-of-all", main_thread_first),
    ("the-main-thread-waits-while-another-constructs", main_thread_waits),
    ("an-init-function-that-each-thread-calls-runs-once", each_thread_initialises),
    ("a-module-that-is-fixed-twice-has-one-guard", fixed_twice),
];

/// Those that want Chromium as well.
pub const IN_A_PAGE: &[(&str, Test)] = &[("threads-of-a-page-construct-once", in_a_page)];

/// A module of `testdata/` whose threads share a memory. All have the functions of `testdata/src/shared_threads.c`.
struct Threads {
    name: &'static str,
    constructed_by: By,
    /// What the fix has to be told.
    assumes: &'static [&'static str],
}

/// Who runs the constructors of a module as its toolchain leaves it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// A host that calls an export.
    Call,
    /// The start section, in each instance.
    Start,
}

const MODULES: &[Threads] = &[
    Threads { name: "clang19/shared-threads", constructed_by: By::Call, assumes: &[] },
    Threads { name: "clang19/shared-threads-reactor", constructed_by: By::Call, assumes: &[] },
    Threads { name: "rust196/shared-threads", constructed_by: By::Call, assumes: &[] },
    Threads { name: "rust196/shared-threads-std", constructed_by: By::Call, assumes: &[] },
    Threads { name: "assemblyscript/shared-threads", constructed_by: By::Start, assumes: &["--guard-address=0"] },
];

impl Threads {
    fn fixed(&self, init: &str) -> Result<Module, Failed> {
        Module::fixed(self.name, &[&[init], self.assumes].concat())
    }
}

/// What each thread finds, of those from 1 on.
fn found(first: &[u32], constructed: u32) -> Vec<String> {
    let line = |(thread, first): (usize, &u32)| {
        format!("thread {thread}: {first}, own {}, constructed {constructed}, started 0", 9 + thread)
    };
    (1..).zip(first).map(line).collect()
}

/// That of four, once the constructors have run so often.
fn four(constructed: u32) -> Vec<String> {
    found(&[1, 4, 9, 16], constructed)
}

fn main_thread() -> String {
    "main: 25, constructed 1".to_owned()
}

/// The scenarios of `threads/thread.mjs`, and what they print where constructors run once for all threads.
fn scenarios() -> [(&'static str, Vec<String>); 5] {
    [
        ("at-once", four(1)),
        ("calls-back", found(&[1], 1)),
        ("spawns", vec!["thread 1: 1, own 10, constructed 1, started 1".to_owned()]),
        ("main-first", [vec![main_thread()], four(1)].concat()),
        // A browser's main thread may not sleep.
        ("main-waits", [vec![main_thread()], found(&[1], 1)].concat()),
    ]
}

fn prints(module: &Module, host: &str, calls: &[&str], lines: &[String]) -> Result<(), Failed> {
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    expect(&module.host(host, calls)?, &lines)
}

/// The name of the module stands before what is wrong with it.
fn each(test: impl Fn(&Threads) -> Result<(), Failed>) -> Result<(), Failed> {
    for threads in MODULES {
        test(threads).map_err(|failed| format!("{}: {}", threads.name, failed.message().unwrap_or_default()))?;
    }
    Ok(())
}

/// Four threads run them four times, and find nothing where nothing runs them.
fn unfixed() -> Result<(), Failed> {
    each(|threads| {
        let module = Module::unfixed(threads.name)?;
        match threads.constructed_by {
            By::Start => prints(&module, "threads/in-node", &["at-once"], &four(4)),
            By::Call => {
                prints(&module, "threads/in-node", &["at-once"], &found(&[0; 4], 0))?;
                prints(&module, "threads/in-node", &["at-once", "each-initialises"], &four(4))
            }
        }
    })
}

fn in_node(name: &str) -> Result<(), Failed> {
    let scenarios = scenarios();
    let Some((name, lines)) = scenarios.iter().find(|(other, _)| *other == name) else {
        return Err(format!("no scenario is called {name}").into());
    };
    each(|threads| prints(&threads.fixed("--init=lazy")?, "threads/in-node", &[name], lines))
}

fn first_calls_at_once() -> Result<(), Failed> {
    in_node("at-once")
}

fn constructor_calls_back() -> Result<(), Failed> {
    in_node("calls-back")
}

fn constructor_starts_a_thread() -> Result<(), Failed> {
    in_node("spawns")
}

fn main_thread_first() -> Result<(), Failed> {
    in_node("main-first")
}

fn main_thread_waits() -> Result<(), Failed> {
    in_node("main-waits")
}

fn in_a_page() -> Result<(), Failed> {
    let names = scenarios().map(|(name, _)| name);
    let lines = scenarios().map(|(name, lines)| [vec![name.to_owned()], lines].concat()).concat();
    each(|threads| prints(&threads.fixed("--init=lazy")?, "threads/in-a-page", &names, &lines))
}

fn each_thread_initialises() -> Result<(), Failed> {
    each(|threads| {
        let module = threads.fixed("--init=export")?;
        prints(&module, "threads/in-node", &["at-once", "each-initialises"], &four(1))
    })
}

/// A second word, or the same one twice, would have each thread wait for itself.
fn fixed_twice() -> Result<(), Failed> {
    each(|threads| {
        for again in [&["--init=lazy"][..], &["--init=export", "--init-name=boot"]] {
            let module = threads.fixed("--init=export")?.fixed_again(again)?;
            prints(&module, "threads/in-node", &["at-once", "each-initialises"], &four(1))?;
        }
        Ok(())
    })
}
