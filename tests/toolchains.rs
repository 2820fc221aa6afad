//! `cargo initfix`, `initfix-wasm-ld` and the CMake package with the toolchains themselves.

#[path = "toolchains/flushed.rs"]
mod flushed;
#[path = "toolchains/iostream.rs"]
mod iostream;
#[path = "toolchains/own_output.rs"]
mod own_output;
#[path = "toolchains/stripped.rs"]
mod stripped;

use std::env;
use std::ffi::OsStr;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::ExitCode;
use std::process::Output;

use libtest_mimic::Arguments;
use libtest_mimic::Completion;
use libtest_mimic::Failed;
use libtest_mimic::Trial;
use serde_json::Value;
use tempfile::TempDir;

const CLANG: &str = "clang-19";
const WASM_LD: &str = "wasm-ld-19";

fn main() -> ExitCode {
    type Test = (&'static str, fn() -> Result<(), String>, fn() -> Result<(), Failed>);
    let tests: [Test; 14] = [
        ("cargo-fixes-what-it-links", needs_rust, cargo_fixes),
        ("cargo-links-once-for-each-change-of-mind", needs_rust, cargo_is_fresh),
        ("cargo-runs-and-tests-what-is-fixed", needs_rust, cargo_runs),
        ("cargo-settings", needs_rust, cargo_settings),
        ("cargo-strips-after-the-fix", needs_rust, cargo_strips),
        ("cargo-with-a-linker-of-its-own", needs_rust, cargo_linker),
        ("clang-links-as-if-fixed-afterwards", needs_clang, clang_links),
        ("clang-runs-wasm-opt-afterwards", needs_wasm_opt, wasm_opt_keeps_it),
        ("clang-reproduces", needs_clang, clang_reproduces),
        ("clang-with-iostream-and-wasm-opt", iostream::needs_it, iostream::does_what_a_reactor_does),
        ("clang-strips-after-the-fix", stripped::needs_it, stripped::runs_once),
        ("check-of-what-is-linked-in-two-ways", flushed::needs_it, flushed::is_not_said_to_be_lost),
        ("cmake", needs_cmake, cmake),
        ("wasm-opt-leaves-nothing-to-fix", own_output::needs_it, own_output::stays_as_it_is),
    ];
    let trials = tests.into_iter().map(|(name, needs, test)| {
        Trial::ignorable_test(name, move || match needs() {
            Ok(()) => test().map(|()| Completion::Completed),
            Err(reason) if env::var_os("CI").is_none_or(|ci| ci.is_empty()) => Ok(Completion::ignored_with(reason)),
            Err(reason) => Err(format!("{reason}, and under CI this test may not be ignored").into()),
        })
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

// ---- What is there ----

fn needs(programs: &[&str]) -> Result<(), String> {
    let missing = programs.iter().find(|program| Command::new(program).arg("--version").output().is_err());
    missing.map_or(Ok(()), |program| Err(format!("needs {program} in PATH")))
}

fn needs_clang() -> Result<(), String> {
    needs(&[CLANG, WASM_LD])
}

fn needs_wasm_opt() -> Result<(), String> {
    needs(&[CLANG, WASM_LD, "wasm-opt"])
}

fn needs_cmake() -> Result<(), String> {
    needs(&[CLANG, WASM_LD, "cmake"])
}

fn needs_rust() -> Result<(), String> {
    needs(&[CLANG])?;
    Rust::find().map(drop)
}

/// A Rust that builds for WASI.
struct Rust {
    cargo: PathBuf,
    rustc: PathBuf,
    target: &'static str,
}

impl Rust {
    /// Of the folders in `PATH`, the first whose rustc has the standard library for WASI; Debian's is in /usr/bin.
    fn find() -> Result<Self, String> {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = env::split_paths(&path).chain([PathBuf::from("/usr/bin")]);
        let found = folders.filter_map(|folder| {
            let (cargo, rustc) = (folder.join("cargo"), folder.join("rustc"));
            let sysroot = Command::new(&rustc).args(["--print", "sysroot"]).output().ok()?;
            let sysroot = String::from_utf8(sysroot.stdout).ok()?;
            let has = |target: &&str| Path::new(sysroot.trim()).join("lib/rustlib").join(target).join("lib").is_dir();
            let target = ["wasm32-wasip1", "wasm32-wasi"].into_iter().find(has)?;
            cargo.exists().then_some(Self { cargo, rustc, target })
        });
        found.into_iter().next().ok_or_else(|| "needs a Rust with a standard library for WASI".to_owned())
    }

    /// Debian's is of LLVM 14, and the linkers of later ones do not take its libraries.
    fn linker(&self) -> Option<&'static str> {
        let old = needs(&["wasm-ld-14"]).is_ok() && self.target == "wasm32-wasi";
        old.then_some("wasm-ld-14")
    }
}

/// A project in a folder of its own.
struct Project {
    folder: TempDir,
    rust: Rust,
}

impl Project {
    fn new() -> Result<Self, Failed> {
        let project = Self { folder: TempDir::new()?, rust: Rust::find()? };
        copy(&root().join("tests/toolchains/rust"), project.folder.path())?;
        if let Some(linker) = project.rust.linker() {
            project.write(".cargo/config.toml", &format!("[target.{}]\nlinker = {linker:?}\n", project.rust.target))?;
        }
        Ok(project)
    }

    fn write(&self, name: &str, text: &str) -> Result<(), Failed> {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().ok_or("a file has a folder")?)?;
        Ok(fs::write(path, text)?)
    }

    fn append(&self, name: &str, text: &str) -> Result<(), Failed> {
        let old = fs::read_to_string(self.folder.path().join(name))?;
        self.write(name, &format!("{old}\n{text}"))
    }

    /// A command of cargo, in an environment in which this test's own cargo has left nothing.
    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.rust.cargo);
        for (name, _) in env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO") || text.starts_with("RUST") || text == "LD_LIBRARY_PATH" {
                command.env_remove(name);
            }
        }
        let path = env::var_os("PATH").unwrap_or_default();
        let bin = Path::new(env!("CARGO_BIN_EXE_cargo-initfix")).parent().map(Path::to_owned);
        let folders = bin.into_iter().chain(env::split_paths(&path));
        command.env("PATH", env::join_paths(folders).expect("PATH has no colons")).env("RUSTC", &self.rust.rustc);
        command.current_dir(self.folder.path()).env("CLANG", CLANG).args(words).args(["--target", self.rust.target]);
        command
    }

    fn cargo(&self, words: &[&str]) -> Result<Output, Failed> {
        Ok(self.command(words).output()?)
    }

    /// The same, which has to succeed; what it says.
    fn says(&self, words: &[&str]) -> Result<String, Failed> {
        said(self.cargo(words)?)
    }

    fn module(&self, name: &str) -> PathBuf {
        self.folder.path().join("target").join(self.rust.target).join("debug").join(name)
    }
}

