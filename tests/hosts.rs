//! The rules of `--host`, each tried on the host itself.
//!
//! A host loads each module as it is and as `--host=NAME` leaves it, and what then happens has to be what
//! `wasm-initfix inspect --host=NAME` says: a module that works as it is does, one that has to be changed fails or is not
//! initialised until it is changed, and an initialiser that the user's program has to call is called by hand.

#[path = "hosts/es_modules.rs"]
mod es_modules;
#[path = "hosts/imports.rs"]
mod imports;
#[path = "hosts/languages.rs"]
mod languages;
#[path = "hosts/modules.rs"]
mod modules;
#[allow(dead_code, reason = "the tests of ES modules use all of it")]
#[path = "esm_hosts/run.rs"]
mod run;
#[path = "hosts/runner.rs"]
mod runner;

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::ExitCode;

use libtest_mimic::Arguments;
use libtest_mimic::Completion;
use libtest_mimic::Failed;
use libtest_mimic::Trial;
use serde_json::Value;
use tempfile::TempDir;
use wasm_initfix::hosts;

use imports::Importer;
use modules::*;
use runner::Program;
use runner::Runner;

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
    /// What happens if the host loads it as it is, and no call runs an initialiser: all of it, or how it ends.
    unfixed: &'static str,
    /// What `inspect` says of the module as `--host` leaves it.
    after: &'static str,
}

const fn case(module: &'static Module, before: &'static str, unfixed: &'static str, after: &'static str) -> Case {
    Case { module, before, unfixed, after }
}

const RUNS_AGAIN: &str = "runs_ = 1; runs_ = 2; runs_ = 3";
/// What comes of a module that a program of JavaScript instantiates.
const INSTANTIATED: &[Case] = &[
    case(&PLAIN, "call-it", "answer = 0", "ready"),
    case(&CTORS, "call-it", "answer = 0", "ready"),
    case(&LOG, "call-it", "answer = 0", "ready"),
    case(&START_LOG, "change", NO_MEMORY, "ready"),
    case(&BOTH_START_LOG, "ready", "log: hello; answer = 42", "ready"),
    case(&IMPORTED_LOG, "call-it", "answer = 0", "ready"),
    case(&COMMAND, "call-it", "answer = 0", "call-it"),
    case(&WRAPPED, "change", RUNS_AGAIN, "ready"),
    case(&START_CALLS, "ready", "runs_ = 1", "ready"),
];
/// What comes of a module that a program imports.
const BY_IMPORT: &[Case] = &[
    case(&PLAIN, "change", "answer = 0", "ready"),
    case(&CTORS, "change", "answer = 0", "ready"),
    case(&LOG, "change", "answer = 0", "ready"),
    case(&START_LOG, "change", NO_MEMORY, "ready"),
    case(&IMPORTED_LOG, "change", "answer = 0", "ready"),
    case(&COMMAND, "unfit", "answer = 0", "unfit"),
    case(&WRAPPED, "change", RUNS_AGAIN, "ready"),
];
const NO_MEMORY: &str = "failed: env.log found no memory";
const NOT_EXPORTED: &str = "failed: \"instance.exports.memory\" property must be a WebAssembly.Memory object";
const NO_COMMAND: &str = "failed: The \"instance.exports._start\" property must be undefined";
const NO_START: &str = "failed: The \"instance.exports._start\" property must be of type function";

