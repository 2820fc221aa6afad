//! `wasm-initfix inspect` and `wasm-initfix hosts`.

use serde_json::Value;
use serde_json::json;

use super::fails;
use super::succeeds;
use super::text;
use super::tool::Folder;
use super::tool::testdata;

/// A reactor whose constructor calls one of two functions, by what is in memory.
const CHOICE: &str = r#"(module
  (import "env" "log" (func $log (param i32)))
  (memory (export "memory") 1)
  (table 2 funcref)
  (elem (i32.const 0) $quiet $loud)
  (func $quiet)
  (func $loud (call $log (i32.const 1)))
  (func $_GLOBAL__sub_I_x.cpp (call_indirect (i32.load (i32.const 16))))
  (func $__wasm_call_ctors (call $_GLOBAL__sub_I_x.cpp) (call $quiet))
  (func (export "_initialize") (call $__wasm_call_ctors)))
"#;

const WHY: &str = "and nothing is known of that import: it may need what exists only once the start section has run";

fn inspected(folder: &Folder, args: &[&str]) -> Value {
    let output = folder.run([&["inspect", "--report=json"], args].concat(), b"");
    assert_eq!((text(&output.stderr), output.status.code()), ("", Some(0)));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn a_module_on_one_screen() {
    let folder = Folder::new("a_module_on_one_screen");
    folder.write("x.wat", CHOICE);
    let output = folder.run(["inspect", "x.wat", "--host=js"], b"");
    succeeds(&output, "");
    let expected = format!(
        "\
x.wat: a reactor of 191 bytes
  made by:      an unknown toolchain, with names
  memory:       exported as `memory`, 1 page
  init:         reactor: exports `_initialize` (func 5) for the host to call first
  constructors: initialisers of x.cpp
                quiet
  calls:        5 functions, 1 import, from func 5
                env.log (by an indirect call, unknown): func 5 → __wasm_call_ctors → initialisers of x.cpp → loud
  start:        unproven (proof: none): by an indirect call, the constructors may call import `env.log`, {WHY}
  hosts:        js: initialised if the program calls `_initialize` first
                or `wasm-initfix esm` writes the JavaScript that gives what it imports, and initialises it
"
    );
    assert_eq!(text(&output.stdout), expected);
}

/// Those that make the same of it in one line, and with `-v` each in its own.
#[test]
fn hosts_are_grouped() {
    let folder = Folder::new("hosts_are_grouped");
    folder.write("x.wasm", testdata("clang19/reactor-log.wasm"));
    let output = folder.run(["inspect", "x.wasm"], b"");
    let (_, hosts) = text(&output.stdout).split_once("  hosts:        ").expect("hosts");
    let expected = [
        "initialised by `_initialize`, which the host calls: node-wasi-initialize, wasmtime-linker, wamr, component, proxy-wasm",
        "initialised by `_initialize`, which the host calls: wasmtime, wasmedge; each by itself does not give `env.log`, which \
         the module imports",
        "call `_initialize` first: js, bun, wasmtime-instantiate, wazero, wamr-plain, wasm3",
        "needs --init=lazy --init-name=initialize --drop-init-export: extism, extism-js; each calls `_initialize` before \
         `env.log` works",
        "needs --init=lazy --import-memory: tic80; tic80 does not call `_initialize`, and it wants the memory imported, and the \
         module has its own",
        "needs --init=lazy: esm, deno, vite, webpack; each does not call `_initialize`; each looks for a package `env`: \
         --rename-import=env=./env.mjs names a file instead, and what `wasm-initfix esm` writes needs no such name",
        "unfit: node-wasi-start, wasmer; each runs programs, and this module exports no function `_start`",
        "unfit: wasm4; wasm4 gives a memory of 1 page, and this module wants 2: link it with less",
    ];
    assert_eq!(hosts.lines().map(str::trim_start).collect::<Vec<_>>(), expected);
    // All are there, and with `-v` in the order of `hosts`.
    let json = inspected(&folder, &["x.wasm"]);
    let names: Vec<&str> =
        json["hosts"].as_array().expect("hosts").iter().filter_map(|it| it["host"].as_str()).collect();
    let of_group =
        |line: &'static str| line.split_once(": ").and_then(|(_, rest)| rest.split(';').next()).expect("names");
    let mut grouped: Vec<&str> = expected.iter().copied().flat_map(|line| of_group(line).split(", ")).collect();
    grouped.sort_unstable();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    assert_eq!(grouped, sorted);
    let output = folder.run(["inspect", "x.wasm", "-v"], b"");
    let (_, hosts) = text(&output.stdout).split_once("  hosts:        ").expect("hosts");
    assert_eq!(hosts.lines().filter_map(|line| line.split_whitespace().next()).collect::<Vec<_>>(), names);
}

/// What the count says of a module, its line says, too: it is in doubt, and not green.
#[test]
fn a_doubt_is_said_of_each_host() {
    let folder = Folder::new("a_doubt_is_said_of_each_host");
    folder.write("x.wasm", testdata("clang19/arena-stripped.wasm"));
    folder.write("y.wasm", testdata("clang19/dylink.wasm"));
    let output = folder.run(["inspect", "x.wasm", "--host=js", "--color=always"], b"");
    let line =
        "\u{1b}[33mjs: nothing is seen that it has to call; the module does not show who initialises it\u{1b}[0m\n";
    assert!(text(&output.stdout).contains(line), "{}", text(&output.stdout));
    let output = folder.run(["inspect", "y.wasm"], b"");
    let begin = "y.wasm: a dynamically linked module of 858 bytes\n";
    assert!(text(&output.stdout).starts_with(begin), "{}", text(&output.stdout));
}

#[test]
fn a_run_may_prove_more() {
    let folder = Folder::new("a_run_may_prove_more");
    folder.write("x.wat", CHOICE);
    let static_only = inspected(&folder, &["x.wat"]);
    assert_eq!((&static_only["init"]["start"], &static_only["init"]["proof"]), (&json!("unproven"), &json!("none")));
    let run = inspected(&folder, &["x.wat", "--prove=run"]);
    assert_eq!((&run["init"]["start"], &run["init"]["proof"]), (&json!("safe"), &json!("run")));
    let off = inspected(&folder, &["x.wat", "--prove=off"]);
    assert_eq!(off["init"]["reaches"], json!([]));
    assert_eq!(off["init"]["beyond"], json!("indirect calls were not followed"));
}

#[test]
fn json_has_all_that_is_known() {
    let folder = Folder::new("json_has_all_that_is_known");
    folder.write("x.wat", CHOICE);
    let expected = json!({
        "schema": 1,
        "file": "x.wat",
        "bytes": 191,
        "kind": "reactor",
        "toolchain": { "producers": [], "names": true, "debug_info": false, "debug_info_unread": null, "source_map": false },
        "memory": [{
            "direction": "exported", "import": null, "exports": ["memory"], "minimum": 1, "maximum": null,
            "page_bytes": 65536, "shared": false, "memory64": false,
        }],
        "init": {
            "convention": "reactor",
            "certain": true,
            "evidence": "exports `_initialize` (func 5) for the host to call first",
            "candidates": [],
            "first": [],
            "root": { "func": 5, "shown": "func 5" },
            "constructors": [
                { "func": 3, "name": "_GLOBAL__sub_I_x.cpp", "shown": "initialisers of x.cpp", "file": null, "line": null },
                { "func": 1, "name": "quiet", "shown": "quiet", "file": null, "line": null },
            ],
            "functions": 5,
            "reaches": [{
                "import": "env.log", "effect": "unknown", "basis": "type", "may_call_back": true, "certain": false, "always": false,
                "path": ["func 5", "func 4 `__wasm_call_ctors`", "func 3 `initialisers of x.cpp`", "func 2 `loud`"], "path_left_out": 0,
            }],
            "beyond": null,
            "start": "unproven",
            "proof": "none",
            "exposed": [],
            "ran": null,
            "reason": format!(
                "by an indirect call, the constructors may call import `env.log` (by func 4 `__wasm_call_ctors`, func 3 \
                 `initialisers of x.cpp`, func 2 `loud`), {WHY}"
            ),
        },
        "hosts": [{
            "host": "wasmtime", "fit": "calls-it", "why": "it calls `_initialize`", "flags": null,
            "missing": "wasmtime by itself does not give `env.log`, which the module imports",
            "exports": null,
        }],
    });
    assert_eq!(inspected(&folder, &["x.wat", "--host=wasmtime"]), expected);
}

#[test]
fn several_modules_are_an_array() {
    let folder = Folder::new("several_modules_are_an_array");
    folder.write("x.wat", CHOICE);
    folder.write("none.wat", "(module)");
    let both = inspected(&folder, &["x.wat", "none.wat"]);
    let conventions: Vec<&Value> =
        both.as_array().expect("an array").iter().map(|it| &it["init"]["convention"]).collect();
    assert_eq!(conventions, ["reactor", "none"]);
    assert_eq!((&both[1]["kind"], &both[1]["init"]["root"]), (&json!("library"), &Value::Null));
}

#[test]
fn exports_that_may_be_initialisers_are_named() {
    let folder = Folder::new("exports_that_may_be_initialisers_are_named");
    let module = r#"(module (memory (export "memory") 1) (func $set (i32.store (i32.const 0) (i32.const 1)))
        (func (export "hs_init") (call $set)) (func $used (export "used") (call $set)) (func (export "nothing"))
        (func (export "get") (result i32) (call $used) (i32.load (i32.const 0)))"#;
    folder.write("x.wat", format!("{module})").as_str());
    folder.write("reactor.wat", format!(r#"{module} (func (export "_initialize") (call $set)))"#).as_str());
    let both = inspected(&folder, &["x.wat", "reactor.wat"]);
    assert_eq!((&both[0]["init"]["candidates"], &both[1]["init"]["candidates"]), (&json!(["hs_init"]), &json!([])));
    let line = "  maybe:        `hs_init`: if the host has to call it first, say --init-export=hs_init\n";
    assert!(text(&folder.run(["inspect", "x.wat"], b"").stdout).contains(line));
}

/// Without names, an optimiser may have put constructors into the only export: that is no pass.
#[test]
fn what_cannot_be_seen_is_no_pass() {
    let folder = Folder::new("what_cannot_be_seen_is_no_pass");
    folder.write("x.wasm", testdata("clang19/wrapped-one-export-stripped.wasm"));
    let output = folder.run(["inspect", "x.wasm", "--check"], b"");
    let expected = "wasm-initfix: error: x.wasm: it cannot be seen who runs constructors, if there are any: it calls func 0 first in \
                    its only exported function\n";
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(2), expected));
    assert_eq!(inspected(&folder, &["x.wasm"])["init"]["certain"], false);
}

#[test]
fn constructors_have_places_where_debug_information_says_so() {
    let folder = Folder::new("constructors_have_places_where_debug_information_says_so");
    folder.write("debug.wasm", testdata("clang19/reactor-debug.wasm"));
    let seen = inspected(&folder, &["debug.wasm"]);
    let constructor = &seen["init"]["constructors"][0];
    assert_eq!(constructor["name"], "_GLOBAL__sub_I_reactor_debug.cpp");
    assert!(constructor["file"].as_str().is_some_and(|file| file.ends_with("src/ctor_silent.cpp")), "{constructor}");
    assert_eq!(constructor["line"], 4);
}

/// What is recommended can be pasted: it has what it rests upon.
#[test]
fn recommended_options_have_what_the_look_was_told() {
    let folder = Folder::new("recommended_options_have_what_the_look_was_told");
    folder.write("x.wat", CHOICE);
    let seen = inspected(&folder, &["x.wat", "--host=esm", "--prove=run", "--assume=env.log=memory"]);
    assert_eq!(seen["hosts"][0]["flags"], "--init=start --prove=run --assume=env.log=memory");
    let flags = seen["hosts"][0]["flags"].as_str().expect("text").split(' ');
    succeeds(&folder.run(["x.wat", "-q", "-o", "out.wasm"].into_iter().chain(flags), b""), "");
    assert_eq!(inspected(&folder, &["out.wasm", "--host=esm"])["hosts"][0]["fit"], "ready");
}

#[test]
fn check_asks_whether_a_host_initialises_it() {
    let folder = Folder::new("check_asks_whether_a_host_initialises_it");
    folder.write("reactor.wat", CHOICE);
    folder.write("wrapped.wasm", testdata("clang19/wrapped.wasm"));
    folder.write("faulty.wat", r#"(module (func (export "_start")) (func (export "_initialize")))"#);
    let status = |args: &[&str]| folder.run([&["inspect", "--check"], args].concat(), b"").status.code();
    assert_eq!(status(&["reactor.wat"]), Some(0));
    assert_eq!(status(&["reactor.wat", "--host=wasmtime"]), Some(0));
    assert_eq!(status(&["reactor.wat", "--host=esm"]), Some(1));
    assert_eq!(status(&["wrapped.wasm"]), Some(1));
    assert_eq!(status(&["wrapped.wasm", "--host=wasmtime"]), Some(1));
    assert_eq!(status(&["faulty.wat"]), Some(1));
    assert_eq!(status(&["reactor.wat", "faulty.wat"]), Some(1));
    assert_eq!(folder.run(["inspect", "wrapped.wasm"], b"").status.code(), Some(0));
}

#[test]
fn assumptions_are_about_imports_that_are_there() {
    let folder = Folder::new("assumptions_are_about_imports_that_are_there");
    folder.write("x.wat", CHOICE);
    assert_eq!(inspected(&folder, &["x.wat", "--assume=env.log=pure"])["init"]["start"], "safe");
    assert_eq!(inspected(&folder, &["x.wat", "--assume=env.log=reenters"])["init"]["reaches"][0]["effect"], "reenters");
    let message = "x.wat: --assume env.lag: no function is imported under that name; did you mean `env.log`?";
    fails(&folder, &["inspect", "x.wat", "--assume=env.lag=pure"], message);
    fails(&folder, &["x.wat", "-o", "out.wasm", "--assume=env.lag=pure"], message);
}

/// The picture in `docs/inspect.md` is what the tool draws.
#[test]
fn a_picture_of_what_constructors_may_call() {
    let folder = Folder::new("a_picture_of_what_constructors_may_call");
    folder.write("wrapped-printf.wasm", testdata("clang19/wrapped-printf.wasm"));
    for file in ["x.svg", "x.dot", "x.mmd"] {
        assert_eq!(
            folder.run(["inspect", "wrapped-printf.wasm", "--graph", file], b"").status.code(),
            Some(0),
            "{file}"
        );
    }
    let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/wrapped-printf.svg");
    assert!(folder.read("x.svg") == std::fs::read(docs).expect("the picture"), "draw docs/wrapped-printf.svg again");
    assert!(text(&folder.read("x.dot")).starts_with("digraph"));
    assert!(text(&folder.read("x.mmd")).contains("flowchart"));
}

#[test]
fn pictures_that_cannot_be_drawn() {
    let folder = Folder::new("pictures_that_cannot_be_drawn");
    folder.write("x.wat", CHOICE);
    folder.write("none.wat", "(module)");
    let nothing = "none.wat: --graph: there is nothing to draw: has no start section, exports no initialiser, and its exports run none";
    fails(&folder, &["inspect", "none.wat", "--graph=x.svg"], nothing);
    let two = "unexpected `none.wat`: --graph draws one module";
    fails(&folder, &["inspect", "x.wat", "none.wat", "--graph=x.svg"], two);
    fails(&folder, &["inspect", "x.wat", "--graph=no/x.svg"], "no/x.svg: cannot write: no such folder");
    let output = folder.run(["inspect", "x.wat", "--graph=x.png"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("expected a file that ends with .svg, .dot or .mmd"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn hosts_are_listed_with_their_sources() {
    let folder = Folder::new("hosts_are_listed_with_their_sources");
    let output = folder.run(["hosts"], b"");
    succeeds(&output, "");
    let wasmtime = "\
wasmtime-linker: Linker::module of the wasmtime library: 50
  calls:   the start section, then `_initialize`, as far as they are there
  exports: imports reach them in the start section, too
  imports: the program gives functions that a module imports
  WASI:    works in the start section, too; wants the memory exported
  memory:  the program gives it to a module that imports it
  both:    a module that exports `_initialize` and `_start` is refused
  source:  wasmtime's crates/wasmtime/src/runtime/linker.rs, ModuleKind::categorize (seen by running it)
";
    let vite = "\
vite: a `.wasm` that is imported as an ES module, built by Vite: 8
  calls:   the start section, and no other initialiser
  exports: there once the start section has run; globals are values of that time; `import()` does not end if a function is called `then`
  imports: all come from ES modules, by their module names: a path, a package, `wasm:js-string`, or a URL (data: file: http: https: node:); globals come from a `.wasm` alone
";
    for said in [wasmtime, vite] {
        assert!(text(&output.stdout).contains(said), "{}", text(&output.stdout));
    }
    let named = folder.run(["hosts", "wasmtime-linker"], b"");
    succeeds(&named, "");
    assert_eq!(text(&named.stdout), wasmtime);
    let named = folder.run(["hosts", "wasmtime-linker", "js", "--report=json"], b"");
    let hosts: Value = serde_json::from_slice(&named.stdout).expect("JSON");
    assert_eq!(
        (&hosts[0]["name"], &hosts[1]["name"], &hosts[2]),
        (&"wasmtime-linker".into(), &"js".into(), &Value::Null)
    );
    let output = folder.run(["hosts", "--report=json"], b"");
    let hosts: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(hosts[0]["name"], "js");
    assert!(hosts.as_array().is_some_and(|hosts| hosts.len() > 15));
}
