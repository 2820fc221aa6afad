//! wasm-pack, which runs cargo, then wasm-bindgen, then wasm-opt.

use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use libtest_mimic::Failed;

use super::bindgen;
use super::bindgen::EACH_CALL;
use super::bindgen::ONCE;
use super::bindgen::TARGET;
use super::expect;
use super::npm;
use super::rust::Rust;
use super::said;

pub(super) fn needs_it() -> Result<(), String> {
    bindgen::needs_it()?;
    let answers = |program: PathBuf| Command::new(program).arg("--version").output().is_ok();
    if !answers(program()) {
        return Err("needs wasm-pack in PATH, or named by WASM_INITFIX_WASM_PACK".to_owned());
    }
    // Debian's wasm-opt, 108, breaks the table that wasm-bindgen makes.
    let is_there = answers(optimiser().join("wasm-opt"));
    if is_there { Ok(()) } else { Err("needs npm's binaryen in the folder WASM_INITFIX_NPM".to_owned()) }
}

fn program() -> PathBuf {
    env::var_os("WASM_INITFIX_WASM_PACK").map_or("wasm-pack".into(), PathBuf::from)
}

/// The folder of its wasm-opt.
fn optimiser() -> PathBuf {
    npm::installed().join(".bin")
}

pub(super) fn builds_what_is_fixed() -> Result<(), Failed> {
    let folder = bindgen::project()?;
    let (js, module) = (folder.path().join("pkg/case.js"), folder.path().join("pkg/case_bg.wasm"));
    let rust = Rust::find(TARGET)?;
    let build = || -> Result<(), Failed> {
        // A bare name is in `PATH` anyway, and has no folder.
        let bindgen = bindgen::program().parent().filter(|it| it.is_dir()).map(Path::to_owned);
        let tools: Vec<PathBuf> = bindgen.into_iter().chain([optimiser()]).collect();
        let mut command = rust.program(&program(), folder.path(), &tools);
        command.args(["build", "--target", "nodejs", "--mode", "no-install", "--", "--locked"]);
        let log = said(command.output()?)?;
        expect("wasm-opt is the last step", log.contains("Optimizing wasm binaries with `wasm-opt`"), true)
    };

    build()?;
    expect("as wasm-pack builds it", bindgen::printed(&js)?.as_str(), EACH_CALL)?;
    // wasm-opt has inlined the wrappers, and left no names.
    let optimised = fs::read(&module)?;
    fix(&module, &[])?;
    expect("the fix afterwards cannot know", fs::read(&module)? == optimised, true)?;
    fix(&module, &["--assume-wrapped"])?;
    expect("the fix afterwards, which is told", bindgen::printed(&js)?.as_str(), ONCE)?;

    let mut init = rust.cargo(folder.path());
    said(init.args(["initfix", "init", "--linker", TARGET]).output()?)?;
    build()?;
    expect("fixed as cargo links it", bindgen::printed(&js)?.as_str(), ONCE)?;
    let built = fs::read(&module)?;
    fix(&module, &[])?;
    expect("there is nothing left to fix", fs::read(&module)? == built, true)
}

fn fix(module: &Path, options: &[&str]) -> Result<(), Failed> {
    let mut tool = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
    said(tool.args(options).arg(module).arg("-o").arg(module).output()?).map(drop)
}
