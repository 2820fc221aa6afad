//! What `cargo initfix` does with a Rust for each target.

use std::fs;
use std::process::Command;

use libtest_mimic::Failed;
use serde_json::Value;

use super::CLANG;
use super::EACH_CALL;
use super::ONCE;
use super::WASM_LD;
use super::expect;
use super::expect_line;
use super::lines_with;
use super::needs;
use super::root;
use super::runs;
use super::rust::Project;
use super::rust::Rust;
use super::said;

pub(super) fn needs_it(target: &'static str) -> Result<(), String> {
    needs(&[CLANG, WASM_LD])?;
    Rust::find(target).map(drop)
}

const FIXED: &str = "       Fixed plugin.wasm (constructors: every call → first call, once)";

pub(super) fn fixes(target: &'static str) -> Result<(), Failed> {
    let project = Project::new(target)?;
    project.says(&["build"])?;
    expect("as rustc links it", runs(&project.module("plugin.wasm"))?, EACH_CALL)?;
    let said = project.says(&["initfix", "build", "--workspace", "--all-targets"])?;
    expect_line(&said, FIXED)?;
    expect_line(&said, "       Fixed other.wasm (constructors: every call → first call, once)")?;
    for name in ["plugin.wasm", "other.wasm"] {
        expect(name, runs(&project.module(name))?, ONCE)?;
    }
    // Programs are what they were, and tests are programs.
    expect("lines", lines_with(&said, "Fixed"), 2)?;
    for name in ["tool.wasm", "examples/shown.wasm"] {
        expect(name, project.module(name).exists(), true)?;
    }
    expect("quiet", project.says(&["initfix", "build", "-q"])?, String::new())?;
    project.write("src/lib.rs", "this is no Rust")?;
    let failed = project.cargo(&["initfix", "build"])?;
    expect("cargo's exit code", failed.status.code(), Some(101))
}

pub(super) fn is_fresh(target: &'static str) -> Result<(), Failed> {
    let project = Project::new(target)?;
    let module = project.module("plugin.wasm");
    project.says(&["initfix", "build"])?;
    let mut seen = Vec::new();
    // The same again does nothing; the other way links once.
    for words in [&["initfix", "build"][..], &["build"], &["build"], &["initfix", "build"], &["initfix", "build"]] {
        let said = project.says(words)?;
        seen.push((lines_with(&said, "Compiling"), lines_with(&said, "Fixed"), runs(&module)?));
    }
    let expected = [(0, 0, ONCE), (1, 0, EACH_CALL), (0, 0, EACH_CALL), (1, 1, ONCE), (0, 0, ONCE)];
    expect("compiled, fixed, and runs", seen, expected.to_vec())?;
    let output = project.cargo(&["initfix", "build", "--message-format=json"])?;
    let messages = String::from_utf8_lossy(&output.stdout).into_owned();
    let messages = messages.lines().map(serde_json::from_str).collect::<Result<Vec<Value>, _>>()?;
    let artifacts = messages.iter().filter(|message| message["reason"] == "compiler-artifact");
    let fresh: Vec<&Value> = artifacts.map(|artifact| &artifact["fresh"]).collect();
    expect("artifacts are fresh", fresh.iter().all(|fresh| **fresh == true) && !fresh.is_empty(), true)
}

pub(super) fn runs_programs(target: &'static str) -> Result<(), Failed> {
    let project = Project::new(target)?;
    // A runner that keeps what it is given; the constructor of a program runs at its beginning, which stays.
    project.write("runner", "#!/bin/sh\ncp \"$1\" ran.wasm\nexit 42\n")?;
    let runner = project.folder.path().join("runner");
    let status = Command::new("chmod").arg("+x").arg(&runner).status()?;
    expect("chmod", status.success(), true)?;
    let variable = format!("CARGO_TARGET_{}_RUNNER", target.replace('-', "_").to_uppercase());
    let mut command = project.command(&["initfix", "run", "--bin", "tool", "--example"]);
    let refused = command.env(&variable, &runner).output()?;
    expect("cargo says what is wrong", refused.status.success(), false)?;
    for words in [&["initfix", "run", "--bin", "tool"][..], &["initfix", "test", "--bin", "tool"]] {
        let mut command = project.command(words);
        let output = command.env(&variable, &runner).output()?;
        let code = if words[1] == "run" { Some(42) } else { output.status.code().filter(|code| *code != 0) };
        expect("the program's exit code", output.status.code(), code)?;
        let ran = project.folder.path().join("ran.wasm");
        let inspected = Command::new(env!("CARGO_BIN_EXE_wasm-initfix")).arg(&ran).arg("-q").output()?;
        expect("nothing is left to fix", String::from_utf8_lossy(&inspected.stdout).as_ref(), "nothing to do\n")?;
        fs::remove_file(ran)?;
    }
    Ok(())
}

/// `strip = true`, with one export: the linker leaves out all names.
pub(super) fn strips(target: &'static str) -> Result<(), Failed> {
    let project = Project::new(target)?;
    let build = |words: &[&str]| said(project.command(words).env("CARGO_PROFILE_DEV_STRIP", "true").output()?);
    build(&["build", "--lib"])?;
    expect("as rustc links it", runs(&project.module("plugin.wasm"))?, EACH_CALL)?;
    let stripped = fs::read(project.module("plugin.wasm"))?;
    build(&["initfix", "build", "--lib"])?;
    expect("fixed", runs(&project.module("plugin.wasm"))?, ONCE)?;
    let has_names = |wasm: &[u8]| wasm.windows(5).any(|bytes| bytes == b"\x04name");
    let fixed = fs::read(project.module("plugin.wasm"))?;
    expect("names", (has_names(&stripped), has_names(&fixed)), (false, false))
}

