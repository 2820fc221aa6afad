//! `wasm-initfix`, `cargo initfix`, `initfix-wasm-ld` and the CMake package with the toolchains themselves.

#[path = "toolchains/bindgen.rs"]
mod bindgen;
#[path = "toolchains/caller.rs"]
mod caller;
#[path = "toolchains/cargo.rs"]
mod cargo;
#[path = "toolchains/cmake.rs"]
mod cmake;
#[path = "toolchains/driver.rs"]
mod driver;
#[path = "toolchains/embedder.rs"]
mod embedder;
#[path = "toolchains/emscripten.rs"]
mod emscripten;
#[path = "toolchains/flushed.rs"]
mod flushed;
#[path = "toolchains/iostream.rs"]
mod iostream;
#[path = "toolchains/javascript.rs"]
mod javascript;
#[path = "toolchains/nested.rs"]
mod nested;
#[path = "toolchains/npm.rs"]
mod npm;
#[path = "toolchains/options.rs"]
mod options;
#[path = "toolchains/own_output.rs"]
mod own_output;
#[path = "toolchains/rust.rs"]
mod rust;
#[path = "toolchains/stripped.rs"]
mod stripped;
#[path = "toolchains/wasm_pack.rs"]
mod wasm_pack;
#[path = "toolchains/words.rs"]
mod words;

use std::env;
use std::ffi::OsStr;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::ExitCode;
use std::process::Output;

use libtest_mimic::Arguments;
use libtest_mimic::Completion;
use libtest_mimic::Failed;
use libtest_mimic::Trial;
use tempfile::TempDir;

const CLANG: &str = "clang-19";
const WASM_LD: &str = "wasm-ld-19";

