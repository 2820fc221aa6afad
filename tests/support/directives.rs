//! Cases, read from the headers of their sources.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// A source file in `testdata/` with the module built from it.
pub struct Case {
    pub module: PathBuf,
    pub runs: Vec<Run>,
}

/// One run of the tool on a case's module.
#[derive(Default)]
pub struct Run {
    /// `TOOLCHAIN/CASE OPTIONS…`.
    pub name: String,
    pub options: Vec<String>,
    /// What must come out: `fixed INIT MEMORY`, `unchanged INIT MEMORY` or `error MESSAGE`.
    pub expect: String,
    /// Scripts to run on the result, each in an instance of its own.
    pub calls: Vec<String>,
    /// Scripts to run on the input.
    pub calls_before: Vec<String>,
    /// Calls for the runner to make on both, beside one of each export: each line in one instance.
    pub checks: Vec<String>,
    /// Why the runner cannot run the module.
    pub check_error: Option<String>,
}

/// Folders of `testdata/` that hold no cases, but what cases include.
const SHARED: &str = "src";

impl Case {
    /// The snapshots that belong to it.
    pub fn snapshots(&self) -> Vec<String> {
        self.runs.iter().map(Run::snapshot).collect()
    }
}

impl Run {
    /// The name of its snapshot, which is the test's name in letters that every file system takes.
    pub fn snapshot(&self) -> String {
        let plain = |char: char| if char.is_ascii_alphanumeric() || "-_.".contains(char) { char } else { '_' };
        self.name
            .replace('/', "__")
            .replace(" --", "@")
            .chars()
            .map(|char| if char == '@' { '@' } else { plain(char) })
            .collect()
    }
}

/// All cases, in order of their names.
pub fn read_all(testdata: &Path) -> Result<Vec<Case>, String> {
    let mut cases = Vec::new();
    for toolchain in entries(testdata)? {
        if !toolchain.is_dir() || toolchain.ends_with(SHARED) {
            continue;
        }
        for file in entries(&toolchain)? {
            if file.extension().is_some_and(|extension| extension != "wasm") {
                cases.push(read(&file).map_err(|error| format!("{}: {error}", file.display()))?);
            }
        }
    }
    Ok(cases)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| error.to_string())?;
    paths.sort();
    Ok(paths)
}

fn read(source: &Path) -> Result<Case, String> {
    let text = fs::read_to_string(source).map_err(|error| error.to_string())?;
    let module = source.with_extension("wasm");
    if !module.is_file() {
        return Err("has no module beside it; testdata/build makes it".to_owned());
    }
    let mut runs = Vec::new();
    for line in text.lines() {
        let Some(directive) = line.strip_prefix("//!").or_else(|| line.strip_prefix(";;!")) else {
            break;
        };
        let (key, value) = directive.split_once(':').ok_or_else(|| format!("`{line}` is no directive"))?;
        directive_of(&mut runs, key.trim(), value.trim())?;
    }
    let stem = source.with_extension("");
    let case = stem.iter().rev().take(2).map(|part| part.to_string_lossy()).collect::<Vec<_>>();
    for run in &mut runs {
        let options = run.options.iter().map(|option| format!(" {option}"));
        run.name = format!("{}/{}{}", case[1], case[0], options.collect::<String>());
        if run.expect.is_empty() {
            return Err(format!("the run {} expects nothing", run.name));
        }
    }
    if runs.is_empty() {
        return Err("runs nothing".to_owned());
    }
    Ok(Case { module, runs })
}

/// `run` begins a run, and so does `expect` if there was none.
fn directive_of(runs: &mut Vec<Run>, key: &str, value: &str) -> Result<(), String> {
    let value = value.to_owned();
    if key == "build" {
        return Ok(());
    }
    if key == "run" || runs.is_empty() {
        runs.push(Run::default());
    }
    let run = runs.last_mut().ok_or("no run")?;
    match key {
        "run" => run.options = value.split_whitespace().map(str::to_owned).collect(),
        "expect" => run.expect = value,
        "calls" => run.calls.push(value),
        "check-error" => run.check_error = Some(value),
        "check" => run.checks.push(value),
        "calls-before" => run.calls_before.push(value),
        _ => return Err(format!("`{key}` is no directive")),
    }
    Ok(())
}
