//! Names that the linker is asked to leave out, with one export: the fix goes by them all the same.

use std::fs;
use std::path::Path;
use std::process::Command;

use libtest_mimic::Failed;
use tempfile::TempDir;

use super::CLANG;
use super::WASM_LD;
use super::needs;
use super::root;

const SOURCE: &str = r#"
static volatile int runs = 0;
struct Counted { Counted() { runs = runs + 1; } } static counted;
extern "C" __attribute__((export_name("runs_"))) int runs_() { return runs; }
"#;

pub(super) fn needs_it() -> Result<(), String> {
    needs(&[CLANG, WASM_LD, "wasm-opt", "node"])
}

/// With every option and at every level, with wasm-opt in `PATH`, which clang runs by itself.
pub(super) fn runs_once() -> Result<(), Failed> {
    let folder = TempDir::new()?;
    let source = folder.path().join("one.cpp");
    fs::write(&source, SOURCE)?;
    let out = folder.path().join("out.wasm");
    let linker = env!("CARGO_BIN_EXE_initfix-wasm-ld");
    for strip in ["--strip-all", "-s", "--strip-debug", "-S", "--no-gc-sections"] {
        for level in ["-O0", "-O1", "-O2", "-O3", "-Os", "-Oz"] {
            let mut clang = Command::new("clang++-19");
            clang.args(["--target=wasm32-wasi", "-nostartfiles", level]).arg(format!("-Wl,--no-entry,{strip}"));
            clang.arg(format!("-fuse-ld={linker}")).arg("-Wl,--initfix-linker=wasm-ld-19");
            let output = clang.arg(&source).arg("-o").arg(&out).output()?;
            if !output.status.success() {
                return Err(format!("{strip} {level}: {}", String::from_utf8_lossy(&output.stderr)).into());
            }
            let printed = run(&out)?;
            if printed != "instantiated\ninitialized\nruns_() = 1\nruns_() = 1\nruns_() = 1\n" {
                return Err(format!("{strip} {level}: {printed}").into());
            }
            let is_stripped = ["--strip-all", "-s"].contains(&strip);
            if level == "-O0" && fs::read(&out)?.windows(4).any(|bytes| bytes == b"name") == is_stripped {
                return Err(format!("{strip}: names are there: {}", !is_stripped).into());
            }
        }
    }
    Ok(())
}

fn run(module: &Path) -> Result<String, Failed> {
    let mut node = Command::new("node");
    node.arg("--no-warnings").arg(root().join("tests/node/wasi.mjs")).arg(module);
    let output = node.args(["runs_()", "runs_()", "runs_()"]).output()?;
    Ok(format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
}
