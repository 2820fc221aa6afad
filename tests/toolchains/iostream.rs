//! The C++ library's own constructors, whose guards an optimiser puts into `__wasm_call_ctors`.

use std::fs;
use std::path::Path;
use std::process::Command;

use libtest_mimic::Failed;
use tempfile::TempDir;

use super::CLANG;
use super::WASM_LD;
use super::needs;
use super::root;

pub(super) fn needs_it() -> Result<(), String> {
    needs(&[CLANG, WASM_LD, "wasm-opt", "node"])?;
    let folder = TempDir::new().map_err(|error| error.to_string())?;
    let source = folder.path().join("library.cpp");
    fs::write(&source, "#include <iostream>\nint main() {}\n").map_err(|error| error.to_string())?;
    compile(&source, &folder.path().join("out.wasm"), &[]).map_err(|_| "needs libc++ for wasm32-wasi".to_owned())
}

/// At each level, a library whose exports rerun the constructors does after the fix what the same source does that was linked
/// as a reactor.
pub(super) fn does_what_a_reactor_does() -> Result<(), Failed> {
    let folder = TempDir::new()?;
    let source = root().join("tests/toolchains/iostream.cpp");
    let file = |name: &str| folder.path().join(name);
    for level in ["-O0", "-O1", "-O2", "-O3", "-Os", "-Oz"] {
        let (wrapped, fixed, reactor) = (file("wrapped.wasm"), file("fixed.wasm"), file("reactor.wasm"));
        compile(&source, &wrapped, &[level, "-nostartfiles", "-Wl,--no-entry"])?;
        compile(&source, &reactor, &[level, "-mexec-model=reactor"])?;
        let mut tool = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
        // clang runs wasm-opt, which leaves no names. And it puts destructors and the writing of output into one function, so that both go.
        if level != "-O0" {
            tool.arg("--assume-wrapped");
        }
        let is_mixed = !["-O0", "-O1"].contains(&level);
        tool.args(is_mixed.then_some("--after-call=nothing"));
        let output = tool.args(["-q", "-o"]).arg(&fixed).arg(&wrapped).output()?;
        if !output.status.success() {
            return Err(format!("{level}: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        let (ours, theirs) = (run(&fixed)?, run(&reactor)?);
        if ours != theirs || !ours.contains("bump() = 42") || !ours.contains("said 3\nsay(3) = 45") {
            return Err(format!("{level}: fixed, it prints\n{ours}\nand as a reactor\n{theirs}").into());
        }
    }
    Ok(())
}

fn compile(source: &Path, out: &Path, options: &[&str]) -> Result<(), Failed> {
    let mut clang = Command::new("clang++-19");
    clang.args(["--target=wasm32-wasi", "-fno-exceptions"]).args(options).arg(source).arg("-o").arg(out);
    let output = clang.output()?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned().into()) }
}

fn run(module: &Path) -> Result<String, Failed> {
    let mut node = Command::new("node");
    node.arg("--no-warnings").arg(root().join("tests/node/wasi.mjs")).arg(module);
    let output = node.args(["bump()", "bump()", "say(3)", "bump()"]).output()?;
    Ok(format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
}
