//! The hosts: programs that run ES modules, and bundlers, which make another program of them first.

use std::env;
use std::ffi::OsStr;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

use libtest_mimic::Completion;
use libtest_mimic::Failed;
use libtest_mimic::Trial;
use tempfile::TempDir;

use crate::run::expect;
use crate::run::output;
use crate::run::without;

/// The first version that has `process.getBuiltinModule`.
const OLDEST_NODE: (u32, u32) = (20, 16);

/// What runs a program that is a folder with a `main.mjs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// `node` in `PATH`.
    Node,
    /// A Node 26, which `WASM_INITFIX_NODE26` names.
    Node26,
    /// `WASM_INITFIX_DENO`.
    Deno,
    /// `WASM_INITFIX_BUN`.
    Bun,
    /// `chromium` in `PATH`, which a static server gives the program under a Content Security Policy.
    Chromium,
    /// Built by a bundler of the folder `WASM_INITFIX_BUNDLERS`, and run in Chromium.
    Vite,
    Webpack,
    /// The same, and run in Node.
    Rollup,
    Esbuild,
}

impl Host {
    pub const ALL: [Self; 9] = [
        Self::Node,
        Self::Node26,
        Self::Deno,
        Self::Bun,
        Self::Chromium,
        Self::Vite,
        Self::Webpack,
        Self::Rollup,
        Self::Esbuild,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Node => "node",
            Self::Node26 => "node26",
            Self::Deno => "deno",
            Self::Bun => "bun",
            Self::Chromium => "chromium",
            Self::Vite => "vite",
            Self::Webpack => "webpack",
            Self::Rollup => "rollup",
            Self::Esbuild => "esbuild",
        }
    }

    /// A test of this host, which is ignored if the host is not there, but fails under CI.
    pub fn trial(self, name: &str, test: impl FnOnce(Self) -> Result<(), Failed> + Send + 'static) -> Trial {
        Trial::ignorable_test(format!("{name}-in-{}", self.name()), move || match self.find() {
            Ok(()) => test(self).map(|()| Completion::Completed),
            Err(reason) => without(reason),
        })
    }

    /// Whether this host can run programs here, or why not.
    fn find(self) -> Result<(), String> {
        // It serves pages too.
        node()?;
        match self {
            Self::Node => Ok(()),
            Self::Node26 => named("WASM_INITFIX_NODE26").map(drop),
            Self::Deno => named("WASM_INITFIX_DENO").map(drop),
            Self::Bun => named("WASM_INITFIX_BUN").map(drop),
            Self::Chromium => chromium(),
            Self::Vite | Self::Webpack => bundlers().and_then(|_| chromium()),
            Self::Rollup | Self::Esbuild => bundlers().map(drop),
        }
    }

    /// The lines that the program of this folder prints before `end`. A bundler writes its page into the folder.
    pub fn run(self, program: &Path, page: &Page) -> Result<Vec<String>, Failed> {
        let printed = match self {
            Self::Node | Self::Node26 | Self::Deno | Self::Bun => self.print(program)?,
            Self::Chromium => page.show(program)?,
            Self::Vite | Self::Webpack => page.show(self.built(program, None)?.path())?,
            Self::Rollup | Self::Esbuild => Self::Node.print(self.built(program, None)?.path())?,
        };
        self.before_the_end(&printed)
    }

    /// What a program prints in a host that has no pages.
    pub fn print(self, program: &Path) -> Result<String, Failed> {
        let mut command = match self {
            Self::Deno => deno(program)?,
            Self::Bun => with(named("WASM_INITFIX_BUN")?, &["run", "--no-install"]),
            Self::Node26 => with(named("WASM_INITFIX_NODE26")?, &["--no-warnings"]),
            _ => with("node".into(), &["--no-warnings"]),
        };
        output(command.arg(program.join("main.mjs")))
    }

    /// What a script prints that a bundler made of a program: `main.cjs`, which is no module. It runs in Node, and in a page if it is for pages.
    pub fn run_script(self, program: &Path, format: &str) -> Result<Vec<String>, Failed> {
        let built = self.built(program, Some(format))?;
        let script = built.path().join("main.cjs");
        let in_node = self.before_the_end(&output(Command::new("node").arg("--no-warnings").arg(&script))?)?;
        if format == "iife" {
            fs::rename(script, built.path().join("main.js"))?;
            fs::write(built.path().join("index.html"), "<!doctype html><script src=\"main.js\"></script>")?;
            expect(&self.before_the_end(&Page::default().show(built.path())?)?, &in_node)?;
        }
        Ok(in_node)
    }

    fn before_the_end(self, printed: &str) -> Result<Vec<String>, Failed> {
        let mut lines: Vec<String> = printed.lines().map(str::to_owned).collect();
        match lines.pop() {
            Some(last) if last == "end" => Ok(lines),
            _ => Err(format!("{} did not come to the end:\n{printed}", self.name()).into()),
        }
    }

    /// `format`: that of a script that is no module.
    fn built(self, program: &Path, format: Option<&str>) -> Result<TempDir, Failed> {
        let (node, packages) = bundlers()?;
        let out = TempDir::new()?;
        let mut bundler = script("bundle.mjs", &node);
        // Links in the path of a temporary folder would be followed for some files and not for others.
        bundler.arg(packages).arg(self.name()).arg(fs::canonicalize(program)?).arg(out.path().canonicalize()?);
        bundler.args(format);
        output(&mut bundler)?;
        Ok(out)
    }
}

