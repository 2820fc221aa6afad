//! The story of [design#1160](https://github.com/WebAssembly/design/issues/1160) in a real JS host.
//!
//! Exports appear only after the start function has returned, so an import that is called in start cannot reach an
//! exported memory. Each test lets the built tool change a module, or leave it, and gives it to a host in
//! `tests/node/`, which asserts what only it can see and prints what happened, in order.

#[path = "node/kept.rs"]
mod kept;
#[path = "node/renames.rs"]
mod renames;
#[path = "node/running.rs"]
mod running;
#[path = "node/tables.rs"]
mod tables;
#[path = "node/threads.rs"]
mod threads;

use std::fs;
use std::process::ExitCode;

use libtest_mimic::Arguments;
use libtest_mimic::Failed;
use libtest_mimic::Trial;
use running::Module;
use running::Test;
use running::expect;
use running::with_chromium;
use running::with_node;

const WRAPPED_LOG: &str = "clang19/wrapped-log";
const WRAPPED_PRINTF: &str = "clang19/wrapped-printf";
const START_LOG: &str = "wat/start-log";
const START_LOG_ASSEMBLYSCRIPT: &str = "assemblyscript/log";

/// What no table says of the import.
const LOG: &str = "--assume=env.log=memory";
/// Every way in which wrapped exports reach us: with lld's names, without, inlined by wasm-opt, and without libc; and what has to be
/// said of them.
const WRAPPED: [(&str, &[&str]); 4] = [
    ("clang19/wrapped", &[]),
    ("clang19/wrapped-stripped", &[]),
    ("wasm-opt/wrapped-inlined", &["--assume-wrapped"]),
    ("clang19/wrapped-no-libc", &[]),
];

const TESTS: &[(&str, Test)] = &[
    ("constructors-forced-into-start-find-no-exported-memory", constructors_forced_into_start),
    ("a-start-section-that-logs-finds-no-memory-until-it-is-fixed", start_that_logs),
    ("a-host-that-reads-memory-first-finds-it-empty-if-the-first-call-fills-it", memory_read_first),
    ("a-host-that-reads-memory-first-misses-what-an-import-fills-in-the-first-call", memory_filled_by_an_import),
    ("wrapped-constructors-that-log-run-once-with-any-host", wrapped_that_logs),
    ("an-assemblyscript-start-that-logs-finds-no-memory-until-it-is-fixed", assemblyscript_that_logs),
    ("constructors-that-log-work-in-start-with-the-memory-of-the-host", start_with_the_memory_of_the_host),
    ("a-wrapped-module-counts-its-constructors-1-2-3-before-and-1-1-1-after", wrapped_that_counts),
    ("a-wrapped-module-counts-1-if-the-host-calls-initialize-first-late-or-twice", wrapped_and_initialize),
    ("a-wrapped-module-with-printf-answers-42-and-then-traps-before-and-42-every-time-after", wrapped_that_prints),
    ("a-wrapped-module-prints-the-same-through-a-pipe-once-the-host-calls-dtors", wrapped_through_a_pipe),
    ("lines-are-written-after-each-call-or-wait-for-dtors-in-a-pipe", lines_in_a_pipe),
    ("what-a-wrapped-module-prints-is-not-lost", nothing_is_lost),
    ("what-was-fixed-goes-on-printing-after-wasm-opt", what_was_fixed_goes_on_printing),
    ("a-program-s-exports-trap-after-main-until-they-make-sure-of-its-constructors", exports_of_a_program),
    ("the-start-section-runs-a-program-s-constructors-and-the-host-runs-main", program_in_start),
    ("constructors-wait-for-what-a-host-calls-first", constructors_wait),
    ("wasm-bindgen-s-exports-rerun-constructors-until-they-are-fixed", bound_exports),
    ("a-wasi-reactor-with-memory-imported-and-exported-is-left-as-it-is-and-works", wasi_reactor_is_left),
    ("a-wasi-reactor-forced-into-start-finds-no-wasi", wasi_reactor_forced_into_start),
    ("a-lazy-module-works-through-wasi-initialize", lazy_through_wasi),
    ("initialize-is-harmless-after-start-where-the-crt-traps-on-a-second-call", crt_that_traps),
    ("initialize-is-harmless-on-a-lazy-module-whose-start-traps-on-a-second-call", start_that_traps),
    ("wasi-initialize-is-harmless-after-start-where-the-crt-traps-on-a-second-call", crt_that_traps_through_wasi),
];

