//! Rusts that build for WebAssembly, and a project to build with them.

use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;

use libtest_mimic::Failed;
use tempfile::TempDir;

use super::CLANG;
use super::copy;
use super::needs;
use super::root;
use super::said;

/// A Rust that has the standard library for a target. Each target stands for one: `wasm32-wasi` is what 1.63 of Debian calls the one that
/// current ones call `wasm32-wasip1`.
pub(super) struct Rust {
    cargo: PathBuf,
    rustc: PathBuf,
    pub target: &'static str,
}

impl Rust {
    /// The first that has it: of the folder that `WASM_INITFIX_RUST` names, those in `PATH`, and /usr/bin.
    pub fn find(target: &'static str) -> Result<Self, String> {
        let named = env::var_os("WASM_INITFIX_RUST").map(PathBuf::from);
        let path = env::var_os("PATH").unwrap_or_default();
        let mut folders = named.into_iter().chain(env::split_paths(&path)).chain([PathBuf::from("/usr/bin")]);
        let found = folders.find_map(|folder| {
            let (cargo, rustc) = (folder.join("cargo"), folder.join("rustc"));
            let output = undisturbed(&rustc).args(["--print", "target-libdir", "--target", target]).output().ok()?;
            let libraries = String::from_utf8(output.stdout).ok()?;
            let is_there = Path::new(libraries.trim_end()).is_dir() && cargo.exists();
            is_there.then_some(Self { cargo, rustc, target })
        });
        found.ok_or_else(|| format!("needs a Rust with the standard library for {target}"))
    }

    /// Debian's 1.63 is of LLVM 14, and the linkers of later ones do not take its libraries.
    pub fn linker(&self) -> Option<&'static str> {
        let old = needs(&["wasm-ld-14"]).is_ok() && self.target == "wasm32-wasi";
        old.then_some("wasm-ld-14")
    }

    /// cargo in a folder, with `cargo-initfix` in `PATH`.
    pub fn cargo(&self, folder: &Path) -> Command {
        let mut command = self.program(&self.cargo, folder, &[]);
        command.env("RUSTC", &self.rustc);
        command
    }

    pub fn rustc(&self) -> &Path {
        &self.rustc
    }

    /// A program in a folder, which finds in `PATH` what is in `more`, `cargo-initfix` and this Rust.
    pub fn program(&self, program: &Path, folder: &Path, more: &[PathBuf]) -> Command {
        let path = env::var_os("PATH").unwrap_or_default();
        let own = [Path::new(env!("CARGO_BIN_EXE_cargo-initfix")), &self.cargo].map(|program| program.parent());
        let own = own.into_iter().flatten().map(Path::to_owned);
        let folders = more.iter().cloned().chain(own).chain(env::split_paths(&path));
        let mut command = undisturbed(program);
        command.env("PATH", env::join_paths(folders).expect("PATH has no colons")).current_dir(folder);
        command
    }
}

/// A command in an environment in which this test's own cargo has left nothing.
fn undisturbed(program: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO") || text.starts_with("RUST") || text == "LD_LIBRARY_PATH" {
            command.env_remove(name);
        }
    }
    command
}

/// A project in a folder of its own.
pub(super) struct Project {
    pub folder: TempDir,
    pub rust: Rust,
}

impl Project {
    pub fn new(target: &'static str) -> Result<Self, Failed> {
        let project = Self { folder: TempDir::new()?, rust: Rust::find(target)? };
        copy(&root().join("tests/toolchains/rust"), project.folder.path())?;
        if let Some(linker) = project.rust.linker() {
            project.write(".cargo/config.toml", &format!("[target.{target}]\nlinker = {linker:?}\n"))?;
        }
        Ok(project)
    }

    pub fn write(&self, name: &str, text: &str) -> Result<(), Failed> {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().ok_or("a file has a folder")?)?;
        Ok(fs::write(path, text)?)
    }

    pub fn append(&self, name: &str, text: &str) -> Result<(), Failed> {
        let old = fs::read_to_string(self.folder.path().join(name))?;
        self.write(name, &format!("{old}\n{text}"))
    }

    /// A command of cargo.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = self.rust.cargo(self.folder.path());
        command.env("CLANG", CLANG).args(words).args(["--target", self.rust.target]);
        command
    }

    pub fn cargo(&self, words: &[&str]) -> Result<Output, Failed> {
        Ok(self.command(words).output()?)
    }

    /// The same, which has to succeed; what it says.
    pub fn says(&self, words: &[&str]) -> Result<String, Failed> {
        said(self.cargo(words)?)
    }

    pub fn module(&self, name: &str) -> PathBuf {
        self.folder.path().join("target").join(self.rust.target).join("debug").join(name)
    }
}
