//! What hosts do that import a `.wasm` by themselves, beside when they initialise it: by which names they find imports, and what becomes of
//! exports. Each is held against what the tool says of it.

use std::fs;
use std::path::Path;
use std::process::Output;

use libtest_mimic::Completion;
use libtest_mimic::Failed;
use libtest_mimic::Trial;
use serde_json::Value;
use tempfile::TempDir;

use super::imports::Importer;
use super::imports::package;
use super::run::expect;
use super::run::without;
use super::tool;

/// Modules that are there: in a file, and behind a name that `package.json` does not explain.
const GIVEN: &str = "export function f() { return 42; }\nexport const g = new WebAssembly.Global({ value: 'i32', mutable: true }, 42);\n";

type Test = fn(Importer) -> Result<(), Failed>;

const TESTS: [(&str, Test); 7] = [
    ("names-are-found", names_are_found),
    ("a-package-is-found", a_package_is_found),
    ("another-name-is-found", another_name_is_found),
    ("strings-are-found", strings_are_found),
    ("modules-of-node-are-found", modules_of_node_are_found),
    ("globals-are-found", globals_are_found),
    ("exports-are-said", exports_are_said),
];

pub(super) fn trials() -> Vec<Trial> {
    let of = |importer: Importer| {
        TESTS.into_iter().map(move |(name, test)| {
            Trial::ignorable_test(format!("{name}-by-{}", importer.name()), move || match importer.find() {
                Ok(()) => test(importer).map(|()| Completion::Completed),
                Err(reason) => without(reason),
            })
        })
    };
    Importer::ALL.into_iter().flat_map(of).collect()
}

/// The host of `src/hosts.rs` that it is. What Node 20 does otherwise than 26, the host's title says.
fn host(importer: Importer) -> &'static str {
    match importer {
        Importer::Node | Importer::Node26 => "esm",
        importer => importer.name(),
    }
}

/// What `inspect` says of a module beside how it is initialised.
fn said(importer: Importer, module: &Path, what: &str) -> Result<Option<String>, Failed> {
    let output = tool()
        .arg("inspect")
        .arg(module)
        .args([format!("--host={}", host(importer)).as_str(), "--report=json"])
        .output()?;
    let json: Value = serde_json::from_slice(&output.stdout)?;
    Ok(json["hosts"][0][what].as_str().map(str::to_owned))
}

/// What the tool does for the host, and what it says then on standard error.
fn fixed(importer: Importer, module: &Path, out: &Path, more: &[&str]) -> Result<String, Failed> {
    let mut tool = tool();
    let Output { status, stderr, .. } =
        tool.arg(module).arg(format!("--host={}", host(importer))).args(more).arg("-o").arg(out).output()?;
    let stderr = String::from_utf8_lossy(&stderr).into_owned();
    if status.success() { Ok(stderr) } else { Err(format!("{tool:?}: {stderr}").into()) }
}

/// A folder with a module in a file, and one in a `.wasm` that imports what `imports` says.
fn program(imports: &str, rest: &str) -> Result<TempDir, Failed> {
    let folder = TempDir::new()?;
    fs::write(folder.path().join("given.mjs"), GIVEN)?;
    let given = r#"(module (global (export "g") (mut i32) (i32.const 42)))"#;
    fs::write(folder.path().join("given.wasm"), wat::parse_str(given)?)?;
    fs::write(folder.path().join("module.wasm"), wat::parse_str(format!("(module {imports} {rest})"))?)?;
    Ok(folder)
}

const CALLS: &str = r#"(func (export "answer") (result i32) (call 0))"#;
const PRINTS: &str = "import * as module from './module.wasm';\nconsole.log(module.answer());\n";

