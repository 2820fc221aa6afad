//! The plugin in bundlers of the folder that `WASM_INITFIX_BUNDLERS` names. What they build runs in Node.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use libtest_mimic::Failed;

use super::root;

pub fn as_documented(package: &Path) -> Result<(), Failed> {
    holds(package, "documented")
}

pub fn with_esbuild(package: &Path) -> Result<(), Failed> {
    holds(package, "esbuild")
}

pub fn with_rollup(package: &Path) -> Result<(), Failed> {
    holds(package, "rollup")
}

pub fn with_vite(package: &Path) -> Result<(), Failed> {
    holds(package, "vite")
}

pub fn with_vite_server(package: &Path) -> Result<(), Failed> {
    holds(package, "vite-server")
}

pub fn with_webpack(package: &Path) -> Result<(), Failed> {
    holds(package, "webpack")
}

/// Whether a script of `tests/npm/plugin/` comes to its end. Each has a folder of its own, for its programs.
fn holds(package: &Path, script: &str) -> Result<(), Failed> {
    let bundlers = env::var_os("WASM_INITFIX_BUNDLERS").ok_or("needs WASM_INITFIX_BUNDLERS")?;
    let folder = package.join("wasm-initfix-plugin").join(script);
    fs::create_dir_all(&folder)?;
    for name in [script, "support"] {
        let name = format!("{name}.mjs");
        fs::copy(root().join("tests/npm/plugin").join(&name), folder.join(&name))?;
    }
    let mut node = Command::new("node");
    node.arg("--no-warnings").arg(folder.join(format!("{script}.mjs"))).arg(bundlers).arg(root().join("testdata"));
    let output = node.output()?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned().into()) }
}