fn main() -> ExitCode {
    type Needs = fn() -> Result<(), String>;
    type Test = fn() -> Result<(), Failed>;
    let tests: [(&'static str, Needs, Test); 24] = [
        ("assemblyscript-in-an-npm-script", npm::needs_it, npm::fixes_in_a_script),
        ("check-of-what-is-linked-in-two-ways", flushed::needs_it, flushed::is_not_said_to_be_lost),
        ("cargo-and-wasm-bindgen", bindgen::needs_it, bindgen::runs_constructors_once),
        ("clang-calls-for-its-own-linker", caller::needs_it, caller::comes_first),
        ("clang-links-as-if-fixed-afterwards", needs_clang, clang_links),
        ("clang-runs-wasm-opt-afterwards", needs_wasm_opt, wasm_opt_keeps_it),
        ("clang-reproduces", needs_clang, clang_reproduces),
        ("clang-with-iostream-and-wasm-opt", iostream::needs_it, iostream::does_what_a_reactor_does),
        ("clang-strips-after-the-fix", stripped::needs_it, stripped::runs_once),
        ("cmake", cmake::needs_it, cmake::links_installs_and_is_fresh),
        ("cmake-for-a-system-with-a-sysroot", cmake::needs_generators, cmake::fixes_again_what_changes),
        ("cmake-says-how-options-are-written", cmake::needs_cmake, cmake::says_how_options_are_written),
        ("embedder-with-a-build-script", needs_clang, embedder::carries_what_is_fixed),
        ("emscripten-in-a-makefile", emscripten::needs_it, emscripten::fixes_a_reactor_in_a_makefile),
        ("emscripten-with-its-js", emscripten::needs_it, emscripten::leaves_what_its_js_loads),
        ("emscripten-with-memory-of-its-js", emscripten::needs_it, emscripten::warns_of_a_memory_of_its_own),
        ("javascript-assemblyscript", javascript::needs_assemblyscript, javascript::assemblyscript),
        ("javascript-printf", javascript::needs_clang, javascript::printf),
        ("javascript-rust", javascript::needs_rust, javascript::rust),
        ("javascript-cart", javascript::needs_a_page, javascript::cart),
        ("javascript-library", javascript::needs_clang, javascript::library),
        ("linkers-options-with-values", options::needs_it, options::are_known),
        ("wasm-opt-leaves-nothing-to-fix", own_output::needs_it, own_output::stays_as_it_is),
        ("wasm-pack", wasm_pack::needs_it, wasm_pack::builds_what_is_fixed),
    ];
    let tests = tests.into_iter().map(|(name, needs, test)| trial(name.to_owned(), needs, test));
    let trials = tests.chain(cargo_trials()).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// Each of what cargo does, with an old Rust and a current one.
fn cargo_trials() -> Vec<Trial> {
    type Test = fn(&'static str) -> Result<(), Failed>;
    const TESTS: [(&str, Test); 11] = [
        ("cargo-aliases", words::aliases),
        ("cargo-fixes-what-it-links", cargo::fixes),
        ("cargo-in-a-build-script", nested::builds),
        ("cargo-links-once-for-each-change-of-mind", cargo::is_fresh),
        ("cargo-options-before-the-subcommand", words::options),
        ("cargo-runs-and-tests-what-is-fixed", cargo::runs_programs),
        ("cargo-settings", cargo::settings),
        ("cargo-settings-with-typing-errors", cargo::misspelt),
        ("cargo-strips-after-the-fix", cargo::strips),
        ("cargo-with-configuration-on-the-line", words::configuration),
        ("cargo-with-a-linker-of-its-own", cargo::linker),
    ];
    let of_wasi =
        TESTS.into_iter().flat_map(|(name, test)| ["wasm32-wasi", "wasm32-wasip1"].map(|target| (name, target, test)));
    let others: [(&str, &str, Test); 4] = [
        ("cargo-with-clang-for-its-linker", "wasm32-wasip1", driver::links),
        ("cargo-fixes-what-it-links", "wasm32-unknown-unknown", cargo::fixes_without_wasi),
        ("cargo-strips-after-the-fix", "wasm32-unknown-unknown", cargo::strips),
        ("cargo-fixes-components", "wasm32-wasip2", cargo::fixes_components),
    ];
    let trials = of_wasi.chain(others);
    trials
        .map(|(name, target, test)| {
            trial(format!("{name} {target}"), move || cargo::needs_it(target), move || test(target))
        })
        .collect()
}

fn trial(
    name: String,
    needs: impl FnOnce() -> Result<(), String> + Send + 'static,
    test: impl FnOnce() -> Result<(), Failed> + Send + 'static,
) -> Trial {
    Trial::ignorable_test(name, move || match needs() {
        Ok(()) => test().map(|()| Completion::Completed),
        Err(reason) if env::var_os("CI").is_none_or(|ci| ci.is_empty()) => Ok(Completion::ignored_with(reason)),
        Err(reason) => Err(format!("{reason}, and under CI this test may not be ignored").into()),
    })
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
    clang_says(tools, output, more).map(drop)
}

fn clang_says<S: AsRef<OsStr>>(tools: &TempDir, output: &Path, more: &[S]) -> Result<String, Failed> {
    let source = root().join("tests/toolchains/cmake/plugin.c");
    let mut command = Command::new(tools.path().join(CLANG));
    command.env("PATH", tools.path()).args(["--target=wasm32-wasi", "-O2", "-nostartfiles", "-Wl,--no-entry"]);
    said(command.arg(source).arg("-o").arg(output).args(more).output()?)
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
    for options in [&[][..], &["--init=lazy", "--import-memory=a,b"], &["--import-memory=a.b"]] {
        let own = |option: &&str| {
            let option = option.replacen("--", "--initfix-", 1);
            // What has a comma, clang would split.
            if option.contains(',') { vec!["-Xlinker".to_owned(), option] } else { vec![format!("-Wl,{option}")] }
        };
        let own = options.iter().flat_map(own).map(OsString::from);
        clang(&tools, &together, &[ours()].into_iter().chain(own).collect::<Vec<_>>())?;
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
        expect("wasm-opt ran", fs::read(&one)? == fs::read(&two)?, false)?;
        let expected = if options == ["-Wl,--initfix-init=export"] { [0, 0, 0] } else { ONCE };
        expect("without it", runs(&one)?, expected)?;
        expect("after it", runs(&two)?, expected)?;
    }
    // The report is not of what lies there in the end.
    let notes = |tools: &TempDir| {
        let said = clang_says(tools, &folder.path().join("verbose.wasm"), &[ours(), "-Wl,--initfix-verbose".into()])?;
        Ok::<_, Failed>(said.lines().filter(|line| line.contains("wasm-opt")).collect::<Vec<_>>().join("\n"))
    };
    let note = "  note:     clang found wasm-opt, and with -O it runs that on this module next: the fix stays, and names may go; a link without -O leaves that out";
    expect("a note", notes(&optimising)?, note.to_owned())?;
    expect("no note", notes(&plain)?, String::new())?;
    // As the note says: names stay.
    let kept = |optimise: &str| {
        let module = folder.path().join("kept.wasm");
        clang(&optimising, &module, &[ours(), optimise.into()])?;
        let has_name = |module: Vec<u8>| module.windows(17).any(|bytes| bytes == b"__wasm_call_ctors");
        Ok::<_, Failed>(fs::read(module).map(has_name)?)
    };
    expect("names with -O2", kept("-O2")?, false)?;
    expect("names without", kept("-O0")?, true)
}

fn clang_reproduces() -> Result<(), Failed> {
    let tools = tools(&[CLANG, WASM_LD])?;
    let folder = TempDir::new()?;
    let tar = folder.path().join("report.tar");
    let mut option = OsString::from("-Wl,--initfix-reproduce=");
    option.push(&tar);
    let strips = OsString::from("-Wl,--strip-debug,-s,--strip-all");
    clang(&tools, &folder.path().join("plugin.wasm"), &[ours(), option, strips])?;
    let response = Command::new("tar").arg("-xOf").arg(&tar).arg("report/response.txt").output()?;
    let response = String::from_utf8_lossy(&response.stdout).into_owned();
    let strips: Vec<&str> = response.lines().filter(|line| *line == "-s" || line.starts_with("--strip")).collect();
    expect("as the user wrote it", strips, vec!["--strip-debug", "-s", "--strip-all"])?;
    let listed = Command::new("tar").arg("-tf").arg(&tar).output()?;
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    for name in
        ["report/response.txt", "report/version.txt", "report/initfix/linked.wasm", "report/initfix/options.txt"]
    {
        expect_line(&listed, name)?;
    }
    expect("objects", listed.lines().any(|line| line.ends_with(".o")), true)
}