fn main() -> ExitCode {
    let trial = |&(name, test): &(&str, Test)| Trial::ignorable_test(name, move || with_node(test));
    let page = |&(name, test): &(&str, Test)| Trial::ignorable_test(name, move || with_chromium(test));
    let of_node = [TESTS, kept::TESTS, renames::TESTS, tables::TESTS, threads::TESTS].into_iter().flatten().map(trial);
    let all = of_node.chain(threads::IN_A_PAGE.iter().map(page));
    libtest_mimic::run(&Arguments::from_args(), all.collect()).exit_code()
}

// ---- The story ----

fn constructors_forced_into_start() -> Result<(), Failed> {
    for module in [WRAPPED_LOG, "clang19/reactor-log"] {
        let module = Module::fixed(module, &["--init=start"])?;
        expect(&module.host("no-memory-in-start", &[])?, &["env.log was called in start and found no memory"])?;
    }
    Ok(())
}

fn start_that_logs() -> Result<(), Failed> {
    let before = Module::unfixed(START_LOG)?;
    expect(&before.host("no-memory-in-start", &[])?, &["env.log was called in start and found no memory"])?;

    let after = Module::fixed(START_LOG, &[LOG])?;
    expect(
        &after.host("exported-memory", &["_initialize()", "ready()", "ready()"])?,
        &["instantiated", "log: \"hello from start\"", "_initialize()", "ready() = 1", "ready() = 1"],
    )?;
    expect(
        &after.host("exported-memory", &["ready()", "ready()"])?,
        &["instantiated", "log: \"hello from start\"", "ready() = 1", "ready() = 1"],
    )
}

/// The start section worked, so that it stays; who insists on the first call is told what that host then misses.
fn memory_read_first() -> Result<(), Failed> {
    const FILLED: &[&str] = &["memory: 1,2,3,4", "sum() = 10", "memory: 1,2,3,4"];
    const TABLE: &str = "wat/start-fills-exported-memory";
    expect(&Module::unfixed(TABLE)?.host("reads-first", &["sum()"])?, FILLED)?;
    let lazy = Module::fixed(TABLE, &["--init=lazy"])?;
    expect(&lazy.host("reads-first", &["sum()"])?, &["memory: 0,0,0,0", "sum() = 10", "memory: 1,2,3,4"])?;
    // As the report says: after a call of the init function, all is there.
    expect(
        &lazy.host("reads-first", &["_initialize()", "sum()"])?,
        &["memory: 0,0,0,0", "_initialize()", "sum() = 10", "memory: 1,2,3,4"],
    )
}

/// The same, where an import fills the memory that the host gave.
fn memory_filled_by_an_import() -> Result<(), Failed> {
    const FILLS: &str = "wat/start-import-fills-given-memory";
    let lines = ["memory: 1,2,3,4", "sum() = 10", "memory: 1,2,3,4"];
    expect(&Module::unfixed(FILLS)?.host("reads-first", &["sum()"])?, &lines)?;
    let lazy = Module::fixed(FILLS, &["--init=lazy"])?;
    expect(&lazy.host("reads-first", &["sum()"])?, &["memory: 0,0,0,0", "sum() = 10", "memory: 1,2,3,4"])
}

fn wrapped_that_logs() -> Result<(), Failed> {
    let before = Module::unfixed(WRAPPED_LOG)?;
    expect(
        &before.host("exported-memory", &["total()", "total()"])?,
        &[
            "instantiated",
            "log: \"constructor one\\n\"",
            "log: \"constructor two, longer\\n\"",
            "total() = 40",
            "log: \"constructor one\\n\"",
            "log: \"constructor two, longer\\n\"",
            "total() = 40",
        ],
    )?;

    let after = Module::fixed(WRAPPED_LOG, &[])?;
    expect(
        &after.host("exported-memory", &["initialize()", "total()", "hello()"])?,
        &[
            "instantiated",
            "log: \"constructor one\\n\"",
            "log: \"constructor two, longer\\n\"",
            "initialize()",
            "total() = 40",
            "log: \"hello\\n\"",
            "hello()",
        ],
    )?;
    expect(
        &after.host("exported-memory", &["total()", "hello()"])?,
        &[
            "instantiated",
            "log: \"constructor one\\n\"",
            "log: \"constructor two, longer\\n\"",
            "total() = 40",
            "log: \"hello\\n\"",
            "hello()",
        ],
    )
}

