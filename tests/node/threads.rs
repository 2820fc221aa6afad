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

const THREADS: &str = "clang19/shared-threads";

/// What each of four threads finds.
fn found(first: [u32; 4], constructed: u32) -> Vec<String> {
    let line = |(thread, first): (usize, u32)| {
        format!("thread {thread}: {first}, own {}, constructed {constructed}, started 0", 9 + thread)
    };
    (1..).zip(first).map(line).collect()
}

fn prints(module: &Module, calls: &[&str], lines: &[String]) -> Result<(), Failed> {
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    expect(&module.host("threads/in-node", calls)?, &lines)
}

fn lazy() -> Result<Module, Failed> {
    Module::fixed(THREADS, &["--init=lazy"])
}

/// A host that calls the constructors in each thread runs them four times, and one that calls none finds nothing.
fn unfixed() -> Result<(), Failed> {
    let module = Module::unfixed(THREADS)?;
    prints(&module, &["at-once"], &found([0; 4], 0))?;
    let printed = module.host("threads/in-node", &["at-once", "each-calls-ctors"])?;
    if printed.contains("constructed 1,") {
        return Err(format!("the constructors ran once: {printed}").into());
    }
    Ok(())
}

fn first_calls_at_once() -> Result<(), Failed> {
    prints(&lazy()?, &["at-once"], &found([1, 4, 9, 16], 1))
}

fn constructor_calls_back() -> Result<(), Failed> {
    prints(&lazy()?, &["calls-back"], &found([1, 4, 9, 16], 1)[..1])
}

fn constructor_starts_a_thread() -> Result<(), Failed> {
    let line = "thread 1: 1, own 10, constructed 1, started 1".to_owned();
    prints(&lazy()?, &["spawns"], &[line])
}

fn main_thread_first() -> Result<(), Failed> {
    let lines = [vec!["main: 25, constructed 1".to_owned()], found([1, 4, 9, 16], 1)].concat();
    prints(&lazy()?, &["main-first"], &lines)
}

/// A browser's main thread may not sleep.
fn main_thread_waits() -> Result<(), Failed> {
    prints(&lazy()?, &["main-waits"], &waited())
}

fn waited() -> Vec<String> {
    let main = "main: 25, constructed 1".to_owned();
    [vec![main], found([1, 4, 9, 16], 1)[..1].to_vec()].concat()
}

fn in_a_page() -> Result<(), Failed> {
    let four = found([1, 4, 9, 16], 1);
    let spawned = "thread 1: 1, own 10, constructed 1, started 1".to_owned();
    let said = |name: &str, lines: &[String]| [&[name.to_owned()], lines].concat();
    let lines = [
        said("at-once", &four),
        said("calls-back", &four[..1]),
        said("spawns", &[spawned]),
        said("main-first", &[&["main: 25, constructed 1".to_owned()], &four[..]].concat()),
        said("main-waits", &waited()),
    ];
    let lines = lines.concat();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let scenarios = ["at-once", "calls-back", "spawns", "main-first", "main-waits"];
    expect(&lazy()?.host("threads/in-a-page", &scenarios)?, &lines)
}

/// A second word, or the same one twice, would have each thread wait for itself.
fn fixed_twice() -> Result<(), Failed> {
    for again in [&["--init=lazy"][..], &["--init=export", "--init-name=boot"]] {
        let module = Module::fixed(THREADS, &["--init=export"])?.fixed_again(again)?;
        let lines = found([1, 4, 9, 16], 1);
        prints(&module, &["at-once", "each-calls-ctors"], &lines)?;
    }
    Ok(())
}

fn each_thread_initialises() -> Result<(), Failed> {
    let module = Module::fixed(THREADS, &["--init=export"])?;
    prints(&module, &["at-once", "each-calls-ctors"], &found([1, 4, 9, 16], 1))
}
