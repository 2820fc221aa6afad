//! An AssemblyScript project whose npm script fixes what `asc` wrote.

use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;

use libtest_mimic::Failed;
use serde_json::Value;
use tempfile::TempDir;

use super::copy;
use super::expect;
use super::needs;
use super::root;
use super::said;

const PROJECT: &str = "tests/toolchains/assemblyscript";

/// The compiler's version has to be the one that the project's package.json names.
pub(super) fn needs_it() -> Result<(), String> {
    needs(&["node", "npm"])?;
    let read = |path: &Path| -> Option<Value> { serde_json::from_str(&fs::read_to_string(path).ok()?).ok() };
    let project = read(&root().join(PROJECT).join("package.json")).ok_or("package.json is no JSON")?;
    let needed = project["devDependencies"]["assemblyscript"].as_str().ok_or("package.json names no assemblyscript")?;
    let installed = read(&installed().join("assemblyscript/package.json")).unwrap_or_default();
    let is_there = installed["version"] == needed;
    if is_there { Ok(()) } else { Err(format!("needs npm's assemblyscript {needed} in the folder WASM_INITFIX_NPM")) }
}

/// What npm has installed.
pub(super) fn installed() -> PathBuf {
    env::var_os("WASM_INITFIX_NPM").map(PathBuf::from).unwrap_or_default().join("node_modules")
}

/// The module's start section logs a text. asc's own bindings load the module.
pub(super) fn fixes_in_a_script() -> Result<(), Failed> {
    const TOO_EARLY: &str = "ReferenceError: Cannot access 'memory' before initialization";
    const FIXED: &str = "loaded\nlog: run 1\nran() = 1\nran() = 1\n";
    let folder = TempDir::new()?;
    let project = folder.path().join("project");
    copy(&root().join(PROJECT), &project)?;
    std::os::unix::fs::symlink(installed(), project.join("node_modules"))?;
    let module = project.join("build/plugin.wasm");

    said(npm(&project, "asc")?)?;
    let plain = fs::read(&module)?;
    too_early(&project, TOO_EARLY)?;
    // Nothing is known of an import of the user's own.
    let mut tool = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
    let advice = said(tool.arg(&module).arg("-o").arg(&module).output()?)?;
    expect("what helps", advice.contains("say --assume=env.log=memory"), true)?;
    expect("the same without an option", fs::read(&module)? == plain, true)?;
    too_early(&project, TOO_EARLY)?;

    said(npm(&project, "asbuild")?)?;
    let fixed = fs::read(&module)?;
    expect("the fix changed it", fixed == plain, false)?;
    expect("fixed", printed(npm(&project, "start")?)?.as_str(), FIXED)?;
    said(npm(&project, "asbuild")?)?;
    expect("the same bytes, built again", fs::read(&module)? == fixed, true)?;

    // A file that asc alone wrote anew is fixed again, too.
    let source = project.join("assembly/index.ts");
    fs::write(&source, fs::read_to_string(&source)?.replace("runs += 1", "runs += 2"))?;
    said(npm(&project, "asc")?)?;
    too_early(&project, TOO_EARLY)?;
    said(npm(&project, "asbuild")?)?;
    expect("a changed source", printed(npm(&project, "start")?)?, FIXED.replace('1', "2"))
}

/// Runs a script of the package, with `wasm-initfix` in `PATH`.
fn npm(project: &Path, script: &str) -> Result<Output, Failed> {
    let bin = Path::new(env!("CARGO_BIN_EXE_wasm-initfix")).parent().map(Path::to_owned);
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(bin.into_iter().chain(env::split_paths(&path)))?;
    let mut npm = Command::new("npm");
    npm.current_dir(project).env("PATH", path).env("npm_config_update_notifier", "false");
    Ok(npm.args(["run", "--silent", script]).output()?)
}

fn printed(output: Output) -> Result<String, Failed> {
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    said(output).map(|_| stdout)
}

fn too_early(project: &Path, message: &str) -> Result<(), Failed> {
    let output = npm(project, "start")?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    let is_it = !output.status.success() && stderr.lines().any(|line| line == message);
    if is_it { Ok(()) } else { Err(format!("as asc writes it: {}: {stderr}", output.status).into()) }
}
