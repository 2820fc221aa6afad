//! wasm-bindgen's own program, before the fix and after it.

use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use libtest_mimic::Failed;
use tempfile::TempDir;

use super::expect;
use super::needs;
use super::root;
use super::rust::Rust;
use super::said;

pub(super) const TARGET: &str = "wasm32-unknown-unknown";
pub(super) const EACH_CALL: &str = "22 25 26\n";
pub(super) const ONCE: &str = "21 23 23\n";

/// Its version has to be that of the crate, which testdata/src/rust196/Cargo.toml names.
pub(super) fn needs_it() -> Result<(), String> {
    needs(&["node"])?;
    Rust::find(TARGET)?;
    let manifest = fs::read_to_string(root().join("testdata/src/rust196/Cargo.toml")).map_err(|it| it.to_string())?;
    let version = manifest.split("wasm-bindgen = \"=").nth(1).and_then(|it| it.split('"').next()).unwrap_or_default();
    let output = Command::new(program()).arg("--version").output();
    let found = output.map(|output| String::from_utf8_lossy(&output.stdout).trim_end().to_owned()).unwrap_or_default();
    let needed = format!("wasm-bindgen {version}");
    if found == needed { Ok(()) } else { Err(format!("needs {needed} in PATH, or named by WASM_INITFIX_WASM_BINDGEN")) }
}

pub(super) fn program() -> PathBuf {
    env::var_os("WASM_INITFIX_WASM_BINDGEN").map_or("wasm-bindgen".into(), PathBuf::from)
}

/// A crate whose constructor adds 1, and whose start function adds 20.
pub(super) fn project() -> Result<TempDir, Failed> {
    let folder = TempDir::new()?;
    let file = |name: &str| folder.path().join(name);
    fs::create_dir(file("src"))?;
    for name in ["Cargo.toml", "Cargo.lock"] {
        fs::copy(root().join("testdata/src/rust196").join(name), file(name))?;
    }
    fs::copy(root().join("testdata/src/bindgen.rs"), file("src/lib.rs"))?;
    Ok(folder)
}

/// Without a fix, each call of an export makes the constructor run again.
pub(super) fn runs_constructors_once() -> Result<(), Failed> {
    let folder = project()?;
    let file = |name: &str| folder.path().join(name);
    let rust = Rust::find(TARGET)?;
    let build = |words: &[&str]| said(rust.cargo(folder.path()).args(words).args(["--target", TARGET]).output()?);
    let module = file("target").join(TARGET).join("debug/case.wasm");

    build(&["build", "--locked"])?;
    let (plain, fixed) = (file("plain.wasm"), file("fixed.wasm"));
    fs::copy(&module, &plain)?;
    fix(&plain, &fixed)?;
    expect("as it is", printed(&bound(&plain, &file("1"))?)?.as_str(), EACH_CALL)?;
    expect("the fix, and wasm-bindgen", printed(&bound(&fixed, &file("2"))?)?.as_str(), ONCE)?;
    let js = bound(&plain, &file("3"))?;
    let behind = file("3/case_bg.wasm");
    fix(&behind, &behind)?;
    expect("wasm-bindgen, and the fix", printed(&js)?.as_str(), ONCE)?;

    build(&["initfix", "build", "--locked"])?;
    let js = bound(&module, &file("4"))?;
    expect("cargo initfix, and wasm-bindgen", printed(&js)?.as_str(), ONCE)?;
    let behind = file("4/case_bg.wasm");
    let before = fs::read(&behind)?;
    fix(&behind, &behind)?;
    expect("there is nothing left to fix", fs::read(&behind)? == before, true)?;
    expect("both, and the fix again", printed(&js)?.as_str(), ONCE)
}

fn fix(module: &Path, out: &Path) -> Result<(), Failed> {
    let mut tool = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
    said(tool.arg(module).arg("-o").arg(out).output()?).map(drop)
}

/// Lets wasm-bindgen read a module. Gives the JS that loads what it wrote.
fn bound(module: &Path, folder: &Path) -> Result<PathBuf, Failed> {
    let mut command = Command::new(program());
    command.args(["--target", "nodejs", "--out-name", "case", "--out-dir"]).arg(folder).arg(module);
    said(command.output()?)?;
    Ok(folder.join("case.js"))
}

/// What the exports return, in one instance.
pub(super) fn printed(js: &Path) -> Result<String, Failed> {
    const SCRIPT: &str = "const it = require(process.argv[1]); console.log(it.total(), it.add(2), it.total())";
    let output = Command::new("node").args(["-e", SCRIPT]).arg(js).output()?;
    Ok(format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
}
