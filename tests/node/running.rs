//! Modules as the tool leaves them, and Node, which runs them.

use std::env;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use libtest_mimic::Completion;
use libtest_mimic::Failed;
use tempfile::TempDir;

/// A test that wants Node.
pub type Test = fn() -> Result<(), Failed>;

/// The first version whose `node:wasi` needs no flag.
const OLDEST_NODE: u32 = 18;

/// A module of `testdata/`, as it is or as the tool leaves it, in a folder that goes when it goes.
pub struct Module {
    pub path: PathBuf,
    _folder: TempDir,
}

impl Module {
    pub fn unfixed(name: &str) -> Result<Self, Failed> {
        let folder = TempDir::new()?;
        let path = folder.path().join("unfixed.wasm");
        fs::copy(testdata(name), &path).map_err(|error| format!("testdata/{name}.wasm: {error}"))?;
        Ok(Self { path, _folder: folder })
    }

    pub fn fixed(name: &str, options: &[&str]) -> Result<Self, Failed> {
        let folder = TempDir::new()?;
        let path = folder.path().join("fixed.wasm");
        let mut tool = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
        output(tool.arg(testdata(name)).arg("-o").arg(&path).args(options))?;
        Ok(Self { path, _folder: folder })
    }

    /// The module as the tool leaves it a second time.
    pub fn fixed_again(self, options: &[&str]) -> Result<Self, Failed> {
        let path = self.path.with_file_name("fixed-again.wasm");
        let mut tool = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
        output(tool.arg(&self.path).arg("-o").arg(&path).args(options))?;
        Ok(Self { path, ..self })
    }

    /// What a host of `tests/node/` prints. Its standard output is a pipe, where the module's stdio buffers more than
    /// on a terminal.
    pub fn host(&self, host: &str, calls: &[&str]) -> Result<String, Failed> {
        let script = root().join("tests/node").join(host).with_extension("mjs");
        // Without warnings: node:wasi calls itself experimental.
        output(Command::new("node").arg("--no-warnings").arg(script).arg(&self.path).args(calls))
    }
}

pub fn testdata(name: &str) -> PathBuf {
    root().join("testdata").join(name).with_extension("wasm")
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Standard output of a command that must succeed.
pub fn output(command: &mut Command) -> Result<String, Failed> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(stdout);
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    Err(format!("{command:?}: {}\n{stdout}{stderr}", output.status).into())
}

pub fn expect(printed: &str, lines: &[&str]) -> Result<(), Failed> {
    let expected: String = lines.iter().map(|line| format!("{line}\n")).collect();
    if printed != expected {
        return Err(format!("expected:\n{expected}\nprinted:\n{printed}").into());
    }
    Ok(())
}

// ---- Node ----

/// Runs a test where there is a Node to run it with; without one it is ignored, but fails in CI, which must have one.
pub fn with_node(test: Test) -> Result<Completion, Failed> {
    with(node(), test)
}

/// The same, with Chromium as well.
pub fn with_chromium(test: Test) -> Result<Completion, Failed> {
    with(node().and_then(|()| chromium()), test)
}

fn with(found: Result<(), String>, test: Test) -> Result<Completion, Failed> {
    match found {
        Ok(()) => test().map(|()| Completion::Completed),
        Err(reason) if env::var_os("CI").is_none_or(|ci| ci.is_empty()) => Ok(Completion::ignored_with(reason)),
        Err(reason) => Err(format!("{reason}, and under CI this test may not be ignored").into()),
    }
}

fn chromium() -> Result<(), String> {
    let output = Command::new("chromium").arg("--version").output();
    let is_there = output.is_ok_and(|output| output.status.success());
    is_there.then_some(()).ok_or_else(|| "needs chromium in PATH".to_owned())
}

/// Whether there is a Node that is new enough, or why not.
fn node() -> Result<(), String> {
    let output = match Command::new("node").arg("--version").output() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err("needs node in PATH".into()),
        Err(error) => return Err(format!("needs node, which does not start: {error}")),
        Ok(output) => output,
    };
    let version = String::from_utf8_lossy(&output.stdout);
    let version = version.trim();
    let major = version.strip_prefix('v').and_then(|version| version.split('.').next()?.parse().ok());
    match major {
        Some(OLDEST_NODE..) => Ok(()),
        _ => Err(format!("needs node {OLDEST_NODE} or newer, and `node --version` says {version:?}")),
    }
}
