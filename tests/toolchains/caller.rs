//! A clang that calls `initfix-wasm-ld` where another LLVM's linker is the first in `PATH`.

use std::fs;
use std::path::Path;
use std::process::Command;

use libtest_mimic::Failed;
use tempfile::TempDir;

use super::CLANG;
use super::ONCE;
use super::WASM_LD;
use super::clang;
use super::expect;
use super::needs;
use super::ours;
use super::runs;
use super::tools;

/// Debian has both beside each other.
const OLD_LD: &str = "wasm-ld-14";

pub(super) fn needs_it() -> Result<(), String> {
    needs(&[CLANG, WASM_LD, OLD_LD])
}

/// A linker that fails is named, and so tells which one ran.
pub(super) fn comes_first() -> Result<(), Failed> {
    let tools = tools(&[CLANG, OLD_LD])?;
    fs::rename(tools.path().join(OLD_LD), tools.path().join("wasm-ld"))?;
    let folder = TempDir::new()?;
    let module = folder.path().join("plugin.wasm");
    clang(&tools, &module, &[ours()])?;
    expect("fixed", runs(&module)?, ONCE)?;
    let run = |option: &str| {
        let mut command = Command::new(tools.path().join(CLANG));
        command.env("PATH", tools.path()).args(["--target=wasm32-wasi", "-nostartfiles"]).arg(ours()).arg(option);
        let output = command.output()?;
        Ok::<_, Failed>(String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let note = |linker: &Path| {
        let linker = linker.display();
        format!("initfix-wasm-ld: note: the linker {linker} failed; -Wl,--initfix-linker=PATH names another")
    };
    let beside = fs::canonicalize(super::tools(&[CLANG])?.path().join(CLANG))?.with_file_name("wasm-ld");
    super::expect_line(&run("-lno-such")?, &note(&beside))?;
    let named = tools.path().join("wasm-ld");
    super::expect_line(&run(&format!("-Wl,-lno-such,--initfix-linker={}", named.display()))?, &note(&named))
}
