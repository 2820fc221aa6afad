//! A program that embeds wasmtime, and whose build script fixes its module with the library.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;

use libtest_mimic::Failed;
use tempfile::TempDir;

use super::CLANG;
use super::EACH_CALL;
use super::ONCE;
use super::copy;
use super::expect;
use super::root;
use super::runs;
use super::said;

const SCRIPT: &str = include_str!("embedder/build.rs");
const PAGE: &str = include_str!("../../docs/rust.md");

/// The module changes twice, and cargo runs the build script each time.
pub(super) fn carries_what_is_fixed() -> Result<(), Failed> {
    expect("docs/rust.md shows the build script", PAGE.contains(SCRIPT.trim_end()), true)?;
    let folder = TempDir::new()?;
    let project = project()?;
    let (linked, carried) = (project.join("plugin.wasm"), folder.path().join("carried.wasm"));
    for (options, plain) in [("-nostartfiles -Wl,--no-entry", EACH_CALL), ("-mexec-model=reactor", [0, 0, 0])] {
        let mut clang = Command::new(CLANG);
        clang.args(["--target=wasm32-wasi"]).args(options.split(' ')).arg("-o").arg(&linked);
        said(clang.arg(root().join("tests/toolchains/cmake/plugin.c")).output()?)?;
        expect("as it is linked", runs(&linked)?, plain)?;
        let output = cargo(&project, "run")?;
        fs::write(&carried, &output.stdout)?;
        said(output)?;
        expect("what the program carries", runs(&carried)?, ONCE)?;
    }
    fs::write(&linked, "not a module")?;
    let output = cargo(&project, "build")?;
    expect("cargo fails", output.status.success(), false)?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    let says_why = stderr.contains("not a WebAssembly module");
    if says_why { Ok(()) } else { Err(format!("the script does not say what is wrong:\n{stderr}").into()) }
}

/// A copy that is always in the same place, so that cargo keeps what it has compiled: the library takes most of a minute.
fn project() -> Result<PathBuf, Failed> {
    let project = Path::new(env!("CARGO_TARGET_TMPDIR")).join("embedder");
    copy(&root().join("tests/toolchains/embedder"), &project)?;
    let manifest = fs::read_to_string(project.join("Cargo.toml"))?;
    let path = root().to_str().ok_or("the repository's path is UTF-8")?;
    fs::write(project.join("Cargo.toml"), manifest.replace("\"../../..\"", &format!("{path:?}")))?;
    // Nothing is downloaded: these versions are there.
    fs::copy(root().join("Cargo.lock"), project.join("Cargo.lock"))?;
    Ok(project)
}

fn cargo(project: &Path, command: &str) -> Result<Output, Failed> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([command, "--quiet", "--offline", "--target-dir"]).arg(project.join("target"));
    Ok(cargo.current_dir(project).output()?)
}
