//! The CMake package, in projects that CMake configures, builds, builds again and installs.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use libtest_mimic::Failed;
use tempfile::TempDir;

use super::CLANG;
use super::ONCE;
use super::WASM_LD;
use super::copy;
use super::expect;
use super::needs;
use super::root;
use super::runs;
use super::said;

pub(super) fn needs_it() -> Result<(), String> {
    needs(&[CLANG, WASM_LD, "cmake"])
}

/// clang++ links against libc++, which is a package of its own.
pub(super) fn needs_generators() -> Result<(), String> {
    needs_it()?;
    needs(&["clang++-19", "llvm-ar-19", "make", "ninja", "node"])?;
    let folder = TempDir::new().map_err(|error| error.to_string())?;
    let mut clang = Command::new("clang++-19");
    clang.args(["--target=wasm32-wasi", "-nostartfiles", "-Wl,--no-entry"]).arg("-o").arg(folder.path().join("out"));
    let output = clang.arg(root().join("tests/toolchains/wasi/step.c")).output();
    let is_there = output.is_ok_and(|output| output.status.success());
    if is_there { Ok(()) } else { Err("needs libc++ for wasm32-wasi".to_owned()) }
}

/// A copy of a project, and the package as `cargo install` and `wasm-initfix cmake` would install it.
struct Project {
    folder: TempDir,
}

impl Project {
    fn new(name: &str) -> Result<Self, Failed> {
        let project = Self { folder: TempDir::new()? };
        copy(&root().join("tests/toolchains").join(name), &project.source())?;
        fs::create_dir_all(project.linker().parent().ok_or("a file has a folder")?)?;
        project.install_linker()?;
        said(Command::new(env!("CARGO_BIN_EXE_wasm-initfix")).arg("cmake").arg(project.prefix()).output()?)?;
        Ok(project)
    }

