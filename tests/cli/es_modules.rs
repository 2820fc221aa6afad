//! Hosts that import a `.wasm` by themselves: which module names of imports are said not to be found, by which names, and what of exports.

use super::succeeds;
use super::text;
use super::tool::Folder;

const IN: &str = r#"(module
  (import "env" "log" (func $log (param i32)))
  (import "env" "memory" (memory 1))
  (import "wasi_snapshot_preview1" "fd_close" (func (param i32) (result i32)))
  (func (export "run") (call $log (i32.const 7))))"#;

/// The warnings and notes of a fix.
fn said(folder: &Folder, module: &str, options: &[&str]) -> Vec<String> {
    let output = folder.run([&[module, "-o", "out.wasm"][..], options].concat(), b"");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let said = text(&output.stderr);
    let lines = said.lines().map(str::trim).filter(|line| line.starts_with("warning:") || line.starts_with("note:"));
    lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn names_count_as_they_are_afterwards() {
    let folder = Folder::new("names_count_as_they_are_afterwards");
    folder.write("in.wat", IN);
    let said = |options: &[&str]| said(&folder, "in.wat", options);
    assert_eq!(
        said(&["--host=esm"]),
        [
            "warning: esm looks for packages `env` and `wasi_snapshot_preview1`: --rename-import=env=./env.mjs names a file \
          instead, and what `wasm-initfix esm` writes gives WASI, and needs none of these names"
        ]
    );
    let file = "--rename-import=env=./env.mjs";
    let wasi = "warning: deno looks for a package `wasi_snapshot_preview1`: what `wasm-initfix esm` writes gives WASI, and \
                needs none of these names";
    assert_eq!(said(&["--host=deno", file]), [wasi]);
    // One import is enough for the name to stay.
    let one = said(&["--host=deno", "--rename-import=env.log=./env.mjs,log"]);
    assert!(one[0].starts_with("warning: deno looks for packages `env` and `wasi"), "{one:?}");
    let own = ["--host=deno", "--rename-import=env.log=./env.mjs,log", "--define-memory"];
    assert!(said(&own).contains(&wasi.to_owned()), "{:?}", said(&own));
    assert!(said(&["--host=deno", file, "--rename-import=wasi_snapshot_preview1=./wasi.mjs"]).is_empty());
    let hosts = said(&["--host=bun", file]);
    assert_eq!(hosts, ["note: bun has no WASI: the program has to give that"]);
}

#[test]
fn an_import_that_a_fix_makes_counts() {
    let folder = Folder::new("an_import_that_a_fix_makes_counts");
    folder.write("in.wat", r#"(module (memory (export "memory") 1) (func (export "run")))"#);
    let of = |memory: &str| said(&folder, "in.wat", &["--host=webpack", memory]);
    let found = |said: &[String]| !said.iter().any(|line| line.contains("wasm-initfix esm"));
    assert!(found(&of("--export-memory")), "{:?}", of("--export-memory"));
    assert!(!found(&of("--import-memory")), "{:?}", of("--import-memory"));
    assert!(found(&of("--import-memory=./memory.mjs,memory")), "{:?}", of("--import-memory=./memory.mjs,memory"));
}

#[test]
fn many_names_are_few_in_a_line() {
    let folder = Folder::new("many_names_are_few_in_a_line");
    let imports = |names: &[&str]| {
        let imports: String = names.iter().map(|name| format!("(import \"{name}\" \"f\" (func))")).collect();
        format!("(module {imports} (func (export \"run\")))")
    };
    folder.write("in.wat", imports(&["e", "d", "c", "b", "a", "x y", "it's:", "it:s"]));
    assert_eq!(
        said(&folder, "in.wat", &["--host=esm"]),
        [
            "warning: esm looks for packages `a`, `b`, `c` and 4 more, and knows no module `it:s`: --rename-import=a=./a.mjs \
          names a file instead, and what `wasm-initfix esm` writes needs no such name"
        ]
    );
    folder.write("odd.wat", imports(&["x y"]));
    let odd = said(&folder, "odd.wat", &["--host=vite"]);
    assert!(odd[0].contains(": '--rename-import=x y=./x-y.mjs' names a file"), "{odd:?}");
}

#[test]
fn explain_and_inspect_say_it_too() {
    let folder = Folder::new("explain_and_inspect_say_it_too");
    folder.write("in.wat", IN);
    let explained = folder.run(["in.wat", "--explain", "--host=esm"], b"");
    let words: Vec<&str> = std::str::from_utf8(&explained.stdout).expect("UTF-8").split_whitespace().collect();
    let explained = words.join(" ");
    assert!(explained.contains("warning: esm looks for packages `env` and `wasi_snapshot_preview1`: "), "{explained}");
    let inspected = folder.run(["inspect", "in.wat", "--host=esm"], b"");
    let line = "esm: nothing to initialise; esm looks for packages `env` and `wasi_snapshot_preview1`: ";
    assert!(text(&inspected.stdout).contains(line), "{}", text(&inspected.stdout));
    // It is not about how the module is initialised.
    assert_eq!(folder.run(["inspect", "in.wat", "--host=esm", "--check"], b"").status.code(), Some(0));
}

#[test]
fn exports_are_said_by_the_names_that_they_get() {
    let folder = Folder::new("exports_are_said_by_the_names_that_they_get");
    folder.write("in.wat", include_str!("../sentences/imported.wat"));
    let said = |options: &[&str]| said(&folder, "in.wat", options);
    let copy = |name: &str, host: &str| {
        format!(
            "note: with {host}, JavaScript gets the value that the global `{name}` has when the start section has run, and no later \
             one; what `wasm-initfix esm` writes exports an object"
        )
    };
    let waits =
        "waits for the module as for a promise, since a function is exported as `then`: --rename-export=then=NAME";
    assert_eq!(said(&["--host=vite"]), [format!("warning: with vite, `import()` {waits}"), copy("count", "vite")]);
    assert_eq!(said(&["--host=webpack"]), [format!("warning: with webpack, an import {waits}")]);
    assert_eq!(said(&["--host=esm", "--rename-export=then=next_", "--rename-export=count=n"]), [copy("n", "esm")]);
    assert!(said(&["--host=bun"]).is_empty());
    // What becomes `then` counts as well.
    let becomes = said(&["--host=webpack", "--rename-export=then=a", "--rename-export=next=then"]);
    assert_eq!(becomes, [format!("warning: with webpack, an import {waits}")]);
    let output = folder.run(["inspect", "in.wat", "--host=webpack", "--report=json"], b"");
    succeeds(&output, "");
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(json["hosts"][0]["exports"], format!("an import {waits}"));
}
