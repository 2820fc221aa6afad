//! What this tool wrote is still known once an optimiser was at it: there is nothing left to do.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use libtest_mimic::Failed;
use rayon::prelude::*;
use tempfile::TempDir;

use super::needs;
use super::root;

/// An `_initialize` that is its author's, beside the constructors, or an export that never ran them, and has no guard: without names,
/// `_initialize` looks like one that hosts call.
const NOT_TO_BE_TOLD: [&str; 2] = ["clang19/wrapped-initialize-taken", "wat/wrapped-one-function-twice"];
const LEVELS: [&str; 2] = ["-O3", "-Oz"];

pub(super) fn needs_it() -> Result<(), String> {
    needs(&["wasm-opt"])
}

pub(super) fn stays_as_it_is() -> Result<(), Failed> {
    let modules = modules()?;
    let trials: Vec<(usize, Vec<String>)> =
        modules.par_iter().map(|module| optimised(module)).collect::<Result<_, _>>()?;
    let tried: usize = trials.iter().map(|(tried, _)| tried).sum();
    let changed: Vec<String> = trials.into_iter().flat_map(|(_, changed)| changed).collect();
    println!("{tried} fixed modules stay as they are after wasm-opt");
    if tried < 400 {
        return Err(format!("only {tried} modules were tried: wasm-opt or the tool refuses what it took").into());
    }
    if changed.is_empty() { Ok(()) } else { Err(changed.join("\n").into()) }
}

fn modules() -> Result<Vec<PathBuf>, Failed> {
    let mut modules = Vec::new();
    for folder in fs::read_dir(root().join("testdata"))? {
        let folder = folder?.path();
        if !folder.is_dir() || folder.ends_with("component") {
            continue;
        }
        for file in fs::read_dir(folder)? {
            let file = file?.path();
            modules.extend(file.extension().is_some_and(|it| it == "wasm").then_some(file));
        }
    }
    modules.sort();
    Ok(modules)
}

/// How many ways of fixing a module were tried at a level of the optimiser, and after which another fix changes it.
fn optimised(module: &Path) -> Result<(usize, Vec<String>), String> {
    let folder = TempDir::new().map_err(|error| error.to_string())?;
    let file = |name: &str| folder.path().join(name);
    let mut tried = 0;
    let mut changed = Vec::new();
    for option in [None, Some("--init=lazy"), Some("--init=start")] {
        let (fixed, smaller, again) = (file("fixed.wasm"), file("smaller.wasm"), file("again.wasm"));
        // What cannot be fixed in this way, or needs nothing, is no output of this tool.
        if fix(module, option, &fixed).is_err() || same(module, &fixed)? {
            continue;
        }
        let name = format!("{} {}", case(module), option.unwrap_or_default()).trim_end().to_owned();
        for level in LEVELS {
            // wasm-opt does not take all that wasmparser takes.
            let output = Command::new("wasm-opt").args(["-all", level]).arg(&fixed).arg("-o").arg(&smaller).output();
            if !output.map_err(|error| error.to_string())?.status.success() {
                continue;
            }
            tried += 1;
            let said = fix(&smaller, None, &again)?;
            if !same(&smaller, &again)? && !NOT_TO_BE_TOLD.contains(&case(module).as_str()) {
                changed.push(format!("{name}, {level}:\n{said}"));
            }
        }
    }
    Ok((tried, changed))
}

fn fix(module: &Path, option: Option<&str>, out: &Path) -> Result<String, String> {
    let mut tool = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
    let output = tool.arg(module).args(option).arg("-o").arg(out).output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(said) } else { Err(said) }
}

fn same(one: &Path, other: &Path) -> Result<bool, String> {
    let read = |path: &Path| fs::read(path).map_err(|error| format!("{}: {error}", path.display()));
    Ok(read(one)? == read(other)?)
}

fn case(module: &Path) -> String {
    let parts: Vec<_> = module.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    parts[parts.len().saturating_sub(2)..].join("/").trim_end_matches(".wasm").to_owned()
}
