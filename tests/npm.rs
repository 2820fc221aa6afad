//! The npm package does what the native program does: the same bytes, texts, JSON and exit statuses.
//!
//! `.ci/npm` packs it, installs it in an empty folder, and names that in `WASM_INITFIX_PACKAGE`.

#[allow(dead_code, reason = "snapshots are for the cases themselves")]
#[path = "support/directives.rs"]
mod directives;
#[path = "npm/line.rs"]
mod line;

use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::ExitCode;

use libtest_mimic::Arguments;
use libtest_mimic::Completion;
use libtest_mimic::Failed;
use libtest_mimic::Trial;
use rayon::prelude::*;
use serde_json::Value;
use serde_json::json;
use wasm_initfix::Options;
use wasm_initfix::Outcome;
use wasm_initfix::Pieces;
use wasm_initfix::cli::parse_options;
use wasm_initfix::report::inspected;
use wasm_initfix::report::inspected::Inspected;
use wasm_initfix::report::inspected::Look;
use wasm_initfix::report::json as fixed_json;
use wasm_initfix::report::text;

type Test = fn(&Path) -> Result<(), Failed>;

const TESTS: &[(&str, Test)] = &[
    ("fix-gives-the-same-in-javascript-for-every-case", fix_gives_the_same),
    ("inspect-gives-the-same-in-javascript-for-every-module", inspect_gives_the_same),
    ("the-small-engine-refuses-what-it-does-not-have-in-one-sentence", small_engine_refuses),
    ("options-are-typed-and-all-there", options_are_typed),
    ("the-command-line-says-and-writes-the-same", line::says_and_writes_the_same),
    ("the-page-gives-what-was-dropped-on-it-fixed", page_fixes),
];

fn main() -> ExitCode {
    let trial = |&(name, test): &(&'static str, Test)| {
        Trial::ignorable_test(name, move || match env::var_os("WASM_INITFIX_PACKAGE") {
            Some(folder) => test(Path::new(&folder)).map(|()| Completion::Completed),
            None => Ok(Completion::ignored_with("needs WASM_INITFIX_PACKAGE, which .ci/npm sets")),
        })
    };
    let version = Trial::test("the-package-has-the-version-of-the-crate", has_the_version);
    libtest_mimic::run(&Arguments::from_args(), TESTS.iter().map(trial).chain([version]).collect()).exit_code()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn has_the_version() -> Result<(), Failed> {
    let package: Value = serde_json::from_slice(&fs::read(root().join("npm/package.json"))?)?;
    if package["version"] == env!("CARGO_PKG_VERSION") { Ok(()) } else { Err(package["version"].to_string().into()) }
}

/// A module, and the options that it is fixed with, as a command line has them.
struct Job {
    module: PathBuf,
    options: Vec<String>,
}

/// Every case of `testdata/`, but for `--check`, which runs modules.
fn jobs() -> Result<Vec<Job>, Failed> {
    let cases = directives::read_all(&root().join("testdata"))?;
    let of_case = |case: directives::Case| {
        case.runs.into_iter().map(move |run| Job { module: case.module.clone(), options: run.options })
    };
    let jobs: Vec<Job> = cases.into_iter().flat_map(of_case).collect();
    if jobs.len() < 400 { Err("there are hundreds of cases".into()) } else { Ok(jobs) }
}

/// What JavaScript makes of all jobs, in order.
fn in_javascript(package: &Path, command: &str, jobs: &[Job]) -> Result<Vec<Value>, Failed> {
    let asked: Vec<Value> =
        jobs.iter().map(|job| json!({ "module": job.module, "options": words(&job.options) })).collect();
    let list = tempfile::NamedTempFile::new()?;
    fs::write(&list, Value::from(asked).to_string())?;
    let script = package.join("wasm-initfix-jobs.mjs");
    fs::copy(root().join("tests/npm/jobs.mjs"), &script)?;
    let output = Command::new("node").arg(&script).arg(command).arg(list.path()).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let answers: Vec<Value> = serde_json::from_slice(&output.stdout)?;
    if answers.len() == jobs.len() { Ok(answers) } else { Err("an answer to each".into()) }
}

/// `--init=start`, or `--init start`, as JavaScript has it: `["init", "start"]`, and `true` where there is no value.
fn words(line: &[String]) -> Vec<Value> {
    let mut options: Vec<(String, Value)> = Vec::new();
    for word in line {
        match (word.strip_prefix("--"), options.last_mut()) {
            (None, Some((_, value))) => *value = json!(word),
            (option, _) => {
                let option = option.unwrap_or(word);
                let (name, value) =
                    option.split_once('=').map_or((option, json!(true)), |(name, it)| (name, json!(it)));
                options.push((camel(name), value));
            }
        }
    }
    options.into_iter().map(|(name, value)| json!([name, value])).collect()
}

fn camel(name: &str) -> String {
    let mut parts = name.split('-');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| name + &part[..1].to_uppercase() + &part[1..])
}

