//! `--explain`: what a module is, what would be done, why nothing else, and what the user could say for more.

use super::PLAIN;
use super::REACTOR;
use super::answers::modules;
use super::fails;
use super::succeeds;
use super::text;
use super::tool::Folder;
use super::tool::testdata;

/// What is said of a module of `testdata/`.
fn explained(name: &str, options: &[&str]) -> String {
    let folder = Folder::new(&format!("explained {} {}", name.replace('/', " "), options.join(" ")));
    folder.write("in.wasm", testdata(name));
    let output = folder.run(["in.wasm", "--explain"].iter().chain(options), b"");
    succeeds(&output, "");
    text(&output.stdout).to_owned()
}

/// A wrapped module: the reason is that of the start section, and what is open is one import.
#[test]
fn wrapped_that_calls_an_import() {
    let expected = r"wasm-initfix: in.wasm: would fix: the constructors would run once, when the host first calls
    `initialize` or one of 2 exports
  now:       each export runs the constructors first, on every call: every call resets what they set
  seen:      it runs the constructors (func 1 `__wasm_call_ctors`) on each call of 2 exports, which
               lld wrapped as `.command_export`
  because:   the start section may be too early: the constructors call import `env.log` (by func 4
               `initialisers of wrapped_log.cpp`), and nothing is known of that import: it may need
               what exists only once the start section has run; a host that calls no init function
               is served as well
  host:      no call is needed; to read its memory before any call, call
               instance.exports.initialize() first
  note:      the init function is called `initialize`, since hosts that know `_initialize` may call
               it before `env.log` works; --init=lazy names it `_initialize`
  instead:   start section: not by itself, for the reason above
             init function: possible with --init=export: the host then has to call `_initialize`
               before any other export
  to change: if `env.log` uses nothing of the module, and nothing that its host sets up after
               instantiation, say --assume=env.log=pure: then the start section can run the
               constructors
             for `js`, `bun`, `esm`, `deno` and 14 more, --host=NAME does something else;
               `wasm-initfix inspect` says what
";
    assert_eq!(explained("clang19/wrapped-log.wasm", &[]), expected);
}

/// Only a virtual function may call an import: a run may tell, in a build that can run it.
#[cfg(feature = "prove")]
#[test]
fn reactor_that_a_run_could_tell_of() {
    let expected = r"wasm-initfix: in.wasm: unchanged: it stays with the host to call `_initialize`
  now:       the host has to call `_initialize` once, before any other export: if it does not, what
               the constructors set up is missing, and calls may trap
  seen:      it exports `_initialize` (func 2) for the host to call first
  because:   the start section may be too early: by an indirect call, the constructors may call
               import `env.log` (by func 1 `__wasm_call_ctors`, func 7 `initialisers of
               reactor_virtual.cpp`, func 6 `Loud::greet() const`), and nothing is known of that
               import: it may need what exists only once the start section has run
  instead:   start section: not by itself, for the reason above
             init function: no change, since `_initialize` is exported already
             first call: possible with --init=lazy: the first call of any export runs the
               constructors
  to change: if `env.log` uses nothing of the module, and nothing that its host sets up after
               instantiation, say --assume=env.log=pure: then the start section can run the
               constructors
             --prove=run runs the constructors, and so may prove that they need nothing from the
               host
             for `js`, `bun`, `esm`, `deno` and 6 more, --host=NAME does something else;
               `wasm-initfix inspect` says what
";
    assert_eq!(explained("clang19/reactor-virtual.wasm", &[]), expected);
}

/// Without names, nothing but the user can tell.
#[test]
fn wrapped_in_doubt() {
    let expected = r"wasm-initfix: in.wasm: unchanged: nothing shows what runs its constructors, if it has any
  now:       each export first calls func 1: if that runs the constructors, every call resets what
               they set; if it is the program's own, all is well
  seen:      it calls func 1 first in every export, but that may be the program's own function,
               which begins each call
  instead:   nothing else, for the same reason
  to change: lld calls the constructors first in each export of a command: if func 1 is that, say
               --assume-wrapped; initfix-wasm-ld sees it when it links
             names may tell: link without -s or --strip-all, and have wasm-opt keep names (-g)
";
    assert_eq!(explained("clang19/arena-stripped.wasm", &[]), expected);
}

/// A program stays, and two answers are open to it.
#[test]
fn program() {
    let expected = r"wasm-initfix: in.wasm: unchanged: it is a program, which initialises itself
  now:       a program: the host calls `_start`, which runs the constructors and then `main`; its
               other exports run the constructors again on every call, over what the program made
  seen:      it exports `_start`, which runs the program, and 4 other exports run its constructors
               again, on every call
  instead:   start section: possible with --init=start: instantiation runs the constructors (the
               constructors call no import, so they need nothing from a host)
             init function: no, for the reason above
             first call: possible with --init=lazy: the first call of any export runs the
               constructors, be it `_start` or another
  to change: other exports run the constructors again, over what the program made: --init=lazy has
               them run once
";
    assert_eq!(explained("clang19/command.wasm", &[]), expected);
}