fn import_of(name: &str) -> String {
    format!(r#"(import "{name}" "f" (func (result i32)))"#)
}

/// A name is found by nothing but the host if nothing is said of it, and only then.
fn names_are_found(importer: Importer) -> Result<(), Failed> {
    let names = [
        ("./given.mjs", None),
        ("data:text/javascript,export function f() { return 42; }", None),
        ("env", Some("looks for a package `env`: --rename-import=env=./env.mjs")),
        ("wasi_snapshot_preview1", Some("looks for a package `wasi_snapshot_preview1`: what `wasm-initfix esm`")),
        ("GOT.mem", Some("looks for a package `GOT.mem`: --rename-import=GOT.mem=./GOT.mem.mjs")),
        ("", Some("knows no module ``: what `wasm-initfix esm` writes needs no such name")),
        ("wasm:other", Some("knows no module `wasm:other`: --rename-import=wasm:other=./wasm-other.mjs")),
        ("wasi:cli/run@0.2.0", Some("knows no module `wasi:cli/run@0.2.0`: ")),
    ];
    let mut wrong = Vec::new();
    for (name, expected) in names {
        let folder = program(&import_of(name), CALLS)?;
        let said = said(importer, &folder.path().join("module.wasm"), "missing")?;
        let said = said.map(|said| said.trim_start_matches(host(importer)).trim_start().to_owned());
        if !said.as_deref().zip(expected).map_or(said.is_none() && expected.is_none(), |(it, way)| it.starts_with(way))
        {
            wrong.push(format!("{name:?}: {said:?} is said, not {expected:?}"));
        }
        let printed = importer.run_with(folder.path(), PRINTS);
        let is_found = printed.as_ref().is_ok_and(|printed| printed == &["42"]);
        if is_found != expected.is_none() {
            wrong.push(format!("{name:?} is found: {is_found}; {printed:?}"));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

/// What is said of a package is right if it is not there, as above, and if it is.
fn a_package_is_found(importer: Importer) -> Result<(), Failed> {
    let folder = program(&import_of("env"), CALLS)?;
    package(folder.path(), "env", GIVEN)?;
    expect(&importer.run_with(folder.path(), PRINTS)?, &["42"])
}

/// What is advised helps, and nothing is said of it any more.
fn another_name_is_found(importer: Importer) -> Result<(), Failed> {
    let folder = program(&import_of("env"), CALLS)?;
    let module = folder.path().join("module.wasm");
    let before = fixed(importer, &module, &folder.path().join("as-it-is.wasm"), &[])?;
    let after = fixed(importer, &module, &module, &["--rename-import=env=./given.mjs"])?;
    let is_said = |text: &str| text.contains("wasm-initfix esm");
    if !is_said(&before) || is_said(&after) {
        return Err(format!("{before}\nand with another name: {after}").into());
    }
    expect(&importer.run_with(folder.path(), PRINTS)?, &["42"])
}

/// Engines have JavaScript's strings, and hosts let modules have them or not.
fn strings_are_found(importer: Importer) -> Result<(), Failed> {
    // The host's title says of it that it has none.
    if importer == Importer::Node {
        return Ok(());
    }
    let import = r#"(import "wasm:js-string" "length" (func (param externref) (result i32)))"#;
    let calls = r#"(func (export "length") (param externref) (result i32) (call 0 (local.get 0)))"#;
    built_in(importer, import, calls, "module.length('four') === 4")
}

/// Node's modules need no `node:` before their names where they are there.
fn modules_of_node_are_found(importer: Importer) -> Result<(), Failed> {
    let import = r#"(import "path" "basename" (func (param externref) (result externref)))"#;
    let calls = r#"(func (export "basename") (param externref) (result externref) (call 0 (local.get 0)))"#;
    built_in(importer, import, calls, "module.basename('in/four') === 'four'")
}

/// What a host gives itself works if nothing is said of it, and only then.
fn built_in(importer: Importer, import: &str, calls: &str, works: &str) -> Result<(), Failed> {
    let folder = program(import, calls)?;
    let said = said(importer, &folder.path().join("module.wasm"), "missing")?;
    let main = format!("import * as module from './module.wasm';\nconsole.log({works});\n");
    let printed = importer.run_with(folder.path(), &main);
    let is_found = printed.as_ref().is_ok_and(|printed| printed == &["true"]);
    if is_found == said.is_none() { Ok(()) } else { Err(format!("{said:?}, but {printed:?}").into()) }
}

/// One host takes globals from nothing but a `.wasm`.
fn globals_are_found(importer: Importer) -> Result<(), Failed> {
    let of_wasm = "vite takes globals from a `.wasm` alone, not from `./given.mjs`: what `wasm-initfix esm` writes needs no such name";
    for (name, otherwise) in [("./given.mjs", Some(of_wasm)), ("./given.wasm", None)] {
        let import = format!(r#"(import "{name}" "g" (global (mut i32)))"#);
        let folder = program(&import, r#"(func (export "answer") (result i32) (global.get 0))"#)?;
        let expected = otherwise.filter(|_| importer == Importer::Vite);
        let said = said(importer, &folder.path().join("module.wasm"), "missing")?;
        let printed = importer.run_with(folder.path(), PRINTS);
        let is_found = printed.as_ref().is_ok_and(|printed| printed == &["42"]);
        if said.as_deref() != expected || is_found != expected.is_none() {
            return Err(format!("{name}: {said:?}, and {printed:?}").into());
        }
    }
    Ok(())
}

const CHANGES: &str = r#"
    (global $count (mut i32) (i32.const 1))
    (export "count" (global $count))
    (global (export "constant") i32 (i32.const 7))
    (func $start (global.set $count (i32.const 2)))
    (start $start)
    (func (export "change") (global.set $count (i32.const 3)))"#;
const STALE: &str = "JavaScript gets the value that the global `count` has when the start section has run, and no later one; what \
                     `wasm-initfix esm` writes exports an object";

/// What becomes of a global that changes, and of an export `then`.
fn exports_are_said(importer: Importer) -> Result<(), Failed> {
    let folder = program(CHANGES, "")?;
    let then = wat::parse_str(r#"(module (func (export "then") (param externref externref)))"#)?;
    fs::write(folder.path().join("then.wasm"), then)?;
    fs::write(folder.path().join("inner.mjs"), "import * as then from './then.wasm';\nexport const all = { then };\n")?;
    let stale = said(importer, &folder.path().join("module.wasm"), "exports")?;
    let awaits = said(importer, &folder.path().join("then.wasm"), "exports")?;
    let main = "
        import * as module from './module.wasm';
        const value = (it) => (typeof it === 'object' ? it.value : it);
        const first = value(module.count);
        module.change();
        console.log(first, value(module.count), value(module.constant));
        const timed = (promise) => Promise.race([promise.then(() => 'ends'), new Promise((end) => setTimeout(end, 1000, 'waits'))]);
        console.log(await timed(import('./then.wasm')), await timed(import('./inner.mjs')));
    ";
    let (values, ends) = match importer {
        Importer::Webpack | Importer::Node => {
            ("2 3 7", if importer == Importer::Node { "waits ends" } else { "waits waits" })
        }
        _ => ("2 2 7", "waits ends"),
    };
    let waits = match importer {
        Importer::Webpack => "an import waits for the module as for a promise",
        _ => "`import()` waits for the module as for a promise",
    };
    // The host's title says of Node 20 that it has objects.
    let expected = (importer != Importer::Webpack).then_some(STALE);
    if stale.as_deref() != expected || !awaits.as_deref().is_some_and(|said| said.starts_with(waits)) {
        return Err(format!("{stale:?}, and {awaits:?}").into());
    }
    expect(&importer.run_with(folder.path(), main)?, &[values, ends])
}
