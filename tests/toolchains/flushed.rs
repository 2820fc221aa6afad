//! What the linker sees, and an optimiser hides: which part of what ends each call writes output.

use std::path::Path;
use std::process::Command;

use libtest_mimic::Failed;
use tempfile::TempDir;

use super::CLANG;
use super::WASM_LD;
use super::needs;
use super::root;

pub(super) fn needs_it() -> Result<(), String> {
    needs(&[CLANG, WASM_LD, "wasm-opt"])
}

/// `check` compares a module as clang and wasm-opt make it with the same from `initfix-wasm-ld`, which keeps the writing of output.
pub(super) fn is_not_said_to_be_lost() -> Result<(), Failed> {
    const SAYS_MORE: &str = "  unknown:      say(0): it writes output; before, one function ran destructors and may have \
                             written it, so that is not compared\n";
    let folder = TempDir::new()?;
    let (before, after) = (folder.path().join("before.wasm"), folder.path().join("after.wasm"));
    for (level, verdict) in [("-O1", "same"), ("-O2", "unknown"), ("-O3", "unknown"), ("-Oz", "unknown")] {
        link(level, &[], &before)?;
        let ours = format!("-fuse-ld={}", env!("CARGO_BIN_EXE_initfix-wasm-ld"));
        link(level, &[&ours, &format!("-Wl,--initfix-linker={WASM_LD}")], &after)?;
        let mut tool = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
        let output = tool.args(["check", "--assume-wrapped"]).arg(&before).arg(&after).output()?;
        let said = String::from_utf8_lossy(&output.stdout);
        let is_mixed = verdict == "unknown";
        if !said.starts_with(&format!("{verdict}: ")) || said.contains(SAYS_MORE) != is_mixed {
            return Err(format!("{level}: {said}").into());
        }
        if said.contains("buffered output is no longer written") {
            return Err(format!("{level}: it is written, but {said}").into());
        }
    }
    Ok(())
}

fn link(level: &str, linker: &[&str], out: &Path) -> Result<(), Failed> {
    let mut clang = Command::new("clang++-19");
    clang.args(["--target=wasm32-wasi", "-fno-exceptions", "-nostartfiles", "-Wl,--no-entry", level]);
    clang.args(linker).arg(root().join("testdata/src/ctor_dtor_say.cpp")).arg("-o").arg(out);
    let output = clang.output()?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned().into()) }
}