fn assemblyscript_that_logs() -> Result<(), Failed> {
    let before = Module::unfixed(START_LOG_ASSEMBLYSCRIPT)?;
    expect(&before.host("no-memory-in-start", &[])?, &["env.log was called in start and found no memory"])?;

    let after = Module::fixed(START_LOG_ASSEMBLYSCRIPT, &[LOG])?;
    expect(
        &after.host("exported-memory", &["_initialize()", "count()"])?,
        &["instantiated", "log: \"top-level statement\"", "_initialize()", "count() = 1"],
    )?;
    expect(
        &after.host("exported-memory", &["add(1, 2)", "count()"])?,
        &["instantiated", "log: \"top-level statement\"", "add(1, 2) = 3", "count() = 1"],
    )
}

fn start_with_the_memory_of_the_host() -> Result<(), Failed> {
    let wrapped = Module::fixed(WRAPPED_LOG, &["--import-memory", "--no-export-memory", LOG])?;
    expect(
        &wrapped.host("given-memory", &["total()", "total()"])?,
        &[
            "log: \"constructor one\\n\"",
            "log: \"constructor two, longer\\n\"",
            "instantiated",
            "total() = 40",
            "total() = 40",
        ],
    )?;

    let start = Module::fixed(START_LOG, &["--import-memory"])?;
    expect(&start.host("given-memory", &["ready()"])?, &["log: \"hello from start\"", "instantiated", "ready() = 1"])?;

    let assemblyscript = Module::fixed(START_LOG_ASSEMBLYSCRIPT, &["--import-memory", "--no-export-memory"])?;
    expect(
        &assemblyscript.host("given-memory", &["count()"])?,
        &["log: \"top-level statement\"", "instantiated", "count() = 1"],
    )
}

// ---- Constructors on every call ----

fn wrapped_that_counts() -> Result<(), Failed> {
    let calls = ["runs_()", "runs_()", "runs_()"];
    for (module, options) in WRAPPED {
        expect(
            &Module::unfixed(module)?.host("exported-memory", &calls)?,
            &["instantiated", "runs_() = 1", "runs_() = 2", "runs_() = 3"],
        )?;
        expect(
            &Module::fixed(module, options)?.host("exported-memory", &calls)?,
            &["instantiated", "runs_() = 1", "runs_() = 1", "runs_() = 1"],
        )?;
    }
    Ok(())
}

fn wrapped_and_initialize() -> Result<(), Failed> {
    for (module, options) in WRAPPED {
        let module = Module::fixed(module, &[options, &["--init=lazy"]].concat())?;
        expect(
            &module.host("exported-memory", &["_initialize()", "runs_()", "runs_()"])?,
            &["instantiated", "_initialize()", "runs_() = 1", "runs_() = 1"],
        )?;
        // What the host wrote before its late call must survive the call.
        expect(
            &module.host("exported-memory", &["poke(0, 77)", "_initialize()", "get(0)", "runs_()"])?,
            &["instantiated", "poke(0, 77)", "_initialize()", "get(0) = 77", "runs_() = 1"],
        )?;
        expect(
            &module.host("exported-memory", &["_initialize()", "_initialize()", "runs_()"])?,
            &["instantiated", "_initialize()", "_initialize()", "runs_() = 1"],
        )?;
    }
    Ok(())
}

fn wrapped_that_prints() -> Result<(), Failed> {
    let calls = ["answer()", "answer()", "answer()"];
    let before = Module::unfixed(WRAPPED_PRINTF)?.host("wasi", &calls[..2])?;
    expect(
        // The first run of destructors leaves an empty entry in the list that the second run calls. V8 called this trap
        // "null function or function signature mismatch" before it called it "function signature mismatch".
        &before.replace("null function or ", ""),
        &[
            "instantiated",
            "initialized",
            "A constructed",
            "A destroyed",
            "answer() = 42",
            "A constructed",
            "answer() trapped: function signature mismatch",
        ],
    )?;
    expect(
        &Module::fixed(WRAPPED_PRINTF, &[])?.host("wasi", &calls)?,
        &["instantiated", "A constructed", "initialized", "answer() = 42", "answer() = 42", "answer() = 42"],
    )
}