/// A named host is the reason, and there is no host left to name.
#[test]
fn for_a_host() {
    let expected = r"wasm-initfix: in.wasm: would fix: the constructors would run once, when the host first calls
    `initialize` or one of 2 exports
  now:       each export runs the constructors first, on every call: every call resets what they set
  seen:      it runs the constructors (func 1 `__wasm_call_ctors`) on each call of 2 exports, which
               lld wrapped as `.command_export`
  because:   extism calls no init function of this module
  host:      no call is needed; to read its memory before any call, call `initialize` first
  instead:   start section: not by itself: with extism, the initialiser calls import `env.log`,
               which does not work in the start section
             init function: not by itself: with extism, it calls `_initialize` before `env.log`
               works
";
    assert_eq!(explained("clang19/wrapped-log.wasm", &["--host=extism"]), expected);
}

/// What a host has to call before the constructors is said with each call; and an export that makes sure of them is named if it is the only one.
#[test]
fn calls_that_come_before() {
    let expected = r"wasm-initfix: in.wasm: would fix: the constructors would run once, when the host first calls
    `_initialize` or `__wasm_call_ctors`
  now:       the host has to call `__wasm_apply_global_relocs` and then `__wasm_call_ctors` once,
               before any other export: if it does not, what the constructors set up is missing, and
               calls may trap; few hosts know that name
  seen:      it exports `__wasm_call_ctors` (func 1) for the host to call first
  because:   the start section may be too early: `__wasm_apply_global_relocs` has to be called
               before the constructors, since it sets up addresses in globals, and the start section
               runs before any call
  host:      call instance.exports.__wasm_apply_global_relocs(), then instance.exports._initialize()
               before any other export
  instead:   start section: not by itself, for the reason above
             first call: possible with --init=lazy: the first call of `get` runs the constructors
  to change: for `js`, `bun`, `wasmtime-instantiate`, `wazero`, `wasm3`, --host=NAME does something
               else; `wasm-initfix inspect` says what
";
    assert_eq!(explained("wat/ctors-after-relocations.wasm", &[]), expected);
}

/// What can go wrong with an answer is said where the answer is offered.
#[test]
fn answers_with_a_warning() {
    let expected = r"wasm-initfix: in.wasm: unchanged: the start section stays: memory is imported, so the host has it
    before the start section runs
  now:       the start section runs the constructors while the host instantiates the module; the
               host has nothing to do
  seen:      it has a start section, which runs func 1 `ask`
  instead:   start section: no change, since the start section runs it already
             init function: possible with --init=export: the host then has to call `_initialize`
               before any other export
             first call: possible with --init=lazy: the first call of any export runs the
               constructors; but a host that reads the memory before the first call finds it without
               what import `env.fill` may have put there when the module started
  to change: for `extism`, `extism-js`, --host=NAME does something else; `wasm-initfix inspect` says
               what
";
    assert_eq!(explained("wat/start-import-fills-given-memory.wasm", &[]), expected);
}

/// A module without constructors needs no answers.
#[test]
fn nothing_to_do() {
    let expected = r"wasm-initfix: in.wasm: unchanged: there is nothing to initialise
  now:       there are no constructors: a host can call any export at once
  seen:      it has no start section, exports no initialiser, and its exports run none
";
    assert_eq!(explained("wat/empty.wasm", &[]), expected);
}

/// With `-o`, it says the same of what it has done. Where the module goes to standard output, words go elsewhere.
#[test]
fn an_output_is_explained_too() {
    let folder = Folder::new("an_output_is_explained_too");
    folder.write("in.wat", REACTOR);
    let planned = folder.run(["in.wat", "--explain"], b"");
    succeeds(&planned, "");
    assert_eq!(folder.names(), ["in.wat"]);
    let done = folder.run(["in.wat", "-o", "out.wasm", "--explain"], b"");
    succeeds(&done, "");
    let said = text(&done.stdout);
    assert_eq!(
        said,
        text(&planned.stdout).replace("would fix: the constructors would run", "fixed: the constructors now run")
    );
    let piped = folder.run(["in.wat", "-o", "-", "--explain"], b"");
    succeeds(&piped, said);
    assert_eq!(piped.stdout, folder.read("out.wasm"));
}

/// What is refused is refused, with the same words.
#[test]
fn a_refusal_is_no_explanation() {
    let folder = Folder::new("a_refusal_is_no_explanation");
    folder.write("in.wasm", testdata("emscripten/glue.wasm"));
    let message = "in.wasm: this module imports `env.emscripten_memcpy_big`; Emscripten's JS initialises it; if it is to run \
                   without that, name the initialiser with --init-export=NAME";
    fails(&folder, &["in.wasm", "--init=lazy"], message);
    fails(&folder, &["in.wasm", "--init=lazy", "--explain"], message);
}