fn said(output: Output) -> Result<String, Failed> {
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(stderr) } else { Err(format!("{}: {stderr}", output.status).into()) }
}

fn copy(from: &Path, to: &Path) -> Result<(), Failed> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What three calls of `runs` give in one instance, whose imports do nothing.
fn runs(module: &Path) -> Result<[i32; 3], Failed> {
    let engine = wasmtime::Engine::default();
    let module = wasmtime::Module::new(&engine, fs::read(module)?).map_err(|error| format!("{error:#}"))?;
    let mut store = wasmtime::Store::new(&engine, ());
    let mut linker = wasmtime::Linker::new(&engine);
    let named = module.imports().filter(|import| matches!(import.ty(), wasmtime::ExternType::Memory(_)));
    for import in named.collect::<Vec<_>>() {
        let wasmtime::ExternType::Memory(memory) = import.ty() else { continue };
        let memory = wasmtime::Memory::new(&mut store, memory).map_err(|error| format!("{error:#}"))?;
        linker.define(&store, import.module(), import.name(), memory).map_err(|error| format!("{error:#}"))?;
    }
    linker.define_unknown_imports_as_default_values(&mut store, &module).map_err(|error| format!("{error:#}"))?;
    let instance = linker.instantiate(&mut store, &module).map_err(|error| format!("{error:#}"))?;
    let runs = instance.get_typed_func::<(), i32>(&mut store, "runs").map_err(|error| format!("{error:#}"))?;
    let mut call = || runs.call(&mut store, ()).map_err(|error| format!("{error:#}"));
    Ok([call()?, call()?, call()?])
}

const EACH_CALL: [i32; 3] = [1, 2, 3];
const ONCE: [i32; 3] = [1, 1, 1];

fn expect<T: PartialEq + std::fmt::Debug>(what: &str, found: T, expected: T) -> Result<(), Failed> {
    if found == expected { Ok(()) } else { Err(format!("{what}: found {found:?}, expected {expected:?}").into()) }
}

fn expect_line(text: &str, line: &str) -> Result<(), Failed> {
    let found = text.lines().any(|found| found == line);
    if found { Ok(()) } else { Err(format!("no line {line:?} in:\n{text}").into()) }
}

fn lines_with(text: &str, word: &str) -> usize {
    text.lines().filter(|line| line.trim_start().starts_with(word)).count()
}

// ---- Cargo ----

const FIXED: &str = "       Fixed plugin.wasm (constructors: every call → first call, once)";