fn wrapped_through_a_pipe() -> Result<(), Failed> {
    expect(
        &Module::unfixed(WRAPPED_PRINTF)?.host("wasi", &["say(7)"])?,
        &["instantiated", "initialized", "A constructed", "say 7", "A destroyed", "say(7) = 8"],
    )?;

    let after = Module::fixed(WRAPPED_PRINTF, &[])?;
    let unfinished = ["instantiated", "A constructed", "initialized", "say 7", "say(7) = 8"];
    expect(&after.host("wasi", &["say(7)"])?, &unfinished)?;
    expect(
        &after.host("wasi", &["say(7)", "__wasm_call_dtors()"])?,
        &[&unfinished[..], &["A destroyed", "__wasm_call_dtors()"]].concat(),
    )
}

fn lines_in_a_pipe() -> Result<(), Failed> {
    let calls = ["say(1)", "say(2)", "say(3)"];
    expect(
        &Module::unfixed("clang19/wrapped-stdio")?.host("wasi", &calls)?,
        &["instantiated", "initialized", "line 1", "say(1) = 1", "line 2", "say(2) = 2", "line 3", "say(3) = 3"],
    )?;

    let after = Module::fixed("clang19/wrapped-stdio", &[])?;
    expect(
        &after.host("wasi", &calls)?,
        &["instantiated", "initialized", "line 1", "say(1) = 1", "line 2", "say(2) = 1", "line 3", "say(3) = 1"],
    )?;

    // wasi-libc finds out at the first line, which it still writes at once, that a pipe is no terminal.
    let after = Module::fixed("clang19/wrapped-stdio", &["--after-call=nothing"])?;
    let unfinished = ["instantiated", "initialized", "line 1", "say(1) = 1", "say(2) = 1", "say(3) = 1"];
    expect(&after.host("wasi", &calls)?, &unfinished)?;
    expect(
        &after.host("wasi", &[&calls[..], &["__wasm_call_dtors()"]].concat())?,
        &[&unfinished[..], &["line 2", "line 3", "__wasm_call_dtors()"]].concat(),
    )
}

/// A host that calls once and goes reads what it read before, but for what destructors print; and later calls do what those of
/// the same source do that was linked as a reactor.
fn nothing_is_lost() -> Result<(), Failed> {
    let modules: [(&str, &[&str]); 5] = [
        ("clang19/wrapped-say", &[]),
        ("clang19/wrapped-say-stripped", &[]),
        ("clang19/wrapped-say-destroyed", &[]),
        ("clang19/wrapped-say-destroyed-stripped", &[]),
        ("wasm-opt/driver-say", &["--assume-wrapped"]),
    ];
    for (module, options) in modules {
        let lines = ["instantiated", "initialized", "made", "say 3"];
        let gone = if module.contains("destroyed") { &["gone 41"][..] } else { &[] };
        let before = [&lines[..], gone, &["say(3) = 40"]].concat();
        expect(&Module::unfixed(module)?.host("wasi", &["say(3)"])?, &before)?;
        let after = Module::fixed(module, options)?;
        let lines =
            ["instantiated", "made", "initialized", "say 3", "say(3) = 40", "say 4", "say(4) = 41", "get() = 42"];
        expect(&after.host("wasi", &["say(3)", "say(4)", "get()"])?, &lines)?;
        if module.contains("destroyed") {
            let calls = ["say(3)", "__wasm_call_dtors()"];
            expect(&after.host("wasi", &calls)?, &[&lines[..5], &["gone 41", "__wasm_call_dtors()"]].concat())?;
        }
        let values = |printed: &str| -> Vec<String> {
            printed.lines().filter(|line| line.contains(" = ")).map(str::to_owned).collect()
        };
        let calls = ["say(3)", "say(4)", "get()", "say(5)", "get()"];
        let twin = Module::unfixed("clang19/reactor-say")?.host("wasi", &calls)?;
        let (ours, theirs) = (values(&after.host("wasi", &calls)?), values(&twin));
        if ours != theirs || theirs.len() != calls.len() {
            return Err(format!("{module}: {ours:?}, and as a reactor {theirs:?}").into());
        }
    }
    Ok(())
}

