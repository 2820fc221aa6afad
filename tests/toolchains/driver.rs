//! `cargo initfix` where rustc calls clang to link.

use std::fs;

use libtest_mimic::Failed;

use super::CLANG;
use super::expect_line;
use super::rust::Project;
use super::said;

/// A program, since clang gives wasm-ld a library's `-shared`. What becomes of its memory is told.
const FIXED: &str = "       Fixed tool.wasm (memory: exported → both)";

const BUILD: [&str; 4] = ["initfix", "build", "--bin", "tool"];

pub(super) fn links(target: &'static str) -> Result<(), Failed> {
    let project = Project::new(target)?;
    project.append("Cargo.toml", "[package.metadata.initfix]\nimport-memory = true\n")?;
    // cargo goes by the linker's path, which would be the same.
    let anew = || fs::remove_dir_all(project.folder.path().join("target"));
    let variable = format!("CARGO_TARGET_{}_LINKER", target.replace('-', "_").to_uppercase());
    expect_line(&said(project.command(&BUILD).env(variable, CLANG).output()?)?, FIXED)?;
    anew()?;
    let flags = format!("-O -C linker={CLANG}");
    expect_line(&said(project.command(&BUILD).env("RUSTFLAGS", &flags).output()?)?, FIXED)?;
    anew()?;
    project.write(".cargo/config.toml", &format!("[target.{target}]\nlinker = {CLANG:?}\n"))?;
    expect_line(&project.says(&BUILD)?, FIXED)?;
    // Our own options, as rustc's are written.
    let words = ["initfix", "rustc", "--bin", "tool", "--target", target, "--", "-Clink-arg=--initfix-define-memory"];
    let mut command = project.rust.cargo(project.folder.path());
    let failed = command.env("CLANG", CLANG).args(words).output()?;
    let message =
        "the argument '-Wl,--initfix-import-memory[=<MODULE,NAME>]' cannot be used with '-Wl,--initfix-define-memory'";
    let text = String::from_utf8_lossy(&failed.stderr).into_owned();
    super::expect("our option is heard", text.contains(message), true)?;
    let words = ["initfix", "rustc", "--bin", "tool", "--target", target, "--", "-C", &format!("linker={CLANG}")];
    let mut command = project.rust.cargo(project.folder.path());
    let note = format!("note: the arguments for rustc name the linker {CLANG}, so nothing is fixed");
    expect_line(&said(command.env("CLANG", CLANG).args(words).output()?)?, &note)
}
