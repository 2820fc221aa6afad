//! Hosts that import a `.wasm` by themselves, and programs for them: folders with a `main.mjs`, which prints `end` when it is done.

use std::ffi::OsString;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use libtest_mimic::Failed;
use tempfile::TempDir;
use wasmparser::Parser;
use wasmparser::Payload;
use wasmparser::TypeRef;

use super::Job;
use super::root;
use super::run::output;
use super::runner::chromium;
use super::runner::named;
use super::runner::starts;

/// What imports a `.wasm`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Importer {
    /// `node` in `PATH`, which has to be told to.
    Node,
    /// A Node 26, which `WASM_INITFIX_NODE26` names.
    Node26,
    /// `WASM_INITFIX_DENO`.
    Deno,
    /// Bundlers of the folder `WASM_INITFIX_BUNDLERS`; `chromium` in `PATH` runs what they write.
    Vite,
    Webpack,
}

impl Importer {
    pub(super) const ALL: [Self; 5] = [Self::Node, Self::Node26, Self::Deno, Self::Vite, Self::Webpack];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Node => "node",
            Self::Node26 => "node26",
            Self::Deno => "deno",
            Self::Vite => "vite",
            Self::Webpack => "webpack",
        }
    }

    /// Whether it is here, or why not.
    pub(super) fn find(self) -> Result<(), String> {
        match self {
            Self::Node if starts(Command::new("node").arg("--version")) => Ok(()),
            Self::Node => Err("needs node in PATH".to_owned()),
            Self::Node26 => named("WASM_INITFIX_NODE26").map(drop),
            Self::Deno => named("WASM_INITFIX_DENO").map(drop),
            Self::Vite | Self::Webpack => {
                named("WASM_INITFIX_NODE26").and(named("WASM_INITFIX_BUNDLERS")).and(chromium()).map(drop)
            }
        }
    }

    /// What the program of a folder prints before `end`, line by line.
    pub(super) fn run(self, program: &Path) -> Result<Vec<String>, Failed> {
        let main = program.join("main.mjs");
        let printed = match self {
            Self::Node => output(Command::new("node").args(["--no-warnings", "--experimental-wasm-modules"]).arg(main)),
            Self::Node26 => output(Command::new(named("WASM_INITFIX_NODE26")?).arg("--no-warnings").arg(main)),
            Self::Deno => output(&mut deno(program)?),
            Self::Vite | Self::Webpack => self.built(program),
        }?;
        let mut lines: Vec<String> = printed.lines().map(str::to_owned).collect();
        match lines.pop() {
            Some(last) if last == "end" => Ok(lines),
            _ => Err(format!("{} did not come to the end:\n{printed}", self.name()).into()),
        }
    }

    /// The same, of what a bundler makes of it.
    fn built(self, program: &Path) -> Result<String, Failed> {
        let scripts = root().join("tests/esm");
        let out = TempDir::new()?;
        let mut bundler = Command::new(named("WASM_INITFIX_NODE26")?);
        bundler.arg("--no-warnings").arg(scripts.join("bundle.mjs"));
        bundler.arg(named("WASM_INITFIX_BUNDLERS")?).arg(self.name());
        // Links in the path of a temporary folder would be followed for some files and not for others.
        output(bundler.arg(fs::canonicalize(program)?).arg(out.path().canonicalize()?))?;
        output(Command::new("node").arg("--no-warnings").arg(scripts.join("page.mjs")).arg(out.path()))
    }

    /// What happens to each module when one program imports all of them.
    pub(super) fn outcomes(self, jobs: &[Job]) -> Result<Vec<String>, Failed> {
        let folder = TempDir::new()?;
        let mut main = "import { outcome } from './outcome.mjs';\n".to_owned();
        for (place, job) in jobs.iter().enumerate() {
            let wasm = fs::read(&job.path)?;
            let own = folder.path().join(place.to_string());
            let memory = if imports_memory(&wasm)? { "new WebAssembly.Memory({ initial: 1 })" } else { "undefined" };
            let env = include_str!("imported/env.mjs")
                .replace("const memory = undefined", &format!("export const memory = {memory}"));
            package(&own, "env", &env)?;
            fs::write(own.join("module.wasm"), wasm)?;
            let calls = serde_json::to_string(&job.calls)?;
            writeln!(main, "await outcome(() => import('./{place}/module.wasm'), {calls});")?;
        }
        fs::write(folder.path().join("outcome.mjs"), include_str!("imported/outcome.mjs"))?;
        self.run_with(folder.path(), &main)
    }

    /// What a program of a folder prints that has this `main.mjs`.
    pub(super) fn run_with(self, folder: &Path, main: &str) -> Result<Vec<String>, Failed> {
        // Deno finds packages for programs that have this alone.
        fs::write(folder.join("package.json"), r#"{"type":"module"}"#)?;
        fs::write(folder.join("main.mjs"), format!("{main}console.log('end');\n"))?;
        self.run(folder)
    }
}

/// With the right to read the program, and no other.
fn deno(program: &Path) -> Result<Command, String> {
    let mut deno = Command::new(named("WASM_INITFIX_DENO")?);
    let mut may_read = OsString::from("--allow-read=");
    may_read.push(program);
    deno.args(["run", "--quiet", "--no-prompt", "--no-remote"]).arg(may_read);
    // What it compiled goes with the program.
    deno.arg(program.join("main.mjs")).current_dir(program).env("DENO_DIR", program.join(".deno"));
    Ok(deno)
}

/// Installs a package, for modules of this folder.
pub(super) fn package(folder: &Path, name: &str, source: &str) -> Result<(), Failed> {
    let folder = folder.join("node_modules").join(name);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("package.json"), r#"{"type":"module","exports":"./index.js"}"#)?;
    fs::write(folder.join("index.js"), source)?;
    Ok(())
}

fn imports_memory(wasm: &[u8]) -> Result<bool, Failed> {
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::ImportSection(imports) = payload? {
            let mut imports = imports.into_imports();
            return Ok(imports.any(|import| import.is_ok_and(|import| matches!(import.ty, TypeRef::Memory(_)))));
        }
    }
    Ok(false)
}