/// A fixed module that was optimised then is left, and still prints at the end of each call.
fn what_was_fixed_goes_on_printing() -> Result<(), Failed> {
    let (before, after) = (Module::unfixed("wasm-opt/own-flush-Oz")?, Module::fixed("wasm-opt/own-flush-Oz", &[])?);
    if fs::read(&before.path)? != fs::read(&after.path)? {
        return Err("it was changed".into());
    }
    let lines = ["instantiated", "made", "initialized", "say 3", "say(3) = 40", "say 4", "say(4) = 41", "get() = 42"];
    expect(&after.host("wasi", &["say(3)", "say(4)", "get()"])?, &lines)
}

/// Before the fix, each call adds 1 again, also a call by the JS itself.
fn bound_exports() -> Result<(), Failed> {
    let calls = ["total()", "add(2)", "total()"];
    let (table, start) = ("init_externref_table()", ["instantiated", "init_externref_table()", "started"]);
    let plain = "rust196/bindgen-bound";
    let before = Module::unfixed(plain)?;
    let lines = |more: [&'static str; 3]| [&start[..], &more].concat();
    expect(&before.host("bindgen", &calls)?, &lines(["total() = 22", "add(2) = 25", "total() = 26"]))?;
    for options in [&[][..], &["--init=lazy"], &["--rewriter=walrus"]] {
        let after = Module::fixed(plain, options)?;
        expect(&after.host("bindgen", &calls)?, &lines(["total() = 21", "add(2) = 23", "total() = 23"]))?;
    }
    let logs = "rust196/bindgen-log-bound";
    let before = ["instantiated", table, "log(1)", "started", "log(1)", "total() = 22", "log(1)", "total() = 23"];
    expect(&Module::unfixed(logs)?.host("bindgen", &["total()", "total()"])?, &before)?;
    let after = ["instantiated", table, "log(1)", "started", "total() = 21", "total() = 21"];
    expect(&Module::fixed(logs, &[])?.host("bindgen", &["total()", "total()"])?, &after)
}

/// As a start function, the constructors would run before the stack is there, or before addresses are relocated.
fn constructors_wait() -> Result<(), Failed> {
    let tasks = "wat/reactor-with-tasks";
    let lines = ["instantiated", "__wasm_init_task()"];
    let with = |more: &[&'static str]| [&lines[..], more].concat();
    let calls = ["__wasm_init_task()", "_initialize()", "get()"];
    for module in [Module::unfixed(tasks)?, Module::fixed(tasks, &[])?, Module::fixed(tasks, &["--init=lazy"])?] {
        expect(&module.host("exported-memory", &calls)?, &with(&["_initialize()", "get() = 42"]))?;
    }
    let lazy = Module::fixed(tasks, &["--init=lazy"])?;
    expect(&lazy.host("exported-memory", &["__wasm_init_task()", "get()"])?, &with(&["get() = 42"]))?;

    let side = "clang19/dylink-stripped";
    for module in [Module::unfixed(side)?, Module::fixed(side, &[])?] {
        expect(&module.host("side-module", &["get()"])?, &["initialized", "get() = 42"])?;
    }
    let hurried = Module::fixed(side, &["--init-export=__wasm_call_ctors", "--init=start"])?;
    expect(&hurried.host("side-module", &["get()"])?, &["initialized", "get() = 0"])
}

/// Around what `main` made of it, each export would rerun the constructors.
fn exports_of_a_program() -> Result<(), Failed> {
    let program = "clang19/command-say";
    let lines = ["instantiated", "made", "say 1", "gone 41", "_start()"];
    let trapped = "say(3) trapped: null function or function signature mismatch";
    expect(&Module::unfixed(program)?.host("program", &["_start()", "say(3)"])?, &[&lines[..], &[trapped]].concat())?;
    for options in [&["--init=lazy"][..], &["--init=lazy", "--rewriter=walrus"]] {
        let after = Module::fixed(program, options)?;
        let later = ["say 3", "say(3) = 41", "get() = 42"];
        expect(&after.host("program", &["_start()", "say(3)", "get()"])?, &[&lines[..], &later].concat())?;
        let first = ["instantiated", "made", "say 3", "say(3) = 40", "say 1", "gone 42", "_start()", "get() = 42"];
        expect(&after.host("program", &["say(3)", "_start()", "get()"])?, &first)?;
    }
    Ok(())
}

/// LLVM's D40559: the start section runs the constructors; then the host calls `_start` once, or `main` as often as it likes.
fn program_in_start() -> Result<(), Failed> {
    let modules = ["clang19/command-order", "clang19/command-order-unoptimised", "clang19/command-order-stripped"];
    for module in modules {
        let before = ["instantiated", "note(1)", "note(2)", "main 41", "note(3)", "_start()"];
        expect(&Module::unfixed(module)?.host("program", &["_start()"])?, &before)?;
        for rewriter in ["--rewriter=splice", "--rewriter=walrus"] {
            let start = Module::fixed(module, &["--init=start", "--assume=env.note=pure", rewriter])?;
            let after = ["note(1)", "instantiated", "note(2)", "main 41", "note(3)", "_start()"];
            expect(&start.host("program", &["_start()"])?, &after)?;
            expect(
                &start.host("program", &["get()", "get()"])?,
                &["note(1)", "instantiated", "get() = 40", "get() = 40"],
            )?;

            let options = ["--init=start", "--assume=env.note=pure", "--export-main=run", rewriter];
            let main = Module::fixed(module, &options)?;
            let runs = ["note(2)", "main 41", "run() = 0", "note(2)", "main 42", "run() = 0", "get() = 42"];
            let lines = [&["note(1)", "instantiated"][..], &runs].concat();
            expect(&main.host("program", &["run()", "run()", "get()"])?, &lines)?;
            expect(&main.host("program", &["_start()"])?, &after)?;
        }
    }
    Ok(())
}

// ---- WASI ----

fn wasi_reactor_is_left() -> Result<(), Failed> {
    for module in ["clang19/reactor-both-wasi", "clang22/reactor-both-wasi"] {
        let (before, after) = (Module::unfixed(module)?, Module::fixed(module, &[])?);
        if fs::read(&before.path)? != fs::read(&after.path)? {
            return Err(format!("{module} was changed").into());
        }
        expect(
            &after.host("wasi", &["answer()", "say(7)"])?,
            &["instantiated", "A constructed", "initialized", "answer() = 42", "say 7", "say(7) = 8"],
        )?;
    }
    Ok(())
}

/// Why `auto` leaves the module of the test above as it is.
fn wasi_reactor_forced_into_start() -> Result<(), Failed> {
    let module = Module::fixed("clang19/reactor-both-wasi", &["--init=start"])?;
    expect(&module.host("no-wasi-in-start", &[])?, &["WASI was called in start and was not ready"])
}

fn lazy_through_wasi() -> Result<(), Failed> {
    for options in [&[][..], &["--import-memory"]] {
        let module = Module::fixed(WRAPPED_PRINTF, options)?;
        expect(
            &module.host("wasi", &["say(7)", "answer()"])?,
            &["instantiated", "A constructed", "initialized", "say 7", "say(7) = 8", "answer() = 42"],
        )?;
    }
    Ok(())
}

// ---- Initialisers that trap on a second call ----

fn crt_that_traps() -> Result<(), Failed> {
    let calls = ["_initialize()", "_initialize()"];
    let modules = [("zig/reactor-traps-twice-importmem", "runs_()"), ("wat/reactor-traps-twice-importmem", "count()")];
    for (module, count) in modules {
        expect(
            &Module::unfixed(module)?.host("given-memory", &calls)?,
            &["instantiated", "_initialize()", "_initialize() trapped: unreachable"],
        )?;
        expect(
            &Module::fixed(module, &[])?.host("given-memory", &[count, calls[0], calls[1], count])?,
            &["instantiated", &format!("{count} = 1"), "_initialize()", "_initialize()", &format!("{count} = 1")],
        )?;
    }
    Ok(())
}

fn start_that_traps() -> Result<(), Failed> {
    let module = Module::fixed("wat/start-log-traps-twice", &[LOG])?;
    expect(
        &module.host("exported-memory", &["count()", "_initialize()", "_initialize()", "count()"])?,
        &["instantiated", "log: \"once\"", "count() = 1", "_initialize()", "_initialize()", "count() = 1"],
    )
}

fn crt_that_traps_through_wasi() -> Result<(), Failed> {
    let module = Module::fixed("zig/reactor-traps-twice", &["--import-memory"])?;
    expect(
        &module.host("wasi", &["runs_()", "_initialize()", "runs_()"])?,
        &["instantiated", "initialized", "runs_() = 1", "_initialize()", "runs_() = 1"],
    )
}

// ---- Modules and hosts ----
