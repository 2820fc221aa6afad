//! A build script that runs cargo for a package of its own.

use std::fs;

use libtest_mimic::Failed;

use super::ONCE;
use super::expect;
use super::expect_line;
use super::lines_with;
use super::runs;
use super::rust::Project;
use super::said;

const FIXED: &str = "       Fixed plugin.wasm (constructors: every call → first call, once)";

/// It builds the library beside it, by the words and in the folder that the environment names.
const SCRIPT: &str = r#"use std::env::var;
use std::process::Command;

fn main() {
    let (words, target, folder) = (var("WORDS").unwrap(), var("NESTED").unwrap(), var("FOLDER").unwrap());
    let mut cargo = Command::new(var("CARGO").unwrap());
    let cargo = cargo.current_dir("..").args(words.split(' ')).args(["--lib", "--target", &target, "--target-dir", &folder]);
    assert!(cargo.status().unwrap().success());
}
"#;

pub(super) fn builds(target: &'static str) -> Result<(), Failed> {
    let project = Project::new(target)?;
    project.write(
        "outer/Cargo.toml",
        "[package]\nname = \"outer\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[workspace]\n",
    )?;
    project.write("outer/build.rs", SCRIPT)?;
    project.write("outer/src/main.rs", "fn main() {}\n")?;
    let outer = project.folder.path().join("outer");
    let of_host = ["build"];
    let ours = ["initfix", "build", "--target", target];
    for (line, words, told) in [(&of_host[..], "initfix build", 0), (&ours, "build", 1), (&ours, "initfix build", 0)] {
        let nested = outer.join("nested");
        let mut command = project.rust.cargo(&outer);
        command.env("CLANG", super::CLANG).env("WORDS", words).env("NESTED", target).env("FOLDER", &nested);
        let said = said(command.args(line).output()?)?;
        // A `cargo initfix` of the script tells it to the script's standard error, which cargo keeps to itself.
        expect("lines", lines_with(&said, "Fixed"), told)?;
        if told > 0 {
            expect_line(&said, FIXED)?;
        }
        expect(words, runs(&nested.join(target).join("debug/plugin.wasm"))?, ONCE)?;
        fs::remove_dir_all(nested)?;
        fs::remove_dir_all(outer.join("target"))?;
    }
    Ok(())
}