const HOSTS: &[Host] = &[
    Host {
        name: "js",
        runners: &[Runner::Node("js", &[]), Runner::Node26("js", &[]), Runner::Chromium],
        cases: INSTANTIATED,
    },
    Host { name: "bun", runners: &[Runner::Bun("js")], cases: INSTANTIATED },
    Host {
        name: "esm",
        runners: &[Runner::Importer(Importer::Node), Runner::Importer(Importer::Node26)],
        cases: BY_IMPORT,
    },
    Host {
        name: "deno",
        runners: &[Runner::Importer(Importer::Deno)],
        cases: &[
            case(&PLAIN, "change", "answer = 0", "ready"),
            case(&CTORS, "change", "answer = 0", "ready"),
            case(&LOG, "change", "answer = 0", "ready"),
            case(&START_LOG, "change", "failed: Cannot access 'memory' before initialization", "ready"),
            case(&IMPORTED_LOG, "change", "answer = 0", "ready"),
            case(&COMMAND, "unfit", "answer = 0", "unfit"),
            case(&WRAPPED, "change", RUNS_AGAIN, "ready"),
        ],
    },
    Host { name: "vite", runners: &[Runner::Importer(Importer::Vite)], cases: BY_IMPORT },
    Host { name: "webpack", runners: &[Runner::Importer(Importer::Webpack)], cases: BY_IMPORT },
    Host {
        name: "node-wasi-initialize",
        runners: &[Runner::Node("node-wasi", &["initialize"]), Runner::Node26("node-wasi", &["initialize"])],
        cases: &[
            case(&PLAIN, "calls-it", "answer = 42", "calls-it"),
            case(&CTORS, "call-it", "answer = 0", "ready"),
            case(&LOG, "calls-it", "log: hello; answer = 42", "calls-it"),
            case(&START_LOG, "change", NO_MEMORY, "ready"),
            case(&IMPORTED, "change", NOT_EXPORTED, "calls-it"),
            case(&WASI, "calls-it", "answer = 42", "calls-it"),
            case(&CTORS_WASI, "call-it", "answer = 0", "calls-it"),
            case(&START_WASI, "change", "failed: wasi.start() has not been called", "ready"),
            case(&IMPORTED_WASI, "change", NOT_EXPORTED, "calls-it"),
            case(&WRAPPED, "change", RUNS_AGAIN, "calls-it"),
            case(&BARE, "unfit", NOT_EXPORTED, "unfit"),
            case(&COMMAND, "unfit", NO_COMMAND, "unfit"),
            case(&START_TWICE, "change", "runs_ = 2", "calls-it"),
            case(&START_CALLS, "unfit", "runs_ = 2", "unfit"),
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
            case(&PLAIN, "call-it", "answer = 0", "ready"),
            case(&CTORS, "call-it", "answer = 0", "ready"),
            case(&LOG, "call-it", "answer = 0", "ready"),
            case(&START_LOG, "ready", "log: hello; answer = 42", "ready"),
            case(&IMPORTED_LOG, "call-it", "answer = 0", "ready"),
            case(&WASI, "call-it", "answer = 0", "ready"),
            case(&CTORS_WASI, "call-it", "answer = 0", "ready"),
            case(&START_WASI, "ready", "answer = 42", "ready"),
            case(&IMPORTED_WASI, "change", "answer = 0", "ready"),
            case(&COMMAND, "call-it", "answer = 0", "call-it"),
            case(&WRAPPED, "change", RUNS_AGAIN, "ready"),
        ],
    },
    Host {
        name: "wasmtime-linker",
        runners: &[Runner::Python("wasmtime_library", "wasmtime", &["define_module"])],
        cases: &[
            case(&PLAIN, "calls-it", "answer = 42", "calls-it"),
            case(&CTORS, "call-it", "answer = 0", "ready"),
            case(&LOG, "calls-it", "log: hello; answer = 42", "calls-it"),
            case(&START_LOG, "ready", "log: hello; answer = 42", "ready"),
            case(&IMPORTED_LOG, "calls-it", "log: hello; answer = 42", "calls-it"),
            case(&WASI, "calls-it", "answer = 42", "calls-it"),
            case(&CTORS_WASI, "call-it", "answer = 0", "ready"),
            case(&START_WASI, "ready", "answer = 42", "ready"),
            case(&IMPORTED_WASI, "change", "failed: ", "calls-it"),
            case(&WRAPPED, "change", RUNS_AGAIN, "calls-it"),
            case(&START_TWICE, "change", "runs_ = 2", "calls-it"),
        ],
    },
    // Without `WRAPPED`: it makes one call of one instance.
    Host {
        name: "wasmtime",
        runners: &[Runner::Wasmtime],
        cases: &[
            case(&PLAIN, "calls-it", "answer = 42", "calls-it"),
            case(&CTORS, "change", "answer = 0", "ready"),
            case(&IMPORTED, "change", "failed: ", "calls-it"),
            case(&WASI, "calls-it", "answer = 42", "calls-it"),
            case(&CTORS_WASI, "change", "answer = 0", "ready"),
            case(&START_WASI, "ready", "answer = 42", "ready"),
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
    Host {
        name: "wasm3",
        runners: &[Runner::Python("wasm3_module", "wasm3", &[])],
        cases: &[
            case(&PLAIN, "call-it", "answer = 0", "ready"),
            case(&CTORS, "call-it", "answer = 0", "ready"),
            case(&LOG, "call-it", "answer = 0", "call-it"),
            case(&START_LOG, "ready", "log: hello; answer = 42", "ready"),
            case(&IMPORTED, "change", "failed: unallocated linear memory", "ready"),
            case(&IMPORTED_LOG, "change", "failed: unallocated linear memory", "call-it"),
            case(&COMMAND, "call-it", "answer = 0", "call-it"),
            case(&START_ZERO, "change", "answer = 0", "ready"),
            case(&LAZY, "call-it", "answer = 0", "call-it"),
            // It finds the program and not the wrapper.
            case(&WRAPPED_COMMAND, "unfit", "_start; answer = 0", "unfit"),
            // It finds the functions and not their wrappers.
            case(&WRAPPED, "change", "runs_ = 0; runs_ = 0; runs_ = 0", "call-it"),
        ],
    },
    Host {
        name: "extism",
        runners: &[Runner::Python("extism_plugin", "extism", &[])],
        cases: &[
            case(&PLAIN, "calls-it", "answer = 42", "calls-it"),
            case(&CTORS, "calls-it", "answer = 42", "calls-it"),
            // A host function that is called too early brings the process down.
            case(&LOG, "change", "failed: signal: 11", "ready"),
            case(&CTORS_LOG, "calls-it", "log; answer = 42", "calls-it"),
            case(&START_LOG, "change", "failed: signal: 11", "ready"),
            case(
                &IMPORTED,
                "change",
                "failed: Unable to create Extism plugin: unknown import: `env::memory`",
                "calls-it",
            ),
            case(&WASI, "calls-it", "answer = 42", "calls-it"),
            case(&CTORS_WASI, "calls-it", "answer = 42", "calls-it"),
            case(&START_WASI, "ready", "answer = 42", "ready"),
            case(
                &IMPORTED_WASI,
                "change",
                "failed: Unable to create Extism plugin: unknown import: `env::memory`",
                "calls-it",
            ),
            case(&EMPTY_CTORS, "change", "answer = 0", "ready"),
            case(&WRAPPED_LOG, "change", "log; runs_ = 1; log; runs_ = 2", "ready"),
            case(&COMMAND, "unfit", "answer = 0", "unfit"),
            case(&WRAPPED, "change", RUNS_AGAIN, "ready"),
        ],
    },
    Host {
        name: "extism-js",
        runners: &[Runner::ExtismJs],
        cases: &[
            case(&BARE, "unfit", "failed: The module has to export a default memory.", "unfit"),
            case(&PLAIN, "calls-it", "answer = 42", "calls-it"),
            case(&CTORS, "change", "answer = 0", "ready"),
            case(&LOG, "change", NO_MEMORY, "ready"),
            case(&START_LOG, "change", NO_MEMORY, "ready"),
            case(&IMPORTED, "change", "failed: WebAssembly.instantiate(): Import ", "calls-it"),
            case(&WASI, "calls-it", "answer = 42", "calls-it"),
            case(&CTORS_WASI, "change", "answer = 0", "calls-it"),
            case(&START_WASI, "change", "failed: wasi.start() has not been called", "ready"),
            case(&IMPORTED_WASI, "change", "failed: WebAssembly.instantiate(): Import ", "calls-it"),
            case(&WRAPPED_LOG, "change", "log: ; runs_ = 1; log: ; runs_ = 2", "ready"),
            case(&COMMAND, "unfit", "answer = 0", "unfit"),
            case(&WRAPPED, "change", RUNS_AGAIN, "ready"),
        ],
    },
    // Modules with imports of the user's, or exports like `runs_`, would have to have them described in WIT.
    Host {
        name: "component",
        runners: &[Runner::Component],
        cases: &[
            case(&PLAIN, "calls-it", "answer = 42", "calls-it"),
            case(&CTORS, "change", "answer = 0", "ready"),
            case(&IMPORTED, "calls-it", "answer = 42", "calls-it"),
            case(&WASI, "calls-it", "answer = 42", "calls-it"),
            case(&CTORS_WASI, "change", "answer = 0", "calls-it"),
            case(&START_WASI, "change", "failed: null function or function signature mismatch", "ready"),
            case(&IMPORTED_WASI, "calls-it", "answer = 42", "calls-it"),
        ],
    },
    Host {
        name: "wasm4",
        runners: &[Runner::Wasm4],
        cases: &[
            case(&CART, "calls-it", "answer = 42", "calls-it"),
            case(&CART_CTORS, "change", "answer = 0", "ready"),
            case(&CART_START, "ready", "start; answer = 42", "ready"),
            // What it traces is read in the host's memory, which has nothing there.
            case(&CART_OWN, "change", "nothing", "calls-it"),
            case(
                &CART_LARGE,
                "unfit",
                "failed: WebAssembly.instantiate(): Import #1 \"env\" \"memory\": memory import has 1 pages",
                "unfit",
            ),
        ],
    },
];

fn main() -> ExitCode {
    let trials = HOSTS.iter().flat_map(|host| {
        host.runners.iter().map(move |runner| {
            Trial::ignorable_test(format!("{}-in-{}", host.name, runner.name()), move || run(host, runner))
        })
    });
    let complete = Trial::test("every-host-that-was-seen-is-tried", every_host_that_was_seen_is_tried);
    let trials = trials.chain([complete]).chain(es_modules::trials()).chain(languages::trials());
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

/// `src/hosts.rs` says of some hosts that their rules were seen by running them.
fn every_host_that_was_seen_is_tried() -> Result<(), Failed> {
    let seen = hosts::HOSTS.iter().filter(|host| host.seen).map(|host| host.name);
    let untried: Vec<&str> = seen.filter(|name| !HOSTS.iter().any(|host| host.name == *name)).collect();
    if untried.is_empty() { Ok(()) } else { Err(format!("no line in HOSTS for {untried:?}").into()) }
}

/// Runs a test where its program is; without it, the test is ignored, but fails under CI, which installs it.
fn run(host: &Host, runner: &Runner) -> Result<Completion, Failed> {
    match runner.find() {
        Ok(program) => test(host, &program).map(|()| Completion::Completed),
        Err(reason) => run::without(reason),
    }
}

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
        jobs.extend(case.by_default(host.name, &before, folder.path())?);
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
        let assumed = self.module.assumed()?;
        fix(&before, &after, [format!("--host={host}").as_str()].into_iter().chain(assumed))?;
        Ok((Loaded::new(before, host, assumed)?, Loaded::new(after, host, assumed)?))
    }

    /// The module as no option leaves it. What worked with the host before has to work; for that, the user's program calls what it called.
    /// One is known not to: it gets an `_initialize`, which hosts call that called nothing, and Extism before `log` works. A note says so.
    fn by_default(&self, host: &str, before: &Loaded, folder: &Path) -> Result<Option<Job>, Failed> {
        if (host, self.module.name) == ("extism", CTORS_LOG.name) {
            return Ok(None);
        }
        let by_hand = match before.fit.keyword.as_str() {
            "ready" | "calls-it" => None,
            "call-it" => before.fit.initialiser(),
            _ if self.unfixed.contains("runs_ = 1") => None,
            _ => return Ok(None),
        };
        let path = folder.join(self.module.name).join("default.wasm");
        fix(&before.path, &path, self.module.assumed()?)?;
        let calls = by_hand.into_iter().chain(self.module.calls.iter().copied()).map(str::to_owned).collect();
        Ok(Some(Job { path, calls, expected: Expected::Good(self.module.good, None) }))
    }

    fn jobs(&self, loaded: Loaded, unfixed: Option<&'static str>) -> Vec<Job> {
        let Module { calls, good, .. } = *self.module;
        let job = |by_hand: Option<&str>, expected| Job {
            path: loaded.path.clone(),
            calls: by_hand.into_iter().chain(calls.iter().copied()).map(str::to_owned).collect(),
            expected,
        };
        match (loaded.fit.keyword.as_str(), unfixed) {
            ("ready" | "calls-it", printed) => vec![job(None, Expected::Good(good, printed))],
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

fn fix<'a>(module: &Path, out: &Path, options: impl IntoIterator<Item = &'a str>) -> Result<(), Failed> {
    let mut tool = tool();
    tool.arg(module).args(options).args(["-q", "-o"]).arg(out);
    let output = tool.output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(()) } else { Err(format!("{tool:?}: {said}").into()) }
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
    fn new(path: PathBuf, host: &str, assumed: Option<&str>) -> Result<Self, Failed> {
        let mut tool = tool();
        tool.arg("inspect").arg(&path).arg(format!("--host={host}")).arg("--report=json").args(assumed);
        let output = tool.output()?;
        let inspected: Value = serde_json::from_slice(&output.stdout)?;
        let of_host = &inspected["hosts"][0];
        let text = |key: &str| of_host[key].as_str().map(str::to_owned).ok_or(format!("no {key} in {inspected}"));
        let fit = Fit { keyword: text("fit")?, why: text("why")? };
        Ok(Self { path, fit })
    }
}

fn tool() -> Command {
    Command::new(env!("CARGO_BIN_EXE_wasm-initfix"))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
