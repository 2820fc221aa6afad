//! Emscripten, which takes no other linker: a Makefile fixes what it wrote.

use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;

use libtest_mimic::Failed;
use tempfile::TempDir;

use super::copy;
use super::expect;
use super::needs;
use super::root;
use super::said;

const CONSTRUCTED: &str = "constructed\ntotal() = 1\ntotal() = 1\n";
const NEVER: &str = "total() = 0\ntotal() = 0\n";

pub(super) fn needs_it() -> Result<(), String> {
    needs(&["em++", "make", "node"])
}

struct Project {
    folder: TempDir,
}

impl Project {
    fn new() -> Result<Self, Failed> {
        let project = Self { folder: TempDir::new()? };
        copy(&root().join("tests/toolchains/emscripten"), project.folder.path())?;
        Ok(project)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Makes one file with `wasm-initfix` in `PATH`.
    fn make(&self, words: &[&str]) -> Result<Output, Failed> {
        let bin = Path::new(env!("CARGO_BIN_EXE_wasm-initfix")).parent().map(Path::to_owned);
        let path = env::var_os("PATH").unwrap_or_default();
        let mut make = Command::new("make");
        make.current_dir(self.folder.path()).args(words);
        make.env("PATH", env::join_paths(bin.into_iter().chain(env::split_paths(&path)))?);
        // Debian's Emscripten is made for Debian's Python and Node modules.
        make.env("EMSDK_PYTHON", "/usr/bin/python3").env("NODE_PATH", "/usr/share/nodejs");
        Ok(make.output()?)
    }

    /// Makes the plugin anew, and loads it with a host that does not call `_initialize`.
    fn plugin(&self, words: &[&str]) -> Result<String, Failed> {
        said(self.make(&[&["-B", "plugin.wasm"], words].concat())?)?;
        self.load()
    }

    fn load(&self) -> Result<String, Failed> {
        node("tests/toolchains/wasi/load.mjs", &self.file("plugin.wasm"), &[])
    }
}

fn node(script: &str, module: &Path, more: &[&str]) -> Result<String, Failed> {
    let mut node = Command::new("node");
    let output = node.arg("--no-warnings").arg(root().join(script)).arg(module).args(more).output()?;
    Ok(format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
}

/// `-sSTANDALONE_WASM --no-entry` makes a reactor.
pub(super) fn fixes_a_reactor_in_a_makefile() -> Result<(), Failed> {
    let project = Project::new()?;
    for level in ["-O0", "-O2", "-O3"] {
        let flags = format!("CXXFLAGS={level}");
        expect(level, project.plugin(&[&flags, "INITFIX=:"])?.as_str(), NEVER)?;
        expect(level, project.plugin(&[&flags])?.as_str(), CONSTRUCTED)?;
        // A host that calls `_initialize` is served as before.
        let called = node("tests/node/wasi.mjs", &project.file("plugin.wasm"), &["total()", "total()"])?;
        expect(level, called.as_str(), "instantiated\nconstructed\ninitialized\ntotal() = 1\ntotal() = 1\n")?;
    }
    let silent = "CXXFLAGS=-O2 -DSILENT";
    expect("without imports", project.plugin(&[silent, "INITFIX=:"])?.as_str(), NEVER)?;
    expect(
        "by the start section",
        project.plugin(&[silent, "FIXFLAGS="])?.as_str(),
        &CONSTRUCTED["constructed\n".len()..],
    )?;

    // make fixes again what it makes again, and keeps nothing that could not be fixed.
    said(project.make(&["--question", "plugin.wasm"])?)?;
    let source = fs::read_to_string(project.file("plugin.cpp"))?;
    fs::write(project.file("plugin.cpp"), source.replace("sum + 1", "sum + 7"))?;
    said(project.make(&["plugin.wasm"])?)?;
    expect("a changed source", project.load()?, CONSTRUCTED.replace('1', "7"))?;
    let failed = project.make(&["-B", "plugin.wasm", "FIXFLAGS=--init=lazy --init-name=total"])?;
    expect("make fails", failed.status.success(), false)?;
    expect("what is not fixed is there", project.file("plugin.wasm").exists(), false)
}

/// The JS of Emscripten makes the memory (`-sIMPORTED_MEMORY`), and goes on using that if the module gets one of its own.
pub(super) fn warns_of_a_memory_of_its_own() -> Result<(), Failed> {
    const WARNING: &str = "the JS that Emscripten generates gives `env.memory` and goes on using that, while the module uses its own memory";
    let project = Project::new()?;
    let (js, module) = (project.file("program.js"), project.file("program.wasm"));
    said(project.make(&["-B", "program.js", "CXXFLAGS=-O2 -DSILENT -sIMPORTED_MEMORY"])?)?;
    let reads = || node("tests/toolchains/emscripten/reads.cjs", &js, &[]);
    for (options, warns, printed) in [
        (&[][..], false, "total() = 1, the JS reads 1\n"),
        (&["--define-memory"], true, "total() = 1, the JS reads 0\n"),
    ] {
        let mut tool = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
        let said = said(tool.arg(&module).arg("-o").arg(&module).args(options).output()?)?;
        expect("the warning", said.contains(WARNING), warns)?;
        expect("what the JS reads", reads()?.as_str(), printed)?;
    }
    Ok(())
}

/// The JS of Emscripten runs the constructors: nothing changes, and the JS goes on working.
pub(super) fn leaves_what_its_js_loads() -> Result<(), Failed> {
    let project = Project::new()?;
    let (js, module) = (project.file("program.js"), project.file("program.wasm"));
    for level in ["-O0", "-O1", "-O2", "-O3", "-Os"] {
        said(project.make(&["-B", "program.js", &format!("CXXFLAGS={level}")])?)?;
        let before = fs::read(&module)?;
        for options in [&[][..], &["--host=js"]] {
            expect(level, node("tests/toolchains/emscripten/load.cjs", &js, &[])?.as_str(), CONSTRUCTED)?;
            let mut tool = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
            let said = said(tool.arg(&module).arg("-o").arg(&module).args(options).output()?)?;
            expect(level, said.contains("unchanged: Emscripten's JS initialises it"), true)?;
            expect(level, fs::read(&module)? == before, true)?;
        }
        expect(level, node("tests/toolchains/emscripten/load.cjs", &js, &[])?.as_str(), CONSTRUCTED)?;
    }
    Ok(())
}