fn cargo_fixes() -> Result<(), Failed> {
    let project = Project::new()?;
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

fn cargo_is_fresh() -> Result<(), Failed> {
    let project = Project::new()?;
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

fn cargo_runs() -> Result<(), Failed> {
    let project = Project::new()?;
    // A runner that keeps what it is given; the constructor of a program runs at its beginning, which stays.
    project.write("runner", "#!/bin/sh\ncp \"$1\" ran.wasm\nexit 42\n")?;
    let runner = project.folder.path().join("runner");
    let status = Command::new("chmod").arg("+x").arg(&runner).status()?;
    expect("chmod", status.success(), true)?;
    let variable = format!("CARGO_TARGET_{}_RUNNER", project.rust.target.replace('-', "_").to_uppercase());
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
fn cargo_strips() -> Result<(), Failed> {
    let project = Project::new()?;
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

fn cargo_settings() -> Result<(), Failed> {
    let project = Project::new()?;
    let module = project.module("plugin.wasm");
    project.says(&["initfix", "build"])?;
    project.append("Cargo.toml", "[workspace.metadata.initfix]\ninit = \"lazy\"\n")?;
    let said = project.says(&["initfix", "build"])?;
    expect_line(&said, "       Fixed plugin.wasm (constructors: every call → first call, once)")?;
    expect("lazily", runs(&module)?, ONCE)?;
    // What a package says goes before what the workspace does.
    project.append("Cargo.toml", "[package.metadata.initfix]\ninit = \"keep\"\n")?;
    let said = project.says(&["initfix", "build", "--workspace"])?;
    expect("lines", lines_with(&said, "Fixed"), 1)?;
    expect("as it is", runs(&module)?, EACH_CALL)?;
    expect("another package", runs(&project.module("other.wasm"))?, ONCE)?;
    project.append("Cargo.toml", "inti = \"lazy\"\n")?;
    let failed = project.cargo(&["initfix", "build"])?;
    let manifest = fs::canonicalize(project.folder.path())?.join("Cargo.toml");
    let expected = format!(
        "cargo-initfix: error: {}: [package.metadata.initfix]: unknown option `inti`; did you mean `init`?\n",
        manifest.display()
    );
    expect("an unknown key", String::from_utf8_lossy(&failed.stderr).into_owned(), expected)
}

/// `init --linker` lets plain cargo fix as well, and what is there stays.
fn cargo_linker() -> Result<(), Failed> {
    let project = Project::new()?;
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
        let flags =
            format!("[target.{}]\nrustflags = [\"-Clink-arg=--initfix-linker=wasm-ld-14\"]\n", project.rust.target);
        project.write(".cargo/config.toml", &flags)?;
    }
    init(&["--linker", project.rust.target])?;
    project.says(&["build"])?;
    expect("plain cargo", runs(&project.module("plugin.wasm"))?, ONCE)?;
    let said = project.says(&["initfix", "build"])?;
    expect_line(&said, FIXED)
}

// ---- clang ----

/// A folder with what links, and nothing else in `PATH`: clang runs a `wasm-opt` that it finds there.
fn tools(names: &[&str]) -> Result<TempDir, Failed> {
    let folder = TempDir::new()?;
    for name in names {
        let path = env::var_os("PATH").unwrap_or_default();
        let program = env::split_paths(&path).map(|folder| folder.join(name)).find(|path| path.exists());
        std::os::unix::fs::symlink(program.ok_or(format!("no {name}"))?, folder.path().join(name))?;
    }
    Ok(folder)
}

/// Links `plugin.c` into a file of that name.
fn clang<S: AsRef<OsStr>>(tools: &TempDir, output: &Path, more: &[S]) -> Result<(), Failed> {
    let source = root().join("tests/toolchains/cmake/plugin.c");
    let mut command = Command::new(tools.path().join(CLANG));
    command.env("PATH", tools.path()).args(["--target=wasm32-wasi", "-O2", "-nostartfiles", "-Wl,--no-entry"]);
    said(command.arg(source).arg("-o").arg(output).args(more).output()?).map(drop)
}

fn ours() -> OsString {
    let mut option = OsString::from("-fuse-ld=");
    option.push(env!("CARGO_BIN_EXE_initfix-wasm-ld"));
    option
}

fn clang_links() -> Result<(), Failed> {
    let tools = tools(&[CLANG, WASM_LD])?;
    let folder = TempDir::new()?;
    fs::create_dir(folder.path().join("apart"))?;
    let (together, apart) = (folder.path().join("plugin.wasm"), folder.path().join("apart/plugin.wasm"));
    let theirs = format!("-fuse-ld={}", tools.path().join(WASM_LD).display());
    for options in [&[][..], &["--init=lazy", "--import-memory=a,b"]] {
        let own = options.iter().flat_map(|option| ["-Xlinker".to_owned(), option.replacen("--", "--initfix-", 1)]);
        clang(&tools, &together, &[ours()].into_iter().chain(own.map(OsString::from)).collect::<Vec<_>>())?;
        clang(&tools, &apart, &[&theirs])?;
        let mut tool = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
        said(tool.arg(&apart).arg("-o").arg(&apart).args(options).output()?)?;
        expect("the same bytes", fs::read(&together)? == fs::read(&apart)?, true)?;
        expect("runs", runs(&together)?, ONCE)?;
    }
    let names: Vec<_> = fs::read_dir(folder.path())?.collect::<Result<Vec<_>, _>>()?;
    expect("files", names.len(), 2)
}

/// clang 19 runs wasm-opt on what its linker wrote, if it finds one.
fn wasm_opt_keeps_it() -> Result<(), Failed> {
    let (plain, optimising) = (tools(&[CLANG, WASM_LD])?, tools(&[CLANG, WASM_LD, "wasm-opt"])?);
    let folder = TempDir::new()?;
    for options in [&[][..], &["-Wl,--initfix-init=lazy"], &["-Wl,--initfix-init=export"]] {
        let words: Vec<OsString> = [ours()].into_iter().chain(options.iter().map(OsString::from)).collect();
        let (one, two) = (folder.path().join("plain.wasm"), folder.path().join("optimised.wasm"));
        clang(&plain, &one, &words)?;
        clang(&optimising, &two, &words)?;
        let (one, two) = (one, two);
        expect("wasm-opt ran", fs::read(&one)? == fs::read(&two)?, false)?;
        let expected = if options == ["-Wl,--initfix-init=export"] { [0, 0, 0] } else { ONCE };
        expect("without it", runs(&one)?, expected)?;
        expect("after it", runs(&two)?, expected)?;
    }
    Ok(())
}

fn clang_reproduces() -> Result<(), Failed> {
    let tools = tools(&[CLANG, WASM_LD])?;
    let folder = TempDir::new()?;
    let tar = folder.path().join("report.tar");
    let mut option = OsString::from("-Wl,--initfix-reproduce=");
    option.push(&tar);
    clang(&tools, &folder.path().join("plugin.wasm"), &[ours(), option])?;
    let listed = Command::new("tar").arg("-tf").arg(&tar).output()?;
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    for name in
        ["report/response.txt", "report/version.txt", "report/initfix/linked.wasm", "report/initfix/options.txt"]
    {
        expect_line(&listed, name)?;
    }
    expect("objects", listed.lines().any(|line| line.ends_with(".o")), true)
}

// ---- CMake ----

fn cmake() -> Result<(), Failed> {
    let folder = TempDir::new()?;
    let (project, build, prefix) =
        (folder.path().join("project"), folder.path().join("build"), folder.path().join("prefix"));
    copy(&root().join("tests/toolchains/cmake"), &project)?;
    // As `cargo install` and `wasm-initfix cmake` would have it.
    fs::create_dir_all(prefix.join("bin"))?;
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_initfix-wasm-ld"), prefix.join("bin/initfix-wasm-ld"))?;
    said(Command::new(env!("CARGO_BIN_EXE_wasm-initfix")).arg("cmake").arg(&prefix).output()?)?;
    let cmake = |words: &[&OsStr]| {
        let mut command = Command::new("cmake");
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = [prefix.join("bin")].into_iter().chain(env::split_paths(&path));
        command.env("PATH", env::join_paths(folders).expect("PATH has no colons"));
        let output = command.env("CLANG", CLANG).args(words).output()?;
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        said(output).map(|_| stdout)
    };
    let toolchain = project.join("toolchain.cmake");
    cmake(&[
        "-S".as_ref(),
        project.as_ref(),
        "-B".as_ref(),
        build.as_ref(),
        "--toolchain".as_ref(),
        toolchain.as_ref(),
    ])?;
    let built = cmake(&["--build".as_ref(), build.as_ref()])?;
    expect("links", built.lines().filter(|line| line.contains("Linking C executable")).count(), 2)?;
    let again = cmake(&["--build".as_ref(), build.as_ref()])?;
    expect("rebuilds", again.contains("Linking") || again.contains("Building"), false)?;
    for name in ["plugin.wasm", "lazy.wasm"] {
        expect(name, runs(&build.join(name))?, ONCE)?;
    }
    let lazy = Command::new(env!("CARGO_BIN_EXE_wasm-initfix")).arg("inspect").arg(build.join("lazy.wasm")).output()?;
    let lazy = String::from_utf8_lossy(&lazy.stdout).into_owned();
    expect("its memory", lazy.contains("imported from `host.memory`"), true)?;
    expect("its init", lazy.contains("init:         lazy: "), true)?;
    let place = folder.path().join("installed");
    cmake(&["--install".as_ref(), build.as_ref(), "--prefix".as_ref(), place.as_ref()])?;
    expect("what is installed", runs(&place.join("bin/plugin.wasm"))?, ONCE)
}
