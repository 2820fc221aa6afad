//! The page, in Chromium.

use std::path::Path;
use std::process::Command;

use libtest_mimic::Failed;
use serde_json::Value;
use serde_json::json;
use tempfile::TempDir;

use super::root;

/// How long the page's thread may work on a module of 5 MB until its verdict is there, in milliseconds: the page stands still meanwhile.
const MOST: f64 = 1000.0;

/// A module whose second call traps.
pub fn page_fixes(_: &Path) -> Result<(), Failed> {
    let site = built()?;
    let said = user(&site, &root().join("testdata/clang19/wrapped-printf.wasm"))?;
    let verdict = said["verdict"].as_str().unwrap_or_default();
    let choices = said["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
    if said["answers"] != json!([42, 42])
        || !verdict.contains("fixed\nconstructors: every call → first call, once\nbecause\n")
        || !choices.contains(&json!("esm"))
        // Those with which the same happens share a row.
        || said["hosts"] != 9
    {
        return Err(said.to_string().into());
    }
    let graph = &said["graph"];
    let words: Vec<&str> = graph["words"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let is_told = words.first().is_some_and(|line| line.starts_with("__wasm_call_ctors: "))
        && graph["description"] == words.join("\n")
        && graph["title"] == "dropped.wasm: not proven to be for the start section"
        && graph["role"] == "img"
        && graph["isSeen"] == true;
    if !is_told {
        return Err(graph.to_string().into());
    }
    let said = user(&site, &root().join("README.md"))?;
    let error = "text, not a WebAssembly module; it starts with \"# wasm-initfix\"";
    if said["error"] == error && said["hosts"] == 0 && said["graph"].is_null() {
        Ok(())
    } else {
        Err(said.to_string().into())
    }
}

/// A module as large as those of large programs.
pub fn page_is_quick(_: &Path) -> Result<(), Failed> {
    let site = built()?;
    let module = site.path().join("large.wasm");
    let written = Command::new("node").arg(root().join("tests/npm/large.mjs")).arg(&module).arg("5").status()?;
    if !written.success() {
        return Err("large.mjs writes a module".into());
    }
    let said = user(&site, &module)?;
    let verdict = said["verdict"].as_str().unwrap_or_default();
    let busy = said["busy"].as_f64().unwrap_or(f64::INFINITY);
    if verdict.contains("fixed\nconstructors: every call → first call, once\nbecause\n") && busy < MOST {
        Ok(())
    } else {
        Err(format!("{busy} ms: {said}").into())
    }
}

fn built() -> Result<TempDir, Failed> {
    let site = tempfile::tempdir()?;
    let built = Command::new(root().join("web/build")).arg(site.path()).status()?;
    if built.success() { Ok(site) } else { Err("web/build needs what npm/build makes".into()) }
}

/// What a user of the page meets with a file.
fn user(site: &TempDir, file: &Path) -> Result<Value, Failed> {
    let script = root().join("tests/npm/page.mjs");
    let output = Command::new("node").arg(script).arg(site.path()).arg(file).output()?;
    Ok(serde_json::from_slice(&output.stdout).map_err(|_| String::from_utf8_lossy(&output.stderr).into_owned())?)
}
