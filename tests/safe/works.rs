//! Whatever worked before works after: each module as it is and as the tool leaves it by default, with five hosts in Node. These
//! are imports that give numbers, read memory if they can, call an export, or throw, and Node's WASI. Instantiation, and then each
//! export's first call in an instance of its own, have to come to the same.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use libtest_mimic::Failed;
use rayon::prelude::*;
use serde_json::Value;
use serde_json::json;
use tempfile::TempDir;

use super::shape;

/// How many exports of a module are called.
const EXPORTS: usize = 12;

/// Fewer fixed modules, instantiations or calls that worked before would mean that the test no longer sees them.
pub const CASES: Compared = Compared { fixed: 90, instantiated: 400, called: 1000 };
pub const GENERATED: Compared = Compared { fixed: 100, instantiated: 300, called: 500 };

/// Modules that did not work before, which shows in the first call already: the constructors run twice, since the host has called
/// `_initialize` or the export calls another one through a table; or the export does not run them.
const BROKEN: [&str; 2] = ["clang19/wrapped-initialize-taken.wasm", "wat/wrapped-in-table.wasm"];

/// Modules whose destructors print, which is not lost at the end of a call but comes later.
const DESTROY: [&str; 4] = [
    "clang19/wrapped-printf.wasm",
    "clang19/wrapped-say-destroyed.wasm",
    "clang19/wrapped-say-destroyed-stripped.wasm",
    "wasm-opt/wrapped-stripped-printf.wasm",
];

/// What was compared.
#[derive(Debug, Default, Clone, Copy)]
pub struct Compared {
    fixed: usize,
    instantiated: usize,
    called: usize,
}

pub fn all(root: &Path, modules: &[PathBuf], least: &Compared) -> Result<(), Failed> {
    let compared: Vec<_> = modules.par_iter().map(|module| compare(root, module)).collect::<Result<_, Failed>>()?;
    let (mut total, mut faults) = (Compared::default(), Vec::new());
    for (module, (compared, differences)) in modules.iter().zip(compared) {
        total.fixed += compared.fixed;
        total.instantiated += compared.instantiated;
        total.called += compared.called;
        match (BROKEN.iter().any(|broken| module.ends_with(broken)), differences.is_empty()) {
            (true, true) => faults.push(format!("{}: works as before, so it is not broken", module.display())),
            (true, false) => {}
            (false, _) => {
                faults.extend(differences.into_iter().map(|difference| format!("{}: {difference}", module.display())));
            }
        }
    }
    println!("of {} modules, compared: {total:?}", modules.len());
    if total.fixed < least.fixed || total.instantiated < least.instantiated || total.called < least.called {
        faults.push(format!("compared {total:?}, and not even {least:?}"));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n").into()) }
}

/// What was compared of a module, and what differs; nothing if the tool leaves it as it is.
fn compare(root: &Path, module: &Path) -> Result<(Compared, Vec<String>), Failed> {
    let folder = TempDir::new()?;
    let after = folder.path().join("after.wasm");
    let mut tool = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
    let fixed = tool.arg(module).args(["--report=json", "-o"]).arg(&after).output()?;
    let Ok(report) = serde_json::from_slice::<Value>(&fixed.stdout) else {
        return Ok((Compared::default(), Vec::new()));
    };
    let Some((imports, exports)) = shape::of(&fs::read(module)?).filter(|_| report["outcome"] == "fixed") else {
        return Ok((Compared::default(), Vec::new()));
    };
    let inspected = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"))
        .args(["inspect", "--report=json"])
        .arg(module)
        .output()
        .map(|output| serde_json::from_slice::<Value>(&output.stdout))??;
    let reached = inspected["init"]["reaches"].as_array().into_iter().flatten();
    let known: Vec<&Value> = reached.filter(|it| it["effect"] != "unknown").map(|it| &it["import"]).collect();
    let names = ["_initialize", "__wasm_call_ctors", "cm32p2_initialize"];
    let is_name = |export: &Value, name: &str| export["name"] == name;
    let wrapped = report["init"]["before"] == "wrapped";
    let init: Vec<&str> = match wrapped {
        true => Vec::new(),
        false => names.into_iter().find(|name| exports.iter().any(|it| is_name(it, name))).into_iter().collect(),
    };
    let is_call = |export: &&Value| !names.iter().any(|name| is_name(export, name)) && export["name"] != "_start";
    let exports: Vec<&Value> = exports.iter().filter(is_call).take(EXPORTS).collect();
    let case = folder.path().join("case.json");
    let test = json!({
        "before": module, "after": after, "init": init, "wrapped": wrapped, "known": known, "imports": imports,
        "destroys": DESTROY.iter().any(|it| module.ends_with(it)),
        "exports": exports,
    });
    fs::write(&case, test.to_string())?;
    let mut node = Command::new("node");
    // Its compiled calls of WASI crash in Node 20.
    node.args(["--no-warnings", "--no-turbo-fast-api-calls"]);
    let output = node.arg(root.join("tests/node/works-still.mjs")).arg(&case).output()?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut lines: Vec<String> = printed.lines().map(str::to_owned).collect();
    let counts = lines.pop().and_then(|last| {
        let (instantiated, called) = last.split_once(' ')?;
        Some((instantiated.parse().ok()?, called.parse().ok()?))
    });
    match counts {
        Some((instantiated, called)) => Ok((Compared { fixed: 1, instantiated, called }, lines)),
        // A module that Node cannot compile worked with none of these hosts.
        None if String::from_utf8_lossy(&output.stderr).contains("CompileError") => Ok(Default::default()),
        None => Err(format!("{}: {printed}{}", module.display(), String::from_utf8_lossy(&output.stderr)).into()),
    }
}
