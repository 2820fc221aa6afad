//! An AssemblyScript project that has the package and the compiler from npm, as docs/assemblyscript.md says.

use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use libtest_mimic::Failed;
use serde_json::Value;
use serde_json::json;
use tempfile::TempDir;

use super::root;

/// The host's side of the module, as docs/javascript.md has it.
const IMPORTS: &str = "
let memory;
export const register = (given) => (memory ??= given.memory);

export const env = {
  abort() {},
  log(message) {
    const bytes = new DataView(memory.buffer).getUint32(message - 4, true);
    console.log(new TextDecoder('utf-16le').decode(new Uint8Array(memory.buffer, message, bytes)));
  },
};
";

/// A project whose module logs when it is instantiated: with asc's own bindings that is too early, until the module is fixed.
pub fn fixes_in_a_script(package: &Path) -> Result<(), Failed> {
    const FIXED: &str = "loaded\nlog: run 1\nran() = 1\nran() = 1\n";
    let project = project(package)?;
    let project = project.path();
    expect("as asc wrote it", run(project, &["asc", "start"]).is_err(), true)?;
    expect("fixed", run(project, &["asbuild", "start"])?.as_str(), FIXED)?;

    // The same with the host's side by the package, in the place of asc's.
    fs::write(project.join("imports.mjs"), IMPORTS)?;
    fs::write(project.join("main.mjs"), "import { ran } from './dist/plugin.mjs';\nconsole.log(ran(), ran());\n")?;
    let file = project.join("package.json");
    let mut json: Value = serde_json::from_slice(&fs::read(&file)?)?;
    json["scripts"]["esbuild"] =
        json!("npm run asc && wasm-initfix esm build/plugin.wasm -o dist --imports imports.mjs && node main.mjs");
    fs::write(file, json.to_string())?;
    let said = run(project, &["esbuild"])?;
    if said.ends_with("\nrun 1\n1 1\n") { Ok(()) } else { Err(said.into()) }
}

/// The project of `tests/toolchains/assemblyscript/`, with what npm would install.
fn project(package: &Path) -> Result<TempDir, Failed> {
    let installed = env::var_os("WASM_INITFIX_NPM").map(PathBuf::from).ok_or("needs WASM_INITFIX_NPM")?;
    let project = TempDir::new()?;
    let source = root().join("tests/toolchains/assemblyscript");
    fs::create_dir(project.path().join("assembly"))?;
    for file in ["package.json", "asconfig.json", "index.js", "assembly/index.ts"] {
        fs::copy(source.join(file), project.path().join(file))?;
    }
    let modules = project.path().join("node_modules");
    fs::create_dir_all(modules.join(".bin"))?;
    symlink(package.join("node_modules/wasm-initfix"), modules.join("wasm-initfix"))?;
    symlink("../wasm-initfix/cli.mjs", modules.join(".bin/wasm-initfix"))?;
    for name in ["assemblyscript", "binaryen", "long"] {
        symlink(installed.join("node_modules").join(name), modules.join(name))?;
    }
    symlink("../assemblyscript/bin/asc.js", modules.join(".bin/asc"))?;
    Ok(project)
}

/// What scripts of the project print, one after another.
fn run(project: &Path, scripts: &[&str]) -> Result<String, Failed> {
    let mut printed = String::new();
    for script in scripts {
        let mut npm = Command::new("npm");
        npm.current_dir(project).env("npm_config_update_notifier", "false").args(["run", "--silent", script]);
        let output = npm.output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
        printed = String::from_utf8_lossy(&output.stdout).into_owned();
    }
    Ok(printed)
}

fn expect<T: PartialEq + std::fmt::Debug>(what: &str, found: T, expected: T) -> Result<(), Failed> {
    if found == expected { Ok(()) } else { Err(format!("{what}: {found:?}, and not {expected:?}").into()) }
}
