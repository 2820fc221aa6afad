//! `cargo initfix` with what cargo takes besides a subcommand: options before it, `--config`, and aliases.

use std::fs;

use libtest_mimic::Failed;

use super::expect;
use super::expect_line;
use super::lines_with;
use super::rust::Project;
use super::said;

const FIXED: &str = "       Fixed plugin.wasm (constructors: every call → first call, once)";

/// A project whose library links anew for each line.
struct Lines(Project);

impl Lines {
    fn new(target: &'static str) -> Result<Self, Failed> {
        Project::new(target).map(Self)
    }

    /// What a line says: the words, and no target besides.
    fn says(&self, words: &[&str]) -> Result<String, Failed> {
        let _ = fs::remove_dir_all(self.0.folder.path().join("target"));
        let mut command = self.0.rust.cargo(self.0.folder.path());
        said(command.env("CLANG", super::CLANG).args(words).output()?)
    }

    /// Whether a line fixes the library, and which linker it was told of.
    fn fixes(&self, words: &[&str]) -> Result<String, Failed> {
        expect_line(&self.says(words)?, FIXED)?;
        let folder = self.0.folder.path().join("target/initfix");
        let hash = fs::read_dir(folder)?.next().ok_or("no linker")??;
        Ok(fs::read_to_string(hash.path().join(self.0.rust.target).join("initfix-wasm-ld.rsp"))?)
    }
}

pub(super) fn options(target: &'static str) -> Result<(), Failed> {
    let lines = Lines::new(target)?;
    lines.fixes(&["initfix", "-v", "build", "--lib", "--target", target])?;
    lines.fixes(&["initfix", "--locked", "--color", "never", "build", "--lib", "--target", target])?;
    for word in ["-v", "-vv"] {
        let said = lines.says(&["initfix", "build", "--lib", word, "--target", target])?;
        expect("cargo's words", lines_with(&said, "Running") > 0, true)?;
        expect_line(&said, FIXED)?;
    }
    Ok(())
}

pub(super) fn configuration(target: &'static str) -> Result<(), Failed> {
    let lines = Lines::new(target)?;
    let build = ["initfix", "build", "--lib"];
    let before = lines.fixes(&[&build[..], &["--target", target]].concat())?;
    // cargo's own linker, or one that `--config` names: it goes before the environment.
    let named = lines.0.rust.linker().unwrap_or("wasm-ld-19");
    let (is_target, linker) = (format!("build.target={target:?}"), format!("target.{target}.linker={named:?}"));
    expect("the linker", lines.fixes(&[&build[..], &["--config", &is_target]].concat())?, before)?;
    let own = format!("\"--initfix-linker={named}\"\n");
    let config = format!("--config={linker}");
    expect("named", lines.fixes(&[&build[..], &["--target", target, &config]].concat())?, own.clone())?;
    let conditions = [
        format!("--config=target.'cfg(target_arch=\"wasm32\")'.linker={named:?}"),
        "--config=target.'cfg(windows)'.linker='no-such-ld'".to_owned(),
    ];
    let conditions: Vec<&str> = conditions.iter().map(String::as_str).collect();
    let old = fs::read_to_string(lines.0.folder.path().join(".cargo/config.toml")).unwrap_or_default();
    lines.0.write(".cargo/config.toml", "")?;
    let conditional = [&build[..], &["--target", target], &conditions].concat();
    expect("on a condition", lines.fixes(&conditional)?, own.clone())?;
    let table = format!(
        "[target.'cfg(target_arch = \"wasm32\")']\nlinker = {named:?}\n[target.'cfg(windows)']\nlinker = \"no\"\n"
    );
    lines.0.write(".cargo/config.toml", &table)?;
    expect("in .cargo", lines.fixes(&[&build[..], &["--target", target]].concat())?, own.clone())?;
    lines.0.write(".cargo/config.toml", &old)?;
    lines.0.write("config/more.toml", &format!("{is_target}\n{linker}\n"))?;
    expect("in a file", lines.fixes(&[&["initfix", "--config", "config/more.toml"], &build[1..]].concat())?, own)
}

pub(super) fn aliases(target: &'static str) -> Result<(), Failed> {
    let lines = Lines::new(target)?;
    let old = fs::read_to_string(lines.0.folder.path().join(".cargo/config.toml")).unwrap_or_default();
    let aliases = format!("[alias]\nw = \"build --target {target}\"\nl = [\"w\", \"--lib\"]\n");
    lines.0.write(".cargo/config.toml", &format!("{old}{aliases}"))?;
    lines.fixes(&["initfix", "w", "--lib"])?;
    lines.fixes(&["initfix", "-v", "l"])?;
    lines.fixes(&["initfix", "--config", "alias.x='w --lib'", "x"]).map(drop)
}
