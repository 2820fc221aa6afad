//! The command line of the package beside the native one.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::Output;

use libtest_mimic::Failed;
use tempfile::TempDir;

use super::root;

/// Lines for a folder with `wrapped.wasm`, `log.wasm` and `given.mjs`, and what they are about.
const LINES: &[&[&str]] = &[
    &["wrapped.wasm", "-o", "out.wasm"],
    &["wrapped.wasm", "-o", "wrapped.wasm"],
    &["sub/../wrapped.wasm", "-o", "sub/out.wasm", "--report=json"],
    &["wrapped.wasm"],
    &["wrapped.wasm", "--explain", "-v"],
    &["wrapped.wasm", "log.wasm", "--out-dir", "many"],
    &["wrapped.wasm", "-o", "out.wasm", "--gc", "--prove=run"],
    &["wrapped.wasm", "-o", "out.wasm", "--init=start", "--import-memory", "-q"],
    &["inspect", "wrapped.wasm", "log.wasm"],
    &["inspect", "wrapped.wasm", "--report=json", "--host=esm"],
    &["inspect", "wrapped.wasm", "--check"],
    &["inspect", "wrapped.wasm", "--graph", "graph.svg"],
    &["esm", "wrapped.wasm", "-o", "dist"],
    &["esm", "log.wasm", "-o", "dist", "--imports", "new.mjs"],
    &["hosts"],
    &["hosts", "--report=json"],
    &["--help"],
    &["--version"],
    &["none.wasm", "-o", "out.wasm"],
    &["wrapped.wasm", "-o", "none/out.wasm"],
    &["wrapped.wasm", "-o", "sub"],
    &["wrapped.wasm", "--init=wrong"],
    &["given.mjs", "-o", "out.wasm"],
    &["wrapped.wasm", "--host=node-wasi-initialize", "-o", "out.wasm", "--define-memory"],
    &[],
];

pub(super) fn says_and_writes_the_same(package: &Path) -> Result<(), Failed> {
    for line in LINES {
        let native = after(Command::new(env!("CARGO_BIN_EXE_wasm-initfix")).args(*line))?;
        let bin = package.join("node_modules/.bin/wasm-initfix");
        let npm = after(Command::new(bin).args(*line))?;
        if native != npm {
            return Err(format!("{line:?}: natively {native:#?}\nand from npm {npm:#?}").into());
        }
    }
    Ok(())
}

/// How a command ends, what it says, and what is in its folder then.
#[derive(Debug, PartialEq)]
struct After {
    code: Option<i32>,
    stdout: String,
    stderr: String,
    files: Vec<(String, Vec<u8>)>,
}

fn after(command: &mut Command) -> Result<After, Failed> {
    let folder = TempDir::new()?;
    let testdata = root().join("testdata");
    fs::copy(testdata.join("clang19/wrapped.wasm"), folder.path().join("wrapped.wasm"))?;
    fs::copy(testdata.join("clang19/ctors-log-unoptimised.wasm"), folder.path().join("log.wasm"))?;
    fs::write(folder.path().join("given.mjs"), "export const env = { log() {} };\n")?;
    fs::create_dir(folder.path().join("sub"))?;
    let Output { status, stdout, stderr } = command.current_dir(folder.path()).env_remove("RUST_BACKTRACE").output()?;
    let mut files = Vec::new();
    read(folder.path(), "", &mut files)?;
    files.sort();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok(After { code: status.code(), stdout: text(stdout), stderr: text(stderr), files })
}

fn read(folder: &Path, prefix: &str, files: &mut Vec<(String, Vec<u8>)>) -> Result<(), Failed> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            read(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.push((name, fs::read(entry.path())?));
        }
    }
    Ok(())
}