fn compare(jobs: &[Job], found: Vec<Value>, expected: impl Fn(&Job) -> Value + Sync) -> Result<(), Failed> {
    let compared = jobs.par_iter().zip(found).filter_map(|(job, found)| {
        let expected = expected(job);
        (found != expected)
            .then(|| format!("{} {:?}:\n{found:#}\nand natively\n{expected:#}", job.module.display(), job.options))
    });
    let different: Vec<String> = compared.collect();
    match different.first() {
        Some(first) => Err(format!("{} of {} differ; the first: {first}", different.len(), jobs.len()).into()),
        None => Ok(()),
    }
}

fn error(error: &wasm_initfix::Error) -> Value {
    json!({ "error": { "kind": error.kind().keyword(), "message": error.to_string() } })
}

fn options(job: &Job) -> Options {
    parse_options(job.options.iter().map(String::as_str)).expect("a case has options that are some")
}

fn fix_gives_the_same(package: &Path) -> Result<(), Failed> {
    let jobs = jobs()?;
    let found = in_javascript(package, "fix", &jobs)?;
    compare(&jobs, found, |job| {
        let wasm = fs::read(&job.module).expect("a case has a module");
        match wasm_initfix::fix(&wasm, &options(job)) {
            Ok(outcome) => json!({
                "outcome": if matches!(outcome, Outcome::Fixed(_)) { "fixed" } else { "unchanged" },
                "wasm": sum(&outcome.wasm().map_or_else(|| wasm.clone(), Pieces::to_vec)),
                "text": text::report("in.wasm", &outcome, true, false),
                "report": fixed_json::report(&outcome),
            }),
            Err(failed) => error(&failed),
        }
    })
}

/// FNV-1a of 64 bits, which JavaScript has no shorter than this.
fn sum(bytes: &[u8]) -> String {
    let sum = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3));
    format!("{sum:x} of {}", bytes.len())
}

fn inspect_gives_the_same(package: &Path) -> Result<(), Failed> {
    let mut modules: Vec<PathBuf> = jobs()?.into_iter().map(|job| job.module).collect();
    modules.dedup();
    let jobs: Vec<Job> = modules.into_iter().map(|module| Job { module, options: Vec::new() }).collect();
    let found = in_javascript(package, "inspect", &jobs)?;
    compare(&jobs, found, |job| {
        let wasm = fs::read(&job.module).expect("a case has a module");
        match Inspected::of_bytes(&wasm, "in.wasm".to_owned(), &Options::default()) {
            Ok(it) => json!({ "text": inspected::text(&it, Look::default()), "report": inspected::json(&it) }),
            Err(failed) => error(&failed),
        }
    })
}

fn small_engine_refuses(package: &Path) -> Result<(), Failed> {
    let script = package.join("wasm-initfix-small.mjs");
    fs::copy(root().join("tests/npm/small.mjs"), &script)?;
    let modules = ["testdata/clang19/wrapped.wasm", "testdata/clang19/reactor-virtual.wasm"].map(|it| root().join(it));
    let output = Command::new("node").arg(&script).args(modules).output()?;
    let walrus = "this takes walrus, which this build does not have; build wasm-initfix with the feature `walrus`, which is on by default";
    let prove = "--prove=run: this build has no interpreter; build wasm-initfix with the feature `prove`, which is on by default";
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let expected = format!("absent: {walrus}\nabsent: {walrus}\nabsent: {prove}\n");
    if said == expected { Ok(()) } else { Err(said.into()) }
}

/// TypeScript is not asked here: that every name is there is what a list can miss.
fn options_are_typed(package: &Path) -> Result<(), Failed> {
    let types = fs::read_to_string(package.join("node_modules/wasm-initfix/index.d.ts"))?;
    let missing: Vec<&str> =
        Options::names().filter(|name| !types.contains(&format!("\n  {}?: ", camel(name)))).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("{missing:?}").into()) }
}

/// In Chromium, with a module whose second call traps.
fn page_fixes(_: &Path) -> Result<(), Failed> {
    let site = tempfile::tempdir()?;
    let built = Command::new(root().join("web/build")).arg(site.path()).status()?;
    if !built.success() {
        return Err("web/build needs what npm/build makes".into());
    }
    let user = |module: &str| -> Result<Value, Failed> {
        let script = root().join("tests/npm/page.mjs");
        let output = Command::new("node").arg(script).arg(site.path()).arg(root().join(module)).output()?;
        Ok(serde_json::from_slice(&output.stdout).map_err(|_| String::from_utf8_lossy(&output.stderr).into_owned())?)
    };
    let said = user("testdata/clang19/wrapped-printf.wasm")?;
    let verdict = said["verdict"].as_str().unwrap_or_default();
    if said["answers"] != json!([42, 42])
        || !verdict.contains("the constructors now run once, when the host first calls _initialize or one of 2 exports")
    {
        return Err(said.to_string().into());
    }
    let said = user("README.md")?;
    let error = "text, not a WebAssembly module; it starts with \"# wasm-initfix\"";
    if said["error"] == error && said["hosts"] == 0 { Ok(()) } else { Err(said.to_string().into()) }
}
