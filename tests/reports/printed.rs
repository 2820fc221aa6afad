//! All reports of all cases, as the command prints them.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;

use serde_json::Value;

use super::directives;
use super::root;

/// A command line, and the kind of report that it prints.
struct Job {
    kind: &'static str,
    args: Vec<String>,
}

fn job(kind: &'static str, args: &[&str]) -> Job {
    Job { kind, args: args.iter().map(|&arg| arg.to_owned()).collect() }
}

/// How many reports of each kind there have to be at least, so that what holds for all holds for some.
const ENOUGH: [(&str, usize); 6] = [
    ("ModuleReport", 400),
    ("ModuleReport[]", 3),
    ("InspectReport", 300),
    ("InspectedReport[]", 2),
    ("CheckReport", 300),
    ("EsmReport", 50),
];

/// What is wrong with any of them.
pub fn all(fault: impl Fn(&str, &Value) -> Option<String> + Sync) -> Vec<String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("reports");
    let jobs = jobs(&folder);
    let (next, faults, seen) = (AtomicUsize::new(0), Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    let work = || {
        while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let Some(report) = printed(job) else { continue };
            seen.lock().expect("no panic").push(job.kind);
            if let Some(fault) = fault(job.kind, &report) {
                faults.lock().expect("no panic").push(format!("{}: {fault}", job.args.join(" ")));
            }
        }
    };
    thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        (0..threads).for_each(|_| drop(scope.spawn(work)));
    });
    let (mut faults, seen) = (faults.into_inner().expect("no panic"), seen.into_inner().expect("no panic"));
    let few = ENOUGH.iter().filter(|(kind, least)| seen.iter().filter(|it| *it == kind).count() < *least);
    faults.extend(few.map(|(kind, least)| format!("there are less than {least} reports of the kind {kind}")));
    faults
}

/// The report, if there is one: some cases are refused.
fn printed(job: &Job) -> Option<Value> {
    let mut tool = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
    let output = tool.args(&job.args).arg("--report=json").current_dir(root()).output().expect("the command runs");
    if output.stdout.is_empty() && !output.status.success() {
        return None;
    }
    Some(serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{:?}: {error}", job.args)))
}

fn jobs(folder: &Path) -> Vec<Job> {
    let cases = directives::read_all(&root().join("testdata")).expect("cases");
    let name = |path: &PathBuf| path.to_string_lossy().into_owned();
    let modules: Vec<String> = cases.iter().map(|case| name(&case.module)).collect();
    let mut jobs = vec![job("HostReport[]", &["hosts"]), job("HostReport[]", &["hosts", "esm"])];
    for (number, case) in cases.iter().enumerate() {
        let module = modules[number].as_str();
        for run in &case.runs {
            let options: Vec<&str> = run.options.iter().map(String::as_str).collect();
            jobs.push(job("ModuleReport", &[&[module, "--explain"], options.as_slice()].concat()));
        }
        jobs.push(job("ModuleReport", &[module, "--init=start", "--check"]));
        jobs.push(job("InspectReport", &["inspect", module, "--prove=run"]));
        jobs.push(job("CheckReport", &["check", module]));
        let folder = name(&folder.join(number.to_string()));
        jobs.push(job("EsmReport", &["esm", module, "-o", &folder]));
    }
    let some: Vec<&str> = modules.iter().step_by(10).map(String::as_str).collect();
    jobs.push(job("ModuleReport[]", &some));
    jobs.push(job("ModuleReport[]", &[some.as_slice(), &["missing.wasm", "--check", "--init=lazy"]].concat()));
    jobs.push(job("ModuleReport[]", &[some.as_slice(), &["--explain", "--import-memory"]].concat()));
    jobs.push(job("InspectedReport[]", &[&["inspect"], some.as_slice()].concat()));
    jobs.push(job("InspectedReport[]", &[&["inspect", "missing.wasm"], some.as_slice()].concat()));
    jobs.extend(some.windows(2).map(|two| job("CheckReport", &["check", two[0], two[1]])));
    jobs
}
