//! The rules of `--host`, each tried on the host itself.
//!
//! A host loads each module as it is and as `--host=NAME` leaves it, and what then happens has to be what
//! `wasm-initfix inspect --host=NAME` says: a module that works as it is does, one that has to be changed fails or is not
//! initialised until it is changed, and an initialiser that the user's program has to call is called by hand.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::ExitCode;
use std::process::Stdio;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use libtest_mimic::Arguments;
use libtest_mimic::Completion;
use libtest_mimic::Failed;
use libtest_mimic::Trial;
use serde_json::Value;
use tempfile::TempDir;

/// How long a host may take for one module.
const PATIENCE: Duration = Duration::from_secs(10);

/// A host of `src/hosts.rs` and what runs it.
struct Host {
    name: &'static str,
    runners: &'static [Runner],
    cases: &'static [Case],
}

/// What one host makes of one module.
struct Case {
    module: &'static Module,
    /// What `inspect` says of the module as it is.
    before: &'static str,
    /// What happens if the host loads it as it is, and nobody calls an initialiser: all of it, or how it ends.
    unfixed: &'static str,
    /// What `inspect` says of the module as `--host` leaves it.
    after: &'static str,
}

const fn case(module: &'static Module, before: &'static str, unfixed: &'static str, after: &'static str) -> Case {
    Case { module, before, unfixed, after }
}

/// A module, and what its exports give once it is initialised.
struct Module {
    name: &'static str,
    text: Text,
    calls: &'static [&'static str],
    /// How what is printed ends.
    good: &'static str,
}