pub(super) fn settings(target: &'static str) -> Result<(), Failed> {
    let project = Project::new(target)?;
    let module = project.module("plugin.wasm");
    project.says(&["initfix", "build"])?;
    project.append("Cargo.toml", "[workspace.metadata.initfix]\ninit = \"lazy\"\nassume = [\"env.log=memory\"]\n")?;
    let said = project.says(&["initfix", "build", "-v"])?;
    expect_line(
        &said,
        "note: plugin.wasm: settings that this module has nothing for: assume env.log (no such import)",
    )?;
    expect_line(&said, "       Fixed plugin.wasm (constructors: every call → first call, once)")?;
    expect("lazily", runs(&module)?, ONCE)?;
    // What a package says goes before what the workspace does.
    project.append("Cargo.toml", "[package.metadata.initfix]\ninit = \"keep\"\n")?;
    let said = project.says(&["initfix", "build", "--workspace"])?;
    expect("lines", lines_with(&said, "Fixed"), 1)?;
    expect("as it is", runs(&module)?, EACH_CALL)?;
    expect("another package", runs(&project.module("other.wasm"))?, ONCE)?;
    expect("warnings", lines_with(&said, "warning: "), 0)?;
    let manifest = fs::canonicalize(project.folder.path())?.join("Cargo.toml");
    let manifest = manifest.display();
    // Of what else could be meant for it, there is always a word.
    let before = fs::read_to_string(project.folder.path().join("Cargo.toml"))?;
    project.append("Cargo.toml", "[package.metadata.wasm-initfix]\ninit = \"lazy\"\n")?;
    expect_line(
        &project.says(&["initfix", "build"])?,
        &format!(
            "warning: {manifest}: unused manifest key: package.metadata.wasm-initfix; did you mean package.metadata.initfix?"
        ),
    )?;
    expect("quiet", project.says(&["initfix", "build", "-q"])?, String::new())?;
    project.write("Cargo.toml", &before)?;
    project.append("Cargo.toml", "inti = \"lazy\"\n")?;
    let failed = project.cargo(&["initfix", "build"])?;
    let expected = format!(
        "cargo-initfix: error: {manifest}: [package.metadata.initfix]: unknown option `inti`; did you mean `init`?\n"
    );
    expect("an unknown key", String::from_utf8_lossy(&failed.stderr).into_owned(), expected)
}

/// Settings need not fit each module. What is almost a name in one, and in none, is said once.
pub(super) fn misspelt(target: &'static str) -> Result<(), Failed> {
    let project = Project::new(target)?;
    project.append("src/lib.rs", "#[no_mangle]\npub extern \"C\" fn setup() {}\n")?;
    project
        .append("Cargo.toml", "[package.metadata.initfix]\ninit-export = \"setpu\"\nassume = [\"env.log=memory\"]\n")?;
    let said = project.says(&["initfix", "build"])?;
    expect_line(&said, FIXED)?;
    expect_line(
        &said,
        "warning: settings that nothing linked here has anything for: init-export setpu (did you mean setup?)",
    )?;
    expect("once", lines_with(&said, "warning: settings"), 1)
}

/// `init --linker` lets plain cargo fix as well, and what is there stays.
pub(super) fn linker(target: &'static str) -> Result<(), Failed> {
    let project = Project::new(target)?;
    let init = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-initfix"));
        said(command.current_dir(project.folder.path()).env_remove("CARGO").arg("init").args(words).output()?)
    };
    let said = init(&[])?;
    expect("the first time", said.trim_start().starts_with("Added [package.metadata.initfix] init = \"auto\""), true)?;
    expect("again", init(&[])?.trim_start().starts_with("Found [package.metadata.initfix] init = \"auto\" in"), true)?;
    let manifest = fs::read_to_string(project.folder.path().join("Cargo.toml"))?;
    let before = fs::read_to_string(root().join("tests/toolchains/rust/Cargo.toml"))?;
    let added = "[package.metadata.initfix]\ninit = \"auto\"\n\n[lib]";
    expect("the manifest", manifest, before.replace("[lib]", added))?;
    if project.rust.linker().is_some() {
        // This one needs another linker than what `initfix-wasm-ld` would find, which can be named.
        fs::remove_file(project.folder.path().join(".cargo/config.toml"))?;
        let flags = format!("[target.{}]\nrustflags = [\"-Clink-arg=--initfix-linker=wasm-ld-14\"]\n", target);
        project.write(".cargo/config.toml", &flags)?;
    }
    init(&["--linker", target])?;
    project.says(&["build"])?;
    expect("plain cargo", runs(&project.module("plugin.wasm"))?, ONCE)?;
    let said = project.says(&["initfix", "build"])?;
    expect_line(&said, FIXED)
}

/// Without WASI, a program is a module whose `main` an export wraps.
pub(super) fn fixes_without_wasi(target: &'static str) -> Result<(), Failed> {
    let project = Project::new(target)?;
    project.says(&["build", "--lib"])?;
    expect("as rustc links it", runs(&project.module("plugin.wasm"))?, EACH_CALL)?;
    expect_line(&project.says(&["initfix", "build", "--lib"])?, FIXED)?;
    expect("fixed", runs(&project.module("plugin.wasm"))?, ONCE)
}

/// rustc makes a component of what the linker wrote. In that, nothing calls the constructors.
pub(super) fn fixes_components(target: &'static str) -> Result<(), Failed> {
    let project = Project::new(target)?;
    let said = project.says(&["initfix", "build", "--lib"])?;
    expect_line(&said, "       Fixed plugin.wasm (constructors: never → start section)")?;
    let bytes = fs::read(project.module("plugin.wasm"))?;
    expect("a component", bytes.get(4..8), Some(&[0x0d, 0, 1, 0][..]))
}
