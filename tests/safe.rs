//! No initialiser that is called harmless calls an import in the start section: each is moved there, and instantiated in Node
//! with imports that throw.
//!
//! `WASM_INITFIX_SAFE=FOLDER:…` adds folders of modules to those of `testdata/`.

#[path = "safe/generated.rs"]
mod generated;
#[path = "safe/shape.rs"]
mod shape;
#[path = "safe/works.rs"]
mod works;

use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::ExitCode;

use libtest_mimic::Arguments;
use libtest_mimic::Completion;
use libtest_mimic::Failed;
use libtest_mimic::Trial;
use serde_json::Value;
use tempfile::TempDir;

fn main() -> ExitCode {
    let trials = vec![
        Trial::ignorable_test("no-initialiser-that-is-safe-calls-an-import-in-start", || with_node(all)),
        Trial::ignorable_test("what-worked-before-works-after", || {
            with_node(|root| works::all(root, &modules(root)?, &works::CASES))
        }),
        Trial::ignorable_test("what-worked-before-works-after-in-generated-modules", || {
            let folder = TempDir::new()?;
            let modules = generated::all(folder.path())?;
            with_node(|root| works::all(root, &modules, &works::GENERATED))
        }),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// Fewer than there are in `testdata/` would mean that the test no longer sees them.
const LEAST: usize = 80;

fn with_node(test: impl Fn(&Path) -> Result<(), Failed>) -> Result<Completion, Failed> {
    if Command::new("node").arg("--version").output().is_err() {
        return match env::var_os("CI") {
            Some(ci) if !ci.is_empty() => Err("needs node in PATH, and under CI this test may not be ignored".into()),
            _ => Ok(Completion::ignored_with("needs node in PATH")),
        };
    }
    test(Path::new(env!("CARGO_MANIFEST_DIR"))).map(|()| Completion::Completed)
}

/// Those of `testdata/`, and of the folders that the user adds.
fn modules(root: &Path) -> Result<Vec<PathBuf>, Failed> {
    let mut modules = Vec::new();
    find(&root.join("testdata"), &mut modules)?;
    if let Some(folders) = env::var_os("WASM_INITFIX_SAFE") {
        for folder in env::split_paths(&folders) {
            find(&folder, &mut modules)?;
        }
    }
    modules.sort();
    Ok(modules)
}

fn all(root: &Path) -> Result<(), Failed> {
    let modules = modules(root)?;
    let (mut moved, mut faults) = (0, Vec::new());
    for module in &modules {
        match check(root, module)? {
            None => {}
            Some(Ok(())) => moved += 1,
            Some(Err(fault)) => faults.push(format!("{}: {fault}", module.display())),
        }
    }
    println!("{moved} of {} modules have an initialiser that is safe, and were moved", modules.len());
    if moved < LEAST {
        faults.push(format!("only {moved} modules were moved"));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n").into()) }
}

fn find(folder: &Path, modules: &mut Vec<PathBuf>) -> Result<(), Failed> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, modules)?;
        } else if path.extension().is_some_and(|extension| extension == "wasm") {
            modules.push(path);
        }
    }
    Ok(())
}

/// Nothing if a module's initialiser is not called safe, cannot be moved, or cannot be run here even as it is.
fn check(root: &Path, module: &Path) -> Result<Option<Result<(), String>>, Failed> {
    let tool = || Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
    let inspected = tool().args(["inspect", "--prove=run", "--report=json"]).arg(module).output()?;
    // What is no module has no initialiser.
    let Ok(inspected) = serde_json::from_slice::<Value>(&inspected.stdout) else {
        return Ok(None);
    };
    if !is_harmless(&inspected["init"]) {
        return Ok(None);
    }
    let folder = TempDir::new()?;
    let after = folder.path().join("after.wasm");
    let fixed = tool().args(["--init=start", "-q", "-o"]).arg(&after).arg(module).output()?;
    if !fixed.status.success() {
        return Ok(None);
    }
    let mut node = Command::new("node");
    node.arg(root.join("tests/node/throwing-imports.mjs")).arg(module).arg(&after).arg(memory(&inspected));
    let reached = inspected["init"]["reaches"].as_array().into_iter().flatten();
    node.args(reached.filter(|it| it["effect"] == "pure").filter_map(|it| it["import"].as_str()));
    let output = node.output()?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(match printed.lines().collect::<Vec<_>>().as_slice() {
        ["instantiated", "instantiated"] => Some(Ok(())),
        ["instantiated", fault] => Some(Err((*fault).to_owned())),
        [_, _] => None,
        _ => return Err(format!("{}: {printed}{}", module.display(), String::from_utf8_lossy(&output.stderr)).into()),
    })
}

/// Whether an initialiser is called safe, or would be if it read nothing that a host can write to.
fn is_harmless(init: &Value) -> bool {
    let reaches = init["reaches"].as_array().into_iter().flatten();
    let calls_nothing = || reaches.map(|it| &it["effect"]).all(|effect| effect == "pure" || effect == "aborts");
    init["start"] == "safe"
        || init["exposed"].as_array().is_some_and(|it| !it.is_empty()) && init["beyond"].is_null() && calls_nothing()
}

/// What to give for a memory that the module imports, as the JS API wants it described.
fn memory(inspected: &Value) -> String {
    let memories = inspected["memory"].as_array().into_iter().flatten();
    let Some(memory) = memories.into_iter().find(|memory| !memory["import"].is_null()) else {
        return "{}".to_owned();
    };
    let pages = |key: &str| memory[key].as_u64();
    let mut given = serde_json::Map::new();
    given.insert("initial".to_owned(), pages("minimum").unwrap_or_default().max(1).into());
    given.extend(pages("maximum").map(|maximum| ("maximum".to_owned(), Value::from(maximum))));
    given.insert("shared".to_owned(), memory["shared"].clone());
    Value::from(given).to_string()
}