#[test]
fn explained_for_programs() {
    let folder = Folder::new("explained_for_programs");
    folder.write("in.wat", REACTOR);
    folder.write("plain.wat", PLAIN);
    let output = folder.run(["in.wat", "--explain", "--report=json", "-q"], b"");
    succeeds(&output, "");
    let (_, said) = text(&output.stdout).split_once("  \"explain\": ").expect("an explanation");
    let expected = r#"{
    "now": "the host has to call `_initialize` once, before any other export: if it does not, what the constructors set up is missing, and calls may trap",
    "answers": [
      {
        "init": "start",
        "standing": "taken",
        "reason": null,
        "warnings": [],
        "keys": []
      },
      {
        "init": "export",
        "standing": "same",
        "reason": "`_initialize` is exported already",
        "warnings": [],
        "keys": [
          "already-exported"
        ]
      },
      {
        "init": "lazy",
        "standing": "right",
        "reason": null,
        "warnings": [],
        "keys": []
      }
    ],
    "hosts": [
      "node-wasi-initialize",
      "wasmtime",
      "wasmtime-linker",
      "wasmedge",
      "wamr",
      "wasm3",
      "extism",
      "extism-js",
      "component",
      "proxy-wasm",
      "wasm4"
    ],
    "more": [
      "for `node-wasi-initialize`, `wasmtime`, `wasmtime-linker`, `wasmedge` and 7 more, --host=NAME does something else; `wasm-initfix inspect` says what"
    ]
  }
}
"#;
    assert_eq!(said, expected);
    // Of several modules, each has its own.
    let output = folder.run(["in.wat", "plain.wat", "--explain", "--report=json", "-q"], b"");
    succeeds(&output, "");
    assert_eq!(text(&output.stdout).matches("\"explain\": {").count(), 2);
}

/// What `--explain` says would be done is what the fix does, by its own report, for all modules of `testdata/`. And it says that on one
/// screen.
#[test]
fn what_is_explained_is_done() {
    let folder = Folder::new("what_is_explained_is_done");
    for (name, wasm) in modules() {
        folder.write(name.replace('/', "-"), wasm);
    }
    let names: Vec<String> = folder.names();
    let run = |options: &[&str]| {
        let words = names.iter().map(String::as_str).chain(["--error-limit=0"]).chain(options.iter().copied());
        folder.run(words, b"")
    };
    let (planned, done) = (run(&["--explain"]), run(&["--out-dir", "out", "-v"]));
    let (planned, done) = (by_module(text(&planned.stdout)), by_module(text(&done.stderr)));
    assert!(planned.len() > 200, "{} modules were explained", planned.len());
    assert_eq!(planned.len(), done.len());
    for (planned, done) in planned.iter().zip(&done) {
        let name = planned.name;
        assert_eq!(name, done.name);
        assert!(planned.text.lines().count() < 24, "{name}: not on one screen:\n{}", planned.text);
        assert!(planned.text.lines().all(|line| line.chars().count() <= 100), "{name}: too wide:\n{}", planned.text);
        let expected = planned
            .sentence()
            .replace("would fix: ", "fixed: ")
            .replace("the constructors would run", "the constructors now run")
            .replace("what the start section runs would run", "what the start section ran now runs");
        assert_eq!(done.sentence(), expected);
        assert_eq!(unfolded(done.text, "because:"), unfolded(planned.text, "because:"), "{name}");
    }
}

/// What is said of a module.
struct Said<'s> {
    name: &'s str,
    /// With the name, and all that follows.
    text: &'s str,
}

impl Said<'_> {
    /// What the first line says, on one line: what follows is farther in than the labels.
    fn sentence(&self) -> String {
        let is_first = |line: &&str| !line.starts_with("  ") || line.starts_with("    ");
        let words: Vec<&str> = self.text.lines().take_while(is_first).flat_map(str::split_whitespace).collect();
        words.join(" ")
    }
}

fn by_module(said: &str) -> Vec<Said<'_>> {
    let modules = said.split("wasm-initfix: ").filter(|part| !part.is_empty() && !part.starts_with("error: "));
    modules.map(|text| Said { name: text.split_once(": ").expect("a name").0, text }).collect()
}

/// The text at a label on one line; empty if there is none.
fn unfolded(said: &str, label: &str) -> String {
    let mut lines = said.lines().map(str::trim_start).skip_while(|line| !line.starts_with(label));
    let first = lines.next().unwrap_or_default();
    let is_label = |line: &&str| line.split_once(':').is_some_and(|(word, _)| LABELS.contains(&word));
    let rest = lines.take_while(|line| !is_label(line));
    let words: Vec<&str> = std::iter::once(first).chain(rest).flat_map(str::split_whitespace).collect();
    words.join(" ").trim_start_matches(label).trim_start().to_owned()
}

/// The labels that may follow what is looked for.
const LABELS: [&str; 9] = ["because", "host", "warning", "note", "lost", "instead", "to change", "kind", "made by"];
