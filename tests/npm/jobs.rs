//! What the package's JavaScript is asked, and what it answers beside the library's answer.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use libtest_mimic::Failed;
use rayon::prelude::*;
use serde_json::Value;
use serde_json::json;
use wasm_initfix::Spelling;

use super::directives;
use super::root;

/// A module, and the options that it is fixed with, as a command line has them.
pub struct Job {
    pub module: PathBuf,
    pub options: Vec<String>,
}

/// Every case of `testdata/`, but for `--check`, which runs modules.
pub fn jobs() -> Result<Vec<Job>, Failed> {
    let cases = directives::read_all(&root().join("testdata"))?;
    let of_case = |case: directives::Case| {
        case.runs.into_iter().map(move |run| Job { module: case.module.clone(), options: run.options })
    };
    let jobs: Vec<Job> = cases.into_iter().flat_map(of_case).collect();
    if jobs.len() < 400 { Err("there are hundreds of cases".into()) } else { Ok(jobs) }
}

/// What JavaScript makes of all jobs, in order.
pub fn in_javascript(package: &Path, command: &str, jobs: &[Job]) -> Result<Vec<Value>, Failed> {
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

pub fn camel(name: &str) -> String {
    let mut parts = name.split('-');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| name + &part[..1].to_uppercase() + &part[1..])
}

pub fn compare(jobs: &[Job], found: Vec<Value>, expected: impl Fn(&Job) -> Value + Sync) -> Result<(), Failed> {
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

pub fn error(error: &wasm_initfix::Error) -> Value {
    json!({ "error": { "kind": error.kind().keyword(), "message": error.spelled(Spelling::JavaScript) } })
}

/// All modules of `testdata/`, each once.
pub fn modules() -> Result<Vec<PathBuf>, Failed> {
    let mut modules: Vec<PathBuf> = jobs()?.into_iter().map(|job| job.module).collect();
    modules.dedup();
    Ok(modules)
}

/// FNV-1a of 64 bits, which JavaScript has no shorter than this.
pub fn sum(bytes: &[u8]) -> String {
    let sum = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3));
    format!("{sum:x} of {}", bytes.len())
}
