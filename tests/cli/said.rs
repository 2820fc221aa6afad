//! What is said of a module: the report, the plan, warnings, the version.

use super::PLAIN;
use super::PLAN;
use super::REACTOR;
use super::fails;
use super::plain_lines;
use super::reactor_lines;
use super::succeeds;
use super::text;
use super::tool::Folder;
use super::tool::testdata;

#[test]
fn report_of_a_fixed_module() {
    let folder = Folder::new("report_of_a_fixed_module");
    folder.write("in.wat", REACTOR);
    let expected = r#"{
  "schema": 1,
  "outcome": "fixed",
  "reason": "the constructors call no import, so they need nothing from a host",
  "notes": [],
  "warnings": [],
  "keys": [
    "call-nothing"
  ],
  "init": {
    "before": "reactor",
    "after": "start",
    "evidence": "exports `_initialize` (func 0) for the host to call first"
  },
  "memory": {
    "before": "imported",
    "after": "imported"
  },
  "edits": [
    {
      "edit": "set-start",
      "to": 0
    },
    {
      "edit": "add-function",
      "name": "wasm_initfix.nothing",
      "body": {
        "kind": "empty"
      }
    },
    {
      "edit": "retarget-export",
      "name": "_initialize",
      "to": "+0"
    }
  ],
  "lost": [],
  "host": [
    "nothing: instantiation runs the constructors"
  ],
  "rewriter": "splice"
}
"#;
    let output = folder.run(["in.wat", "-o", "out.wasm", "--report=json"], b"");
    succeeds(&output, &reactor_lines("in.wat", "fixed:"));
    assert_eq!(text(&output.stdout), expected);
    // Without an output it takes the place of the plan.
    let output = folder.run(["in.wat", "--report=json"], b"");
    succeeds(&output, &reactor_lines("in.wat", "would fix:"));
    assert_eq!(text(&output.stdout), expected);
    // And it is not what `-q` silences.
    let output = folder.run(["in.wat", "-o", "out.wasm", "--report=json", "-q"], b"");
    succeeds(&output, "");
    assert_eq!(text(&output.stdout), expected);
}

#[test]
fn report_of_an_unchanged_module() {
    let folder = Folder::new("report_of_an_unchanged_module");
    folder.write("in.wat", PLAIN);
    let output = folder.run(["in.wat", "-o", "out.wasm", "--report=json"], b"");
    succeeds(&output, &plain_lines("in.wat"));
    let expected = r#"{
  "schema": 1,
  "outcome": "unchanged",
  "reason": "there is nothing to initialise",
  "notes": [],
  "warnings": [],
  "keys": [
    "nothing-there"
  ],
  "init": {
    "before": "none",
    "after": "none",
    "evidence": "has no start section, exports no initialiser, and its exports run none"
  },
  "memory": {
    "before": "exported",
    "after": "exported"
  },
  "edits": [],
  "lost": [],
  "host": [],
  "rewriter": null
}
"#;
    assert_eq!(text(&output.stdout), expected);
}

#[test]
fn a_failure_has_no_report() {
    let folder = Folder::new("a_failure_has_no_report");
    fails(&folder, &["in.wasm", "--report=json"], "in.wasm: no such file");
}

#[test]
fn quiet_says_nothing_but_errors() {
    let folder = Folder::new("quiet_says_nothing_but_errors");
    folder.write("in.wat", REACTOR);
    let output = folder.run(["-q", "in.wat", "-o", "out.wasm"], b"");
    succeeds(&output, "");
    assert_eq!(text(&output.stdout), "");
    fails(&folder, &["-q", "missing.wasm", "-o", "out.wasm"], "missing.wasm: no such file");
}

#[test]
fn verbose_shows_the_edits() {
    let folder = Folder::new("verbose_shows_the_edits");
    folder.write("in.wat", REACTOR);
    let edits: String = PLAN.lines().map(|line| format!("  edit:     {line}\n")).collect();
    let kind = "  kind:     reactor, memory imported\n";
    let lines = reactor_lines("in.wat", "fixed:") + kind + &edits + "  rewriter: splice\n";
    succeeds(&folder.run(["in.wat", "-o", "out.wasm", "-v"], b""), &lines);
}

#[test]
fn version() {
    for flag in ["--version", "-V"] {
        let output = Folder::new("version").run([flag], b"");
        succeeds(&output, "");
        assert_eq!(text(&output.stdout), format!("wasm-initfix {}\n", env!("CARGO_PKG_VERSION")));
    }
}

