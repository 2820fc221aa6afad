//! The options of wasm-ld that take the next word for a value, as wasm-ld itself says.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use libtest_mimic::Failed;
use tempfile::TempDir;

use super::WASM_LD;
use super::expect;
use super::needs;

pub(super) fn needs_it() -> Result<(), String> {
    needs(&[WASM_LD])
}

/// Those that no help lists.
const HIDDEN: [&str; 10] = [
    "--library",
    "--library-path",
    "-library",
    "-library-path",
    "-export",
    "-e",
    "-u",
    "-mllvm",
    "-allow-undefined-file",
    "--allow-undefined-file",
];

/// `-s` behind an option is its value, and is told as it is; elsewhere the linker is told something else for it.
pub(super) fn are_known() -> Result<(), Failed> {
    let folder = TempDir::new()?;
    let linker = folder.path().join("linker");
    fs::write(&linker, "#!/bin/sh\necho \"$2\"\n")?;
    fs::set_permissions(&linker, fs::Permissions::from_mode(0o755))?;
    let mut others = Vec::new();
    let names = names()?;
    // What is linked in these ways is not fixed, so that nothing is told otherwise.
    let is_left = |name: &&str| ["-o", "--relocatable", "--shared"].contains(name);
    for name in names.iter().map(String::as_str).filter(|name| !is_left(name)) {
        let said = Command::new(WASM_LD).arg(name).output()?;
        let takes_value = String::from_utf8_lossy(&said.stderr).contains("missing argument");
        if takes_value != (told(&linker, name)? == "-s\n") {
            others.push(name);
        }
    }
    expect("options that are taken otherwise", others, Vec::new())?;
    expect("all are looked at", names.len() > 60, true)
}

fn names() -> Result<Vec<String>, Failed> {
    let help = Command::new(WASM_LD).arg("--help").output()?;
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    let listed = help.lines().filter_map(|line| line.strip_prefix("  -")?.split(['=', ' ', '<']).next());
    let mut names: Vec<String> = listed.map(|name| format!("-{name}")).collect();
    names.extend(HIDDEN.map(str::to_owned));
    names.sort();
    names.dedup();
    Ok(names)
}

/// What the linker is told behind an option where the user wrote `-s`.
fn told(linker: &Path, option: &str) -> Result<String, Failed> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_initfix-wasm-ld"));
    let mut named = std::ffi::OsString::from("--initfix-linker=");
    named.push(linker);
    let output = command.arg(named).args([option, "-s", "-o", "out.wasm"]).output()?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