enum Text {
    Wat(&'static str),
    /// A module of `testdata/`.
    Testdata(&'static str),
}

/// Its initialiser calls nothing.
const PLAIN: Module = Module {
    name: "plain",
    text: Text::Wat(
        r#"(module
            (memory (export "memory") 1)
            (global $answer (mut i32) (i32.const 0))
            (func (export "answer") (result i32) (global.get $answer))
            (func (export "_initialize") (global.set $answer (i32.const 42))))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// The same under the linker's name.
const CTORS: Module = Module {
    name: "ctors",
    text: Text::Wat(
        r#"(module
            (memory (export "memory") 1)
            (global $answer (mut i32) (i32.const 0))
            (func (export "answer") (result i32) (global.get $answer))
            (func (export "__wasm_call_ctors") (global.set $answer (i32.const 42))))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// Its initialiser calls an import of the user's that reads the exported memory.
const LOG: Module = Module {
    name: "log",
    text: Text::Wat(
        r#"(module
            (import "env" "log" (func $log (param i32 i32)))
            (memory (export "memory") 1)
            (data (i32.const 16) "hello")
            (global $answer (mut i32) (i32.const 0))
            (func (export "_initialize")
                (call $log (i32.const 16) (i32.const 5))
                (global.set $answer (i32.const 42)))
            (func (export "answer") (result i32) (global.get $answer)))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// The same under the linker's name.
const CTORS_LOG: Module = Module {
    name: "ctors-log",
    text: Text::Wat(
        r#"(module
            (import "env" "log" (func $log (param i32 i32)))
            (memory (export "memory") 1)
            (data (i32.const 16) "hello")
            (global $answer (mut i32) (i32.const 0))
            (func (export "__wasm_call_ctors")
                (call $log (i32.const 16) (i32.const 5))
                (global.set $answer (i32.const 42)))
            (func (export "answer") (result i32) (global.get $answer)))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// The same, in the start section.
const START_LOG: Module = Module {
    name: "start-log",
    text: Text::Wat(
        r#"(module
            (import "env" "log" (func $log (param i32 i32)))
            (memory (export "memory") 1)
            (data (i32.const 16) "hello")
            (global $answer (mut i32) (i32.const 0))
            (start $init)
            (func $init
                (call $log (i32.const 16) (i32.const 5))
                (global.set $answer (i32.const 42)))
            (func (export "answer") (result i32) (global.get $answer)))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// The same as `LOG` with the host's memory.
const IMPORTED_LOG: Module = Module {
    name: "imported-log",
    text: Text::Wat(
        r#"(module
            (import "env" "memory" (memory 1))
            (import "env" "log" (func $log (param i32 i32)))
            (data (i32.const 16) "hello")
            (global $answer (mut i32) (i32.const 0))
            (func (export "_initialize")
                (call $log (i32.const 16) (i32.const 5))
                (global.set $answer (i32.const 42)))
            (func (export "answer") (result i32) (global.get $answer)))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// The same as `PLAIN` with the host's memory.
const IMPORTED: Module = Module {
    name: "imported",
    text: Text::Wat(
        r#"(module
            (import "env" "memory" (memory 1))
            (global $answer (mut i32) (i32.const 0))
            (func (export "answer") (result i32) (global.get $answer))
            (func (export "_initialize") (global.set $answer (i32.const 42))))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// Its initialiser calls WASI, which has to write to its memory.
const WASI: Module = Module {
    name: "wasi",
    text: Text::Wat(
        r#"(module
            (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
            (memory (export "memory") 1)
            (global $answer (mut i32) (i32.const 0))
            (func (export "_initialize")
                (if (i32.eqz (call $random (i32.const 16) (i32.const 8)))
                    (then (global.set $answer (i32.const 42)))))
            (func (export "answer") (result i32) (global.get $answer)))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// The same under the linker's name.
const CTORS_WASI: Module = Module {
    name: "ctors-wasi",
    text: Text::Wat(
        r#"(module
            (import "wasi_snapshot_preview1" "environ_sizes_get" (func $sizes (param i32 i32) (result i32)))
            (memory (export "memory") 1)
            (global $answer (mut i32) (i32.const 0))
            (func (export "__wasm_call_ctors")
                (if (i32.eqz (call $sizes (i32.const 16) (i32.const 20)))
                    (then (global.set $answer (i32.const 42)))))
            (func (export "answer") (result i32) (global.get $answer)))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// The same in the start section.
const START_WASI: Module = Module {
    name: "start-wasi",
    text: Text::Wat(
        r#"(module
            (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
            (memory (export "memory") 1)
            (global $answer (mut i32) (i32.const 0))
            (start $init)
            (func $init
                (if (i32.eqz (call $random (i32.const 16) (i32.const 8)))
                    (then (global.set $answer (i32.const 42)))))
            (func (export "answer") (result i32) (global.get $answer)))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// The same as `WASI` with the host's memory.
const IMPORTED_WASI: Module = Module {
    name: "imported-wasi",
    text: Text::Wat(
        r#"(module
            (import "env" "memory" (memory 1))
            (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
            (global $answer (mut i32) (i32.const 0))
            (func (export "_initialize")
                (if (i32.eqz (call $random (i32.const 16) (i32.const 8)))
                    (then (global.set $answer (i32.const 42)))))
            (func (export "answer") (result i32) (global.get $answer)))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// A program.
const COMMAND: Module = Module {
    name: "command",
    text: Text::Wat(
        r#"(module
            (memory (export "memory") 1)
            (global $answer (mut i32) (i32.const 0))
            (func (export "_start") (global.set $answer (i32.const 42)))
            (func (export "answer") (result i32) (global.get $answer)))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// A program that prints, for hosts that show nothing else.
const PRINTS: Module = Module {
    name: "prints",
    text: Text::Wat(
        r#"(module
            (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
            (memory (export "memory") 1)
            (data (i32.const 16) "\20\00\00\00\0c\00\00\00")
            (data (i32.const 32) "answer = 42\n")
            (func (export "_start")
                (drop (call $write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 24)))))"#,
    ),
    calls: &[],
    good: "answer = 42",
};

/// lld's wrappers: every call runs the constructors.
const WRAPPED: Module = Module {
    name: "wrapped",
    text: Text::Testdata("clang19/wrapped.wasm"),
    calls: &["runs_", "runs_", "runs_"],
    good: "runs_ = 1; runs_ = 1; runs_ = 1",
};

const RUNS_AGAIN: &str = "runs_ = 1; runs_ = 2; runs_ = 3";
const NO_MEMORY: &str = "failed: env.log found no memory";
const NOT_EXPORTED: &str = "failed: \"instance.exports.memory\" property must be a WebAssembly.Memory object";
const NO_START: &str = "failed: The \"instance.exports._start\" property must be of type function";

const HOSTS: &[Host] = &[
    Host {
        name: "js",
        runners: &[Runner::Node("js", &[]), Runner::Node26("js", &[]), Runner::Chromium],
        cases: &[
            case(&PLAIN, "call-it", "answer = 0", "works"),
            case(&CTORS, "call-it", "answer = 0", "works"),
            case(&LOG, "call-it", "answer = 0", "works"),
            case(&START_LOG, "change", NO_MEMORY, "works"),
            case(&IMPORTED_LOG, "call-it", "answer = 0", "works"),
            case(&COMMAND, "call-it", "answer = 0", "call-it"),
            case(&WRAPPED, "change", RUNS_AGAIN, "works"),
        ],
    },
    Host {
        name: "esm",
        runners: &[Runner::Node("esm", &["--experimental-wasm-modules"]), Runner::Node26("esm", &[])],
        cases: &[
            case(&PLAIN, "change", "answer = 0", "works"),
            case(&CTORS, "change", "answer = 0", "works"),
            case(&LOG, "change", "answer = 0", "works"),
            case(&START_LOG, "change", NO_MEMORY, "works"),
            case(&IMPORTED_LOG, "change", "answer = 0", "works"),
            case(&COMMAND, "unfit", "answer = 0", "unfit"),
            case(&WRAPPED, "change", RUNS_AGAIN, "works"),
        ],
    },
    Host {
        name: "node-wasi-initialize",
        runners: &[Runner::Node("node-wasi", &["initialize"]), Runner::Node26("node-wasi", &["initialize"])],
        cases: &[
            case(&PLAIN, "calls-it", "answer = 42", "calls-it"),
            case(&CTORS, "call-it", "answer = 0", "works"),
            case(&LOG, "calls-it", "log: hello; answer = 42", "calls-it"),
            case(&START_LOG, "change", NO_MEMORY, "works"),
            case(&IMPORTED, "change", NOT_EXPORTED, "calls-it"),
            case(&WASI, "calls-it", "answer = 42", "calls-it"),
            case(&CTORS_WASI, "call-it", "answer = 0", "calls-it"),
            case(&START_WASI, "change", "failed: wasi.start() has not been called", "works"),
            case(&IMPORTED_WASI, "change", NOT_EXPORTED, "calls-it"),
            case(&WRAPPED, "change", RUNS_AGAIN, "works"),
        ],
    },
    Host {
        name: "node-wasi-start",
        runners: &[Runner::Node("node-wasi", &["start"]), Runner::Node26("node-wasi", &["start"])],
        cases: &[
            case(&PLAIN, "unfit", NO_START, "unfit"),
            case(&WASI, "unfit", NO_START, "unfit"),
            case(&COMMAND, "calls-it", "answer = 42", "calls-it"),
        ],
    },
    Host {
        name: "wasmtime-instantiate",
        runners: &[Runner::Python("wasmtime_library", "wasmtime", &["instantiate"])],
        cases: &[
            case(&PLAIN, "call-it", "answer = 0", "works"),
            case(&CTORS, "call-it", "answer = 0", "works"),
            case(&LOG, "call-it", "answer = 0", "works"),
            case(&START_LOG, "works", "log: hello; answer = 42", "works"),
            case(&IMPORTED_LOG, "call-it", "answer = 0", "works"),
            case(&WASI, "call-it", "answer = 0", "works"),
            case(&CTORS_WASI, "call-it", "answer = 0", "works"),
            case(&START_WASI, "works", "answer = 42", "works"),
            case(&IMPORTED_WASI, "change", "answer = 0", "works"),
            case(&COMMAND, "call-it", "answer = 0", "call-it"),
            case(&WRAPPED, "change", RUNS_AGAIN, "works"),
        ],
    },
    Host {
        name: "wasmtime-linker",
        runners: &[Runner::Python("wasmtime_library", "wasmtime", &["define_module"])],
        cases: &[
            case(&PLAIN, "calls-it", "answer = 42", "calls-it"),
            case(&CTORS, "call-it", "answer = 0", "works"),
            case(&LOG, "calls-it", "log: hello; answer = 42", "calls-it"),
            case(&START_LOG, "works", "log: hello; answer = 42", "works"),
            case(&IMPORTED_LOG, "calls-it", "log: hello; answer = 42", "calls-it"),
            case(&WASI, "calls-it", "answer = 42", "calls-it"),
            case(&CTORS_WASI, "call-it", "answer = 0", "works"),
            case(&START_WASI, "works", "answer = 42", "works"),
            case(&IMPORTED_WASI, "change", "failed: ", "calls-it"),
            case(&WRAPPED, "change", RUNS_AGAIN, "works"),
        ],
    },
    // Without `WRAPPED`: it makes one call of one instance.
    Host {
        name: "wasmtime",
        runners: &[Runner::Wasmtime],
        cases: &[
            case(&PLAIN, "calls-it", "answer = 42", "calls-it"),
            case(&CTORS, "change", "answer = 0", "works"),
            case(&IMPORTED, "change", "failed: ", "calls-it"),
            case(&WASI, "calls-it", "answer = 42", "calls-it"),
            case(&CTORS_WASI, "change", "answer = 0", "works"),
            case(&START_WASI, "works", "answer = 42", "works"),
            case(&IMPORTED_WASI, "change", "failed: ", "calls-it"),
            case(&PRINTS, "calls-it", "answer = 42", "calls-it"),
        ],
    },
    Host {
        name: "wasmer",
        runners: &[Runner::Python("wasmer_command", "wasmer_sdk", &[])],
        cases: &[
            case(&PLAIN, "unfit", "failed: unable to load package", "unfit"),
            case(&PRINTS, "calls-it", "answer = 42", "calls-it"),
        ],
    },
    // Without `WRAPPED`, whose constructors are function 0, and whose wrappers it does not find (see `src/hosts.rs`).
    Host {
        name: "wasm3",
        runners: &[Runner::Python("wasm3_module", "wasm3", &[])],
        cases: &[
            case(&PLAIN, "call-it", "answer = 0", "works"),
            case(&CTORS, "call-it", "answer = 0", "works"),
            case(&LOG, "call-it", "answer = 0", "works"),
            case(&START_LOG, "works", "log: hello; answer = 42", "works"),
            case(&IMPORTED, "change", "failed: unallocated linear memory", "works"),
            case(&IMPORTED_LOG, "change", "failed: unallocated linear memory", "works"),
            case(&COMMAND, "call-it", "answer = 0", "call-it"),
        ],
    },
    Host {
        name: "extism",
        runners: &[Runner::Python("extism_plugin", "extism", &[])],
        cases: &[
            case(&PLAIN, "calls-it", "answer = 42", "calls-it"),
            case(&CTORS, "calls-it", "answer = 42", "calls-it"),
            // A host function that is called too early brings the process down.
            case(&LOG, "unfit", "failed: signal: 11", "unfit"),
            case(&CTORS_LOG, "calls-it", "log; answer = 42", "calls-it"),
            case(&START_LOG, "change", "failed: signal: 11", "works"),
            case(
                &IMPORTED,
                "change",
                "failed: Unable to create Extism plugin: unknown import: `env::memory`",
                "calls-it",
            ),
            case(&WASI, "calls-it", "answer = 42", "calls-it"),
            case(&CTORS_WASI, "calls-it", "answer = 42", "calls-it"),
            case(&START_WASI, "works", "answer = 42", "works"),
            case(
                &IMPORTED_WASI,
                "change",
                "failed: Unable to create Extism plugin: unknown import: `env::memory`",
                "calls-it",
            ),
            case(&COMMAND, "unfit", "answer = 0", "unfit"),
            case(&WRAPPED, "change", RUNS_AGAIN, "works"),
        ],
    },
    Host {
        name: "extism-js",
        runners: &[Runner::ExtismJs],
        cases: &[
            case(&PLAIN, "calls-it", "answer = 42", "calls-it"),
            case(&CTORS, "change", "answer = 0", "works"),
            case(&LOG, "unfit", NO_MEMORY, "unfit"),
            case(&START_LOG, "change", NO_MEMORY, "works"),
            case(&IMPORTED, "change", "failed: WebAssembly.instantiate(): Import ", "calls-it"),
            case(&WASI, "calls-it", "answer = 42", "calls-it"),
            case(&CTORS_WASI, "change", "answer = 0", "calls-it"),
            case(&START_WASI, "change", "failed: wasi.start() has not been called", "works"),
            case(&IMPORTED_WASI, "change", "failed: WebAssembly.instantiate(): Import ", "calls-it"),
            case(&COMMAND, "unfit", "answer = 0", "unfit"),
            case(&WRAPPED, "change", RUNS_AGAIN, "works"),
        ],
    },
    // Modules with imports of the user's, or exports like `runs_`, would have to have them described in WIT.
    Host {
        name: "component",
        runners: &[Runner::Component],
        cases: &[
            case(&PLAIN, "calls-it", "answer = 42", "calls-it"),
            case(&CTORS, "change", "answer = 0", "works"),
            case(&IMPORTED, "calls-it", "answer = 42", "calls-it"),
            case(&WASI, "calls-it", "answer = 42", "calls-it"),
            case(&CTORS_WASI, "change", "answer = 0", "calls-it"),
            case(&START_WASI, "change", "failed: null function or function signature mismatch", "works"),
            case(&IMPORTED_WASI, "calls-it", "answer = 42", "calls-it"),
        ],
    },
];

fn main() -> ExitCode {
    let trials = HOSTS.iter().flat_map(|host| {
        host.runners.iter().map(move |runner| {
            Trial::ignorable_test(format!("{}-in-{}", host.name, runner.name()), move || run(host, runner))
        })
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

/// Runs a test where its program is; without it, the test is ignored, but fails under CI, which installs it.
fn run(host: &Host, runner: &Runner) -> Result<Completion, Failed> {
    match runner.find() {
        Ok(program) => test(host, &program).map(|()| Completion::Completed),
        Err(reason) if env::var_os("CI").is_none_or(|ci| ci.is_empty()) => Ok(Completion::ignored_with(reason)),
        Err(reason) => Err(format!("{reason}, and under CI this test may not be ignored").into()),
    }
}

// ---- What is asserted ----

fn test(host: &Host, program: &Program) -> Result<(), Failed> {
    let folder = TempDir::new()?;
    let mut jobs = Vec::new();
    let mut wrong = Vec::new();
    for case in host.cases {
        let (before, after) = case.fix(host.name, folder.path())?;
        for (what, fit, expected) in [("unfixed", &before.fit, case.before), ("fixed", &after.fit, case.after)] {
            if fit.keyword != expected {
                wrong.push(format!("{} {what}: inspect says {}, not {expected}", case.module.name, fit.keyword));
            }
        }
        jobs.extend(case.jobs(before, Some(case.unfixed)));
        jobs.extend(case.jobs(after, None));
    }
    let outcomes = program.run(&jobs)?;
    if outcomes.len() != jobs.len() {
        return Err(format!("{} modules, and {} outcomes: {outcomes:?}", jobs.len(), outcomes.len()).into());
    }
    wrong.extend(jobs.iter().zip(outcomes).filter_map(|(job, outcome)| job.fault(&outcome)));
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

/// A module in a file, and what a host makes of it by the rules.
struct Loaded {
    path: PathBuf,
    fit: Fit,
}

/// What `inspect` says.
struct Fit {
    keyword: String,
    why: String,
}

impl Fit {
    /// What the user's program has to call, which is all that `why` quotes.
    fn initialiser(&self) -> Option<&str> {
        self.why.split('`').nth(1)
    }
}

/// A module that a host is to load, the exports to call then, and what has to come of it.
struct Job {
    path: PathBuf,
    calls: Vec<String>,
    expected: Expected,
}

enum Expected {
    /// The module is initialised; all that is printed, where that is known.
    Good(&'static str, Option<&'static str>),
    /// It is not, or does not even load: what this begins with.
    Bad(&'static str, &'static str),
}

impl Case {
    /// The module as it is and as `--host` leaves it.
    fn fix(&self, host: &str, folder: &Path) -> Result<(Loaded, Loaded), Failed> {
        let place = |what: &str| -> Result<PathBuf, Failed> {
            let folder = folder.join(self.module.name).join(what);
            fs::create_dir_all(&folder)?;
            Ok(folder.join("module.wasm"))
        };
        let (before, after) = (place("unfixed")?, place("fixed")?);
        fs::write(&before, self.module.bytes()?)?;
        let mut tool = tool();
        let output = tool.arg(&before).arg(format!("--host={host}")).args(["-q", "-o"]).arg(&after).output()?;
        if !output.status.success() {
            return Err(format!("{tool:?}: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        Ok((Loaded::new(before, host)?, Loaded::new(after, host)?))
    }

    fn jobs(&self, loaded: Loaded, unfixed: Option<&'static str>) -> Vec<Job> {
        let Module { calls, good, .. } = *self.module;
        let job = |by_hand: Option<&str>, expected| Job {
            path: loaded.path.clone(),
            calls: by_hand.into_iter().chain(calls.iter().copied()).map(str::to_owned).collect(),
            expected,
        };
        match (loaded.fit.keyword.as_str(), unfixed) {
            ("works" | "calls-it", printed) => vec![job(None, Expected::Good(good, printed))],
            ("call-it", printed) => {
                let by_hand = job(loaded.fit.initialiser(), Expected::Good(good, None));
                let alone = printed.map(|printed| job(None, Expected::Bad(good, printed)));
                alone.into_iter().chain([by_hand]).collect()
            }
            (_, Some(printed)) => vec![job(None, Expected::Bad(good, printed))],
            // What no option helps was left as it is, and has been tried.
            (_, None) => Vec::new(),
        }
    }
}

impl Job {
    fn fault(&self, outcome: &str) -> Option<String> {
        let (is_right, expected) = match self.expected {
            Expected::Good(good, printed) => {
                (outcome.ends_with(good) && printed.is_none_or(|printed| outcome == printed), printed.unwrap_or(good))
            }
            Expected::Bad(good, printed) => (!outcome.ends_with(good) && outcome.starts_with(printed), printed),
        };
        let Job { path, calls, .. } = self;
        (!is_right).then(|| format!("{} {calls:?}: expected {expected:?}, saw {outcome:?}", path.display()))
    }
}

impl Loaded {
    fn new(path: PathBuf, host: &str) -> Result<Self, Failed> {
        let output = tool().arg("inspect").arg(&path).arg(format!("--host={host}")).arg("--report=json").output()?;
        let inspected: Value = serde_json::from_slice(&output.stdout)?;
        let of_host = &inspected["hosts"][0];
        let text = |key: &str| of_host[key].as_str().map(str::to_owned).ok_or(format!("no {key} in {inspected}"));
        let fit = Fit { keyword: text("fit")?, why: text("why")? };
        Ok(Self { path, fit })
    }
}

impl Module {
    fn bytes(&self) -> Result<Vec<u8>, Failed> {
        match self.text {
            Text::Wat(text) => Ok(wat::parse_str(text)?),
            Text::Testdata(name) => Ok(fs::read(root().join("testdata").join(name))?),
        }
    }
}

fn tool() -> Command {
    Command::new(env!("CARGO_BIN_EXE_wasm-initfix"))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

// ---- What runs a host ----

/// The program that a host is, or is part of, and a script of `tests/hosts/` with its first arguments.
enum Runner {
    /// `node` in `PATH`; its options or the script's arguments.
    Node(&'static str, &'static [&'static str]),
    /// A Node 26, which `WASM_INITFIX_NODE26` names.
    Node26(&'static str, &'static [&'static str]),
    /// Extism's JS SDK, whose module `WASM_INITFIX_EXTISM_JS` names.
    ExtismJs,
    /// jco and its shim, among the packages of the folder that `WASM_INITFIX_JCO` names.
    Component,
    /// A package of the Python that `WASM_INITFIX_PYTHON` names.
    Python(&'static str, &'static str, &'static [&'static str]),
    /// `wasmtime`, which `WASM_INITFIX_WASMTIME` names.
    Wasmtime,
    /// `chromium` in `PATH`.
    Chromium,
}

/// A runner that was found.
enum Program {
    /// A command that loads one module: its arguments are followed by the module and the exports to call.
    Script(Vec<OsString>),
    /// `wasmtime`, which calls one export of one module.
    Wasmtime(OsString),
    /// A browser, which loads all modules in one page.
    Page(OsString),
}

impl Runner {
    fn name(&self) -> &'static str {
        match self {
            Self::Node(..) => "node",
            Self::Node26(..) => "node26",
            Self::ExtismJs => "the-js-sdk",
            Self::Component => "jco",
            Self::Python(_, package, _) => package,
            Self::Wasmtime => "its-command-line",
            Self::Chromium => "chromium",
        }
    }

    fn find(&self) -> Result<Program, String> {
        let script = |name: &str| root().join("tests/hosts").join(name).into_os_string();
        match *self {
            Self::Node(name, arguments) => Ok(Program::Script(node("node".into(), script(name), arguments)?)),
            Self::Node26(name, arguments) => {
                Ok(Program::Script(node(named("WASM_INITFIX_NODE26")?, script(name), arguments)?))
            }
            Self::ExtismJs => {
                let mut command = node("node".into(), script("extism"), &[])?;
                command.push(named("WASM_INITFIX_EXTISM_JS")?);
                Ok(Program::Script(command))
            }
            Self::Component => {
                let mut command = node("node".into(), script("component"), &[])?;
                command.push(named("WASM_INITFIX_JCO")?);
                Ok(Program::Script(command))
            }
            Self::Python(name, package, arguments) => {
                let python = named("WASM_INITFIX_PYTHON")?;
                if !starts(Command::new(&python).args(["-c", &format!("import {package}")])) {
                    return Err(format!("needs the package {package} of {}", python.display()));
                }
                let mut command = vec![python, "-u".into(), with_extension(script(name), "py")];
                command.extend(arguments.iter().map(OsString::from));
                Ok(Program::Script(command))
            }
            Self::Wasmtime => Ok(Program::Wasmtime(named("WASM_INITFIX_WASMTIME")?)),
            Self::Chromium if starts(Command::new("chromium").arg("--version")) => Ok(Program::Page("chromium".into())),
            Self::Chromium => Err("needs chromium in PATH".to_owned()),
        }
    }
}

/// Node's own options come before the script, and what it is to do behind it.
fn node(program: OsString, script: OsString, arguments: &[&str]) -> Result<Vec<OsString>, String> {
    if !starts(Command::new(&program).arg("--version")) {
        return Err(format!("needs {}, which does not start", program.display()));
    }
    let (options, arguments): (Vec<&str>, Vec<&str>) = arguments.iter().partition(|it| it.starts_with("--"));
    let mut command = vec![program, "--no-warnings".into()];
    command.extend(options.iter().map(OsString::from));
    command.push(with_extension(script, "mjs"));
    command.extend(arguments.iter().map(OsString::from));
    Ok(command)
}

fn with_extension(script: OsString, extension: &str) -> OsString {
    PathBuf::from(script).with_extension(extension).into_os_string()
}

/// What an environment variable names.
fn named(variable: &str) -> Result<OsString, String> {
    match env::var_os(variable) {
        Some(path) if Path::new(&path).exists() => Ok(path),
        Some(path) => Err(format!("needs {}, which {variable} names", path.display())),
        None => Err(format!("needs {variable}")),
    }
}

fn starts(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

impl Program {
    /// What happens, line by line, for each job.
    fn run(&self, jobs: &[Job]) -> Result<Vec<String>, Failed> {
        match self {
            Self::Script(command) => jobs
                .iter()
                .map(|job| {
                    let (program, arguments) = command.split_first().ok_or("a command has a program")?;
                    let mut command = Command::new(program);
                    // Wasmer leaves files in the folder where it runs.
                    command.current_dir(job.path.parent().ok_or("a module has a folder")?);
                    lines(command.args(arguments).arg(&job.path).args(&job.calls))
                })
                .collect(),
            Self::Wasmtime(program) => jobs
                .iter()
                .map(|job| {
                    let mut command = Command::new(program);
                    command.arg("run");
                    command.args(job.calls.iter().flat_map(|name| ["--invoke", name.as_str()])).arg(&job.path);
                    let printed = lines(&mut command)?;
                    Ok(match (&job.calls[..], printed.parse::<i32>()) {
                        ([name], Ok(result)) => format!("{name} = {result}"),
                        _ => printed,
                    })
                })
                .collect(),
            Self::Page(program) => page(program, jobs),
        }
    }
}

/// What a command prints, on one line; a command that fails, or takes too long, adds how.
fn lines(command: &mut Command) -> Result<String, Failed> {
    let start = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("{command:?}: {error}"))?;
    let mut stdout = child.stdout.take().ok_or("a pipe")?;
    let reader = thread::spawn(move || {
        let mut printed = Vec::new();
        stdout.read_to_end(&mut printed).map(|_| printed)
    });
    let ended = loop {
        if let Some(status) = child.try_wait()? {
            break (!status.success()).then(|| format!("failed: {status}"));
        }
        if start.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            break Some("failed: it does not end".to_owned());
        }
        thread::sleep(Duration::from_millis(5));
    };
    let printed = reader.join().map_err(|_| "the reader ends")??;
    let printed = String::from_utf8_lossy(&printed);
    Ok(printed.lines().map(str::to_owned).chain(ended).collect::<Vec<_>>().join("; "))
}

/// Lets a browser load all modules in one page that needs no server.
fn page(program: &OsString, jobs: &[Job]) -> Result<Vec<String>, Failed> {
    let folder = TempDir::new()?;
    let script = fs::read_to_string(root().join("tests/hosts/instantiate.mjs"))?.replace("export ", "");
    let jobs = jobs
        .iter()
        .map(|job| Ok(serde_json::json!([fs::read(&job.path)?, job.calls])))
        .collect::<Result<Vec<_>, Failed>>()?;
    let html = folder.path().join("page.html");
    fs::write(
        &html,
        format!(
            "<!doctype html><meta charset=utf-8><body><script type=module>{script}
            const outcomes = [];
            for (const [bytes, calls] of {}) outcomes.push((await outcome(new Uint8Array(bytes), calls)).join('; '));
            document.body.textContent = outcomes.join('|');
            document.body.id = 'done';
            </script>",
            Value::from(jobs)
        ),
    )?;
    let mut browser = Command::new(program);
    browser.args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]);
    browser.args(["--disable-component-update", "--disable-sync", "--virtual-time-budget=4000", "--dump-dom"]);
    let mut profile = OsString::from("--user-data-dir=");
    profile.push(folder.path().join("profile"));
    let mut address = OsString::from("file://");
    address.push(&html);
    let printed = lines(browser.arg(profile).arg(address))?;
    let outcomes = printed.split_once("<body id=\"done\">").and_then(|(_, rest)| rest.split_once("</body>"));
    let Some((outcomes, _)) = outcomes else {
        return Err("the page did not end".into());
    };
    Ok(outcomes.split('|').map(str::to_owned).collect())
}