/// How a program is served to Chromium.
#[derive(Clone, Copy, Default)]
pub struct Page {
    /// With the headers that shared memory takes.
    pub isolated: bool,
    /// The type that `.wasm` files have, if it is not their own.
    pub wasm_type: Option<&'static str>,
}

impl Page {
    fn show(&self, program: &Path) -> Result<String, Failed> {
        let mut page = script("page.mjs", OsStr::new("node"));
        page.arg(program);
        page.args(self.isolated.then_some("isolated"));
        page.args(self.wasm_type.map(|it| format!("as={it}")));
        output(&mut page)
    }
}

/// A script of `tests/esm/`.
pub fn script(name: &str, node: &OsStr) -> Command {
    let mut command = Command::new(node);
    command.arg("--no-warnings").arg(root().join("tests/esm").join(name));
    command
}

fn with(program: OsString, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

/// With the right to read the program, and no other.
fn deno(program: &Path) -> Result<Command, String> {
    let mut deno = Command::new(named("WASM_INITFIX_DENO")?);
    let mut may_read = OsString::from("--allow-read=");
    may_read.push(program);
    deno.args(["run", "--quiet", "--no-prompt", "--no-config", "--no-remote"]).arg(may_read);
    // What it compiled goes with the program.
    deno.env("DENO_DIR", program.join(".deno"));
    Ok(deno)
}

/// A Node that the bundlers run in, and the folder of their packages.
fn bundlers() -> Result<(OsString, OsString), String> {
    Ok((named("WASM_INITFIX_NODE26")?, named("WASM_INITFIX_BUNDLERS")?))
}

/// Whether there is a Node that is new enough, or why not.
pub fn node() -> Result<(), String> {
    let output =
        Command::new("node").arg("--version").output().map_err(|error| format!("needs node in PATH: {error}"))?;
    let version = String::from_utf8_lossy(&output.stdout);
    let version = version.trim();
    let mut numbers = version.trim_start_matches('v').split('.').map(str::parse);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) if (major, minor) >= OLDEST_NODE => Ok(()),
        _ => Err(format!(
            "needs node {}.{} or newer, and `node --version` says {version:?}",
            OLDEST_NODE.0, OLDEST_NODE.1
        )),
    }
}

fn chromium() -> Result<(), String> {
    let status = Command::new("chromium").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let is_there = status.is_ok_and(|status| status.success());
    is_there.then_some(()).ok_or_else(|| "needs chromium in PATH".to_owned())
}

/// What an environment variable names.
pub fn named(variable: &str) -> Result<OsString, String> {
    match env::var_os(variable) {
        Some(path) if Path::new(&path).exists() => Ok(path),
        Some(path) => Err(format!("needs {}, which {variable} names", path.display())),
        None => Err(format!("needs {variable}")),
    }
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn testdata(name: &str) -> PathBuf {
    root().join("testdata").join(name).with_extension("wasm")
}