/// With the 128th function the number of functions takes another byte; source maps count from the beginning of the file.
#[test]
fn code_that_moves_is_said() {
    let module = |functions: usize| {
        let functions = "(func)".repeat(functions);
        format!(
            r#"(module
              (memory (import "env" "memory") 1)
              (global $count (mut i32) (i32.const 0))
              (func (export "_initialize") (global.set $count (i32.const 1)))
              {functions}
              (@custom "sourceMappingURL" (after data) "\07map.map")
              (@custom ".debug_info" (after data) ""))"#
        )
    };
    let folder = Folder::new("code_that_moves_is_said");
    let warnings = |functions: usize| {
        folder.write("in.wat", module(functions));
        let output = folder.run(["in.wat", "-o", "out.wasm"], b"");
        let warnings = text(&output.stderr).lines().filter_map(|line| line.trim().strip_prefix("warning:"));
        warnings.map(|line| line.trim().to_owned()).collect::<Vec<_>>()
    };
    // A type index for the new function, and the start section.
    let source_map = |bytes| {
        format!(
            "code moved by {bytes} bytes in the file: columns in the source map are off by that (--source-map=FILE rewrites it)"
        )
    };
    assert_eq!(warnings(1), [source_map(4)]);
    let debug_info = "code moved by 1 byte within its section, since the number of functions takes more bytes now: \
                      addresses in debug information are off by that";
    assert_eq!(warnings(126), [debug_info.to_owned(), source_map(6)]);
}

/// What walrus does not know is no reason to refuse a module.
#[test]
fn what_walrus_cannot_read_is_spliced() {
    let folder = Folder::new("what_walrus_cannot_read_is_spliced");
    let stack_switching = r#"(module
  (type $function (func))
  (type $continuation (cont $function))
  (memory (export "memory") 1)
  (func $suspended)
  (elem declare func $suspended)
  (func (export "run") (result i32)
    (drop (cont.new $continuation (ref.func $suspended)))
    (i32.const 7)))
"#;
    folder.write("in.wat", stack_switching);
    let message = "in.wat: walrus, which rewrites the module, cannot read it: failed to parse type section: \
                   cannot define continuation types when stack switching is disabled (at offset 0xe)";
    fails(&folder, &["in.wat", "--import-memory", "-o", "out.wasm", "--rewriter=walrus"], message);
    let output = folder.run(["in.wat", "--import-memory", "-o", "out.wasm", "-q", "--report=json"], b"");
    succeeds(&output, "");
    assert!(text(&output.stdout).contains("\"rewriter\": \"splice\""), "{}", text(&output.stdout));
    let spliced = folder.read("out.wasm");
    wasmparser::Validator::new_with_features(wasmparser::WasmFeatures::all())
        .validate_all(&spliced)
        .expect("the result is valid");
}

/// With `-q`, and in one line each.
#[test]
fn warnings_are_said_with_q() {
    let folder = Folder::new("warnings_are_said_with_q");
    folder.write("in.wasm", testdata("clang19/ctors.wasm"));
    let output = folder.run(["in.wasm", "-o", "out.wasm", "-q", "--init=start"], b"");
    let warning = "wasm-initfix: warning: in.wasm: the start section may be too early: func 5 `initialisers of ctors.cpp` may \
                   read the exported memory `memory`, and a host may write to that before the constructors run\n";
    succeeds(&output, warning);
    // The object has them.
    let output = folder.run(["in.wasm", "-o", "out.wasm", "-q", "--init=start", "--report=json"], b"");
    succeeds(&output, "");
    assert!(text(&output.stdout).contains("the start section may be too early"), "{}", text(&output.stdout));
    // There is nothing else to say.
    succeeds(&folder.run(["in.wasm", "-o", "out.wasm", "-q", "--init=lazy"], b""), "");
}

/// `tests/node/program.mjs` does as it says.
#[test]
fn what_runs_main_depends_on_the_host() {
    let folder = Folder::new("what_runs_main_depends_on_the_host");
    folder.write("in.wasm", testdata("clang19/command-order.wasm"));
    for (host, line) in [
        (
            "node-wasi-start",
            "call wasi.initialize({ exports: { memory: instance.exports.memory } }), then instance.exports.run(), as often as you \
             like, or wasi.start(instance) once, as before; instantiation runs the constructors",
        ),
        (
            "js",
            "call instance.exports.run(), as often as you like, or instance.exports._start() once, as before; instantiation runs the \
             constructors",
        ),
    ] {
        let host = format!("--host={host}");
        let words = ["in.wasm", "-o", "out.wasm", "--init=start", "--assume=env.note=pure", "--export-main=run", &host];
        let output = folder.run(words, b"");
        let said = text(&output.stderr).lines().find_map(|said| said.strip_prefix("  host:     "));
        assert_eq!(said, Some(line), "{host}");
    }
}

#[test]
fn one_page_is_one() {
    let folder = Folder::new("one_page_is_one");
    folder.write(
        "in.wat",
        r#"(module (memory (export "memory") 2 3) (func (export "grow") (drop (memory.grow (i32.const 1)))))"#,
    );
    let output = folder.run(["in.wat", "-o", "out.wasm", "--initial-memory=1p", "--max-memory=1p"], b"");
    let said = text(&output.stderr);
    for line in ["the memory has 1 page, at most 1", "it gets no more than 1 page now", "the memory had 2 pages: "] {
        assert!(said.contains(line), "{said}");
    }
    let inspected = folder.run(["inspect", "out.wasm"], b"");
    assert!(text(&inspected.stdout).contains("1 to 1 page\n"), "{}", text(&inspected.stdout));
}
