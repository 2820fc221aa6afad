//! The five situations of `docs/javascript.md`, file by file and command by command, as they stand there.

use std::collections::HashMap;
use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use libtest_mimic::Failed;
use tempfile::TempDir;

use super::expect;
use super::needs;
use super::npm;
use super::root;
use super::rust::Rust;

const PAGE: &str = include_str!("../../docs/javascript.md");

/// What clang is called in the page, and here.
const CLANGS: [(&str, &str); 2] = [("clang", "clang-19"), ("clang++", "clang++-19")];

pub(super) fn needs_assemblyscript() -> Result<(), String> {
    needs(&["npx"]).and_then(|()| npm::needs_it())
}

pub(super) fn needs_clang() -> Result<(), String> {
    needs(&["node", "npm", "clang++-19", "wasm-ld-19"])
}

pub(super) fn needs_rust() -> Result<(), String> {
    needs(&["node"])?;
    Rust::find("wasm32-wasip1").map(drop)
}

pub(super) fn needs_a_page() -> Result<(), String> {
    needs_clang().and_then(|()| needs(&["chromium"]))
}

pub(super) fn assemblyscript() -> Result<(), Failed> {
    let folder = Situation::of("AssemblyScript with imports")?;
    symlink(npm::installed(), folder.path().join("node_modules"))?;
    folder.does_what_it_says()
}

pub(super) fn printf() -> Result<(), Failed> {
    Situation::of("C++ with printf")?.does_what_it_says()
}

pub(super) fn rust() -> Result<(), Failed> {
    Situation { rust: Some(Rust::find("wasm32-wasip1")?), ..Situation::of("Rust cdylib")? }.does_what_it_says()
}

/// The pixel is grey once the constructor has run, then yellow.
pub(super) fn cart() -> Result<(), Failed> {
    let cart = Situation::of("A game's cart with its own JavaScript")?;
    let (server, others) = cart.commands.split_last().ok_or("commands")?;
    expect("the last command", server.as_str(), "python3 -m http.server")?;
    for command in others {
        cart.run(cart.path(), command)?;
    }
    let seen = "console.log(document.querySelector('canvas').getContext('2d').getImageData(0, 0, 1, 1).data.join());\n";
    let main = fs::read_to_string(cart.path().join("main.mjs"))?;
    let (import, rest) = main.split_once('\n').ok_or("an import")?;
    fs::write(cart.path().join("main.mjs"), format!("{import}\n{seen}{rest}{seen}console.log('end');\n"))?;
    let page = format!("node --no-warnings '{}' .", root().join("tests/esm/page.mjs").display());
    expect("the pixel", cart.run(cart.path(), &page)?.as_str(), "32,32,32,255\n255,255,0,255\nend\n")
}

/// It is installed elsewhere, without what only its author has.
pub(super) fn library() -> Result<(), Failed> {
    let library = Situation::of("A library for npm")?;
    let printf = Situation::of("C++ with printf")?;
    fs::copy(printf.path().join("plugin.cpp"), library.path().join("plugin.cpp"))?;
    for command in &library.commands {
        library.run(library.path(), command)?;
    }
    let user = TempDir::new()?;
    let package = library.path().join("next-number-1.0.0.tgz");
    library.run(user.path(), &format!("npm install --offline --no-audit --no-fund '{}'", package.display()))?;
    fs::write(user.path().join("main.mjs"), "import { next } from 'next-number';\nconsole.log(next());\n")?;
    let printed = library.run(user.path(), "node --no-warnings main.mjs")?;
    expect("what it prints", printed.as_str(), "constructed\n42\n")
}

/// A section of the page: its files in a folder, the commands, and what the last of them prints.
struct Situation {
    folder: TempDir,
    commands: Vec<String>,
    printed: Option<String>,
    rust: Option<Rust>,
}

impl Situation {
    fn of(title: &str) -> Result<Self, Failed> {
        let section = PAGE.split("\n### ").find_map(|section| section.strip_prefix(title)?.strip_prefix('\n'));
        let section = section.ok_or_else(|| format!("no section {title}"))?;
        let section = section.split("\n## ").next().unwrap_or(section);
        let mut blocks = HashMap::new();
        // Text and code take turns.
        let parts: Vec<&str> = section.split("\n```").collect();
        for pair in parts.chunks_exact(2) {
            let (kind, code) = pair[1].split_once('\n').ok_or("a block without lines")?;
            let name = pair[0]
                .lines()
                .rfind(|line| !line.is_empty())
                .and_then(|line| line.strip_prefix('`')?.split('`').next());
            let is_file = !matches!(kind, "sh" | "text");
            blocks.insert(if is_file { name.ok_or("a file without name")? } else { kind }, format!("{code}\n"));
        }
        let commands = blocks.remove("sh").ok_or("commands")?.lines().map(str::to_owned).collect::<Vec<_>>();
        expect("three commands at most", commands.len() <= 3, true)?;
        let printed = blocks.remove("text");
        let folder = TempDir::new()?;
        for (name, content) in blocks {
            fs::write(folder.path().join(name), content)?;
        }
        fs::create_dir(folder.path().join(".bin"))?;
        let path = env::var_os("PATH").unwrap_or_default();
        for (name, here) in CLANGS {
            if let Some(program) = env::split_paths(&path).map(|path| path.join(here)).find(|path| path.exists()) {
                symlink(program, folder.path().join(".bin").join(name))?;
            }
        }
        Ok(Self { folder, commands, printed, rust: None })
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn does_what_it_says(&self) -> Result<(), Failed> {
        let mut last = String::new();
        for command in &self.commands {
            last = self.run(self.path(), command)?;
        }
        expect("what it prints", Some(last), self.printed.clone())
    }

    /// What a command prints, which has to succeed.
    fn run(&self, folder: &Path, command: &str) -> Result<String, Failed> {
        let bin = self.path().join(".bin");
        let mut shell = match &self.rust {
            Some(rust) => {
                let mut shell = rust.program(Path::new("bash"), folder, &[bin]);
                shell.env("RUSTC", rust.rustc());
                shell
            }
            None => {
                let path = env::var_os("PATH").unwrap_or_default();
                let ours = Path::new(env!("CARGO_BIN_EXE_wasm-initfix")).parent().map(Path::to_owned);
                let path = env::join_paths([bin].into_iter().chain(ours).chain(env::split_paths(&path)))?;
                let mut shell = Command::new("bash");
                shell.env("PATH", path);
                shell
            }
        };
        let output = shell.args(["-c", command]).current_dir(folder).output()?;
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        match output.status.success() {
            true => Ok(printed),
            false => {
                Err(format!("{command}: {}\n{printed}{}", output.status, String::from_utf8_lossy(&output.stderr))
                    .into())
            }
        }
    }
}