    fn source(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    fn prefix(&self) -> PathBuf {
        self.folder.path().join("prefix")
    }

    fn linker(&self) -> PathBuf {
        self.prefix().join("bin/initfix-wasm-ld")
    }

    /// A file of its own, so that it is newer each time.
    fn install_linker(&self) -> Result<(), Failed> {
        let script = format!("#!/bin/sh\nexec '{}' \"$@\"\n", env!("CARGO_BIN_EXE_initfix-wasm-ld"));
        fs::write(self.linker(), script)?;
        Ok(fs::set_permissions(self.linker(), fs::Permissions::from_mode(0o755))?)
    }

    /// Runs CMake with the package in `PATH`. Gives what it prints.
    fn cmake<S: AsRef<OsStr>>(&self, words: &[S]) -> Result<String, Failed> {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = [self.prefix().join("bin")].into_iter().chain(env::split_paths(&path));
        let mut command = Command::new("cmake");
        command.env("PATH", env::join_paths(folders)?).env("CLANG", CLANG);
        let output = command.current_dir(self.folder.path()).args(words).output()?;
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        said(output).map(|_| stdout)
    }

    fn configure(&self, build: &Path, toolchain: &str, more: &[&str]) -> Result<(), Failed> {
        let (source, toolchain) = (self.source(), self.source().join(toolchain));
        let mut words: Vec<&OsStr> = vec!["-S".as_ref(), source.as_ref(), "-B".as_ref(), build.as_ref()];
        words.extend(["--toolchain".as_ref(), toolchain.as_os_str()]);
        words.extend(more.iter().map(OsStr::new));
        self.cmake(&words).map(drop)
    }

    fn build(&self, build: &Path) -> Result<String, Failed> {
        self.cmake(&["--build".as_ref(), build.as_os_str()])
    }

    fn install(&self, build: &Path) -> Result<PathBuf, Failed> {
        let place = self.folder.path().join("installed");
        self.cmake(&["--install".as_ref(), build.as_os_str(), "--prefix".as_ref(), place.as_ref()])?;
        Ok(place.join("bin"))
    }
}

fn lines_of(printed: &str, what: &str) -> usize {
    printed.lines().filter(|line| line.contains(what)).count()
}

pub(super) fn links_installs_and_is_fresh() -> Result<(), Failed> {
    let project = Project::new("cmake")?;
    let build = project.folder.path().join("build");
    project.configure(&build, "toolchain.cmake", &[])?;
    let built = project.build(&build)?;
    expect("links", lines_of(&built, "Linking C executable"), 2)?;
    let again = project.build(&build)?;
    expect("rebuilds", again.contains("Linking") || again.contains("Building"), false)?;
    for name in ["plugin.wasm", "lazy.wasm"] {
        expect(name, runs(&build.join(name))?, ONCE)?;
    }
    let lazy = Command::new(env!("CARGO_BIN_EXE_wasm-initfix")).arg("inspect").arg(build.join("lazy.wasm")).output()?;
    let lazy = String::from_utf8_lossy(&lazy.stdout).into_owned();
    expect("its memory", lazy.contains("imported from `host.memory`"), true)?;
    expect("its init", lazy.contains("init:         lazy: "), true)?;
    expect("what is installed", runs(&project.install(&build)?.join("plugin.wasm"))?, ONCE)
}

/// The file itself, as a script: options are looked at before the target is.
pub(super) fn says_how_options_are_written() -> Result<(), Failed> {
    let folder = TempDir::new()?;
    let refused = |options: &str| {
        let script = folder.path().join("script.cmake");
        let module = root().join("cmake/WasmInitfix.cmake");
        fs::write(&script, format!("include({:?})\nwasm_initfix(plugin {options})\n", module.display().to_string()))?;
        let output = Command::new("cmake").arg("-P").arg(&script).output()?;
        // CMake folds messages.
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let words: Vec<&str> = said.split_whitespace().collect();
        let message = words.join(" ");
        let start = message.find("wasm_initfix(plugin):").ok_or("no message")?;
        let end = message.find(" Call Stack").unwrap_or(message.len());
        Ok::<_, Failed>(message[start..end].to_owned())
    };
    let expected = "wasm_initfix(plugin): `--assume env.foo=pure` has to be one word: `--assume=env.foo=pure`";
    expect("two words", refused("OPTIONS --init=lazy --assume env.foo=pure")?, expected.to_owned())?;
    let expected = "wasm_initfix(plugin): `env.foo=pure` does not begin with `--`, as options do: --init=lazy";
    expect("no option", refused("OPTIONS --init=lazy env.foo=pure")?, expected.to_owned())?;
    let expected = "wasm_initfix(plugin): unexpected `--init=lazy`; options follow OPTIONS";
    expect("no OPTIONS", refused("--init=lazy")?, expected.to_owned())
}

pub(super) fn needs_cmake() -> Result<(), String> {
    needs(&["cmake"])
}

/// The project's toolchain file is our own, of the shape of wasi-sdk's. clang optimises, and runs wasm-opt if it finds one.
pub(super) fn fixes_again_what_changes() -> Result<(), Failed> {
    for generator in ["Ninja", "Unix Makefiles"] {
        let project = Project::new("wasi")?;
        let build = project.folder.path().join("build");
        project.configure(&build, "wasi.cmake", &["-G", generator, "-DCMAKE_BUILD_TYPE=Release"])?;
        project.build(&build)?;
        let loads = |name: &str| load(&build.join(name));
        expect(
            "as lld links it",
            loads("wrapped.wasm")?,
            "constructed\ntotal() = 1\nconstructed\ntotal() = 2\n".into(),
        )?;
        expect("a reactor", loads("reactor.wasm")?, "total() = 0\ntotal() = 0\n".into())?;
        let fixed = |step: i32| format!("constructed\ntotal() = {step}\ntotal() = {step}\n");
        for name in ["wrapped-fixed.wasm", "reactor-fixed.wasm"] {
            expect(name, loads(name)?, fixed(1))?;
        }

        // A source of the library that all four link.
        fs::write(project.source().join("step.c"), "int step(void) { return 10; }\n")?;
        let built = project.build(&build)?;
        let counted =
            ["Building C object", "Building CXX object", "Linking CXX executable"].map(|it| lines_of(&built, it));
        expect("compiled, and linked", counted, [1, 0, 4])?;
        expect("as lld links it", loads("wrapped.wasm")?.ends_with("total() = 20\n"), true)?;
        let installed = project.install(&build)?;
        for name in ["wrapped-fixed.wasm", "reactor-fixed.wasm"] {
            expect(name, loads(name)?, fixed(10))?;
            expect("installed", load(&installed.join(name))?, fixed(10))?;
        }

        expect("nothing changed", lines_of(&project.build(&build)?, "Linking"), 0)?;
        project.install_linker()?;
        expect("a newer linker", lines_of(&project.build(&build)?, "Linking CXX executable"), 2)?;
    }
    Ok(())
}

fn load(module: &Path) -> Result<String, Failed> {
    let mut node = Command::new("node");
    node.arg("--no-warnings").arg(root().join("tests/toolchains/wasi/load.mjs")).arg(module);
    let output = node.output()?;
    Ok(format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
}
