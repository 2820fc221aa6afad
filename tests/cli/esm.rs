//! `wasm-initfix esm`: what it writes where, and what it says. What comes of it is for `esm_hosts.rs`.

use std::fs;
use std::process::Output;

use super::PLAIN;
use super::text;
use super::tool::Folder;
use super::tool::testdata;
use super::wat_to_wasm;

/// A module whose imports are the user's.
const LOGS: &str = r#"(module
  (import "env" "log" (func $log (param i32)))
  (memory (export "memory") 1)
  (func (export "say") (call $log (i32.const 7))))
"#;

pub fn logs(test: &str) -> Folder {
    let folder = Folder::new(test);
    folder.write("logs.wat", LOGS);
    folder
}

pub fn written(folder: &Folder, dist: &str) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder.path(dist)).expect("a folder is written");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names.into_iter().map(|name| (name.clone(), folder.read(format!("{dist}/{name}")))).collect()
}

pub fn names(files: &[(String, Vec<u8>)]) -> Vec<&str> {
    files.iter().map(|(name, _)| name.as_str()).collect()
}

/// Status 0, and these words on standard output.
pub fn says(output: &Output, stdout: &str) {
    assert_eq!((text(&output.stdout), text(&output.stderr), output.status.code()), (stdout, "", Some(0)));
}

/// What is said of [`PLAIN`].
pub fn said(input: &str, name: &str) -> String {
    format!(
        "wasm-initfix: {input}: written: {name}.wasm, {name}.mjs, {name}.d.mts in dist\n  \
           found:    it has no start section, exports no initialiser, and its exports run none\n  \
           use:      import * as {name} from './dist/{name}.mjs'\n  \
           then:     nothing has to be initialised\n"
    )
}

// ---- What is written ----

#[test]
fn text_and_standard_input_are_read() {
    let folder = Folder::new("esm_text_and_standard_input_are_read");
    folder.write("plain.wat", PLAIN);
    says(&folder.run(["esm", "plain.wat", "-o", "dist"], b""), &said("plain.wat", "plain"));
    let of_text = written(&folder, "dist");
    assert_eq!(names(&of_text), ["plain.d.mts", "plain.mjs", "plain.wasm"]);
    assert_eq!(of_text[2].1, wat_to_wasm(PLAIN));

    let piped = folder.run(["esm", "-", "-o", "dist", "--name", "plain"], PLAIN.as_bytes());
    says(&piped, &said("standard input", "plain"));
    assert_eq!(written(&folder, "dist"), of_text, "the same input gives the same bytes");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for module in ["assemblyscript/log", "clang19/wrapped-printf", "clang19/reactor-callback", "rust/unknown-cdylib"] {
        let folder = Folder::new("esm_the_same_input_gives_the_same_bytes");
        folder.write("in.wasm", testdata(&format!("{module}.wasm")));
        let run = |dist: &str| {
            let output = folder.run(["esm", "in.wasm", "-o", dist, "--imports", "given.mjs"], b"");
            assert_eq!(output.status.code(), Some(0), "{module}: {}", text(&output.stderr));
            (written(&folder, dist), fs::read(folder.path("given.mjs")).ok())
        };
        assert_eq!(run("one"), run("two"), "{module}");
    }
}

/// It is the user's from then on.
#[test]
fn imports_are_begun_once() {
    let folder = logs("esm_imports_are_begun_once");
    let args = ["esm", "logs.wat", "-o", "out/dist", "--imports", "given.mjs"];
    let lines = |begun: &str| {
        format!(
            "wasm-initfix: logs.wat: written: logs.wasm, logs.mjs, logs.d.mts, logs.host.mjs in out/dist\n  \
               found:    it has no start section, exports no initialiser, and its exports run none\n{begun}  \
               use:      import * as logs from './out/dist/logs.mjs'\n  \
               then:     nothing has to be initialised\n"
        )
    };
    let begun = "  begun:    given.mjs, which gives what the module imports: it throws until you write it\n";
    says(&folder.run(args, b""), &lines(begun));
    assert_eq!(text(&folder.read("given.mjs")), BEGUN);
    assert!(text(&folder.read("out/dist/logs.host.mjs")).contains("from '../../given.mjs';\n"));

    folder.write("given.mjs", "export const env = { log() {} };\n");
    says(&folder.run(args, b""), &lines(""));
    assert_eq!(text(&folder.read("given.mjs")), "export const env = { log() {} };\n");
}

const BEGUN: &str = "\
// @ts-check
// What logs.wasm imports. This is yours: wasm-initfix does not write it again.

/** @type {import('./out/dist/logs.mjs').Given['memory']} */
let memory;

/**
 * Called before the module is there, and again before it is initialised, with its exports then.
 * @param {import('./out/dist/logs.mjs').Given} given
 */
export function register(given) {
  memory ??= given.memory;
}

/** @type {import('./out/dist/logs.mjs').Imports['env']} */
export const env = {
  log(a0) {
    throw new Error('env.log is not written yet');
  },
};
";

/// Where the module itself is imported, `register` is called once, and the types have another name.
#[test]
fn imports_of_a_module_itself_get_no_exports() {
    let folder = logs("esm_imports_of_a_module_itself_get_no_exports");
    let output = folder.run(["esm", "logs.wat", "-o", "out/dist", "--imports", "given.mjs", "--direct"], b"");
    assert_eq!((text(&output.stderr), output.status.code()), ("", Some(0)));
    let begun = BEGUN.replace("./out/dist/logs.mjs", "./out/dist/logs.d.wasm.ts");
    let begun = begun.replace(", and again before it is initialised, with its exports then", "");
    assert_eq!(text(&folder.read("given.mjs")), begun);
    let host = folder.read("out/dist/logs.host.mjs");
    assert!(text(&host).contains("`register`, which gets these before the module is there.\n"), "{}", text(&host));
    let types = folder.read("out/dist/logs.d.wasm.ts");
    assert!(!text(&types).contains("exports?"), "{}", text(&types));
    assert!(text(&types).contains("  /** Called before the module is there. */\n"), "{}", text(&types));
}

/// The folder and the file reach each other from anywhere.
#[test]
fn imports_may_lie_anywhere_else() {
    let folder = logs("esm_imports_may_lie_anywhere_else");
    for part in ["src/host", "web"] {
        fs::create_dir_all(folder.path(part)).expect("a folder");
    }
    for (dist, imports, from, to) in [
        ("web/dist", "src/host/given.mjs", "'../../src/host/given.mjs'", "'../../web/dist/logs.mjs'"),
        ("src/host/dist", "src/other.mjs", "'../../other.mjs'", "'./host/dist/logs.mjs'"),
        ("dist", "src/it's.mjs", r"'../src/it\'s.mjs'", "'../dist/logs.mjs'"),
    ] {
        let output = folder.run(["esm", "logs.wat", "-o", dist, "--imports", imports], b"");
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let host = folder.read(format!("{dist}/logs.host.mjs"));
        assert!(text(&host).contains(&format!("import * as given from {from};")), "{}", text(&host));
        let begun = folder.read(imports);
        assert!(text(&begun).contains(&format!("import({to}).Given")), "{}", text(&begun));
    }
}

/// A program gets an object, and with `-q` people get warnings alone.
#[test]
fn it_says_as_much_as_is_asked_for() {
    let folder = Folder::new("esm_it_says_as_much_as_is_asked_for");
    folder.write("in.wasm", testdata("clang19/reactor-log.wasm"));
    let run = |options: &[&str]| {
        let line = [&["esm", "in.wasm", "-o", "dist", "--imports=given.mjs", "--init=start"], options].concat();
        let output = folder.run(&line, b"");
        assert_eq!(output.status.code(), Some(0), "{options:?}: {}", text(&output.stderr));
        (text(&output.stdout).to_owned(), text(&output.stderr).to_owned())
    };
    let object = |stdout: &str| serde_json::from_str::<serde_json::Value>(stdout).expect("it is JSON");
    let (stdout, stderr) = run(&["--report=json"]);
    let first = object(&stdout);
    assert_eq!(stderr, "");
    assert_eq!(first["files"], serde_json::json!(["in.wasm", "in.mjs", "in.d.mts", "in.host.mjs"]));
    assert_eq!((&first["begun"], &first["folder"]), (&"given.mjs".into(), &"dist".into()));
    assert_eq!(first["convention"], "reactor");
    assert_eq!(first["then"], serde_json::json!(["importing it runs its start section"]));
    let warning = first["warnings"][0].as_str().expect("a warning");
    assert!(warning.starts_with("the start section may be too early: "), "{warning}");
    assert_eq!(run(&["-q"]), (String::new(), format!("wasm-initfix: warning: in.wasm: {warning}\n")));
    let (stdout, stderr) = run(&["-q", "--report=json"]);
    assert_eq!((object(&stdout)["begun"].is_null(), stderr.as_str()), (true, ""));
    assert_eq!(object(&stdout)["warnings"], first["warnings"]);
}

/// What is written calls what initialises the module, so exports need no guards; the module itself has them where nothing calls it.
#[test]
fn exports_are_not_guarded_where_importing_initialises() {
    let folder = Folder::new("esm_exports_are_not_guarded");
    for module in ["clang19/reactor-log", "clang19/ctors", "clang19/wrapped-log", "assemblyscript/random-values"] {
        folder.write("in.wasm", testdata(&format!("{module}.wasm")));
        for make in [&["--imports=given.mjs"][..], &["--factory"]] {
            let line = [&["esm", "in.wasm", "-o", "dist"], make].concat();
            let output = folder.run(&line, b"");
            assert_eq!(output.status.code(), Some(0), "{module}: {}", text(&output.stderr));
            let seen = folder.run(["inspect", "dist/in.wasm", "--report=json"], b"");
            let seen: serde_json::Value = serde_json::from_slice(&seen.stdout).expect("it is JSON");
            assert_eq!(seen["init"]["convention"], "reactor", "{module} {make:?}");
            assert!(text(&folder.read("dist/in.mjs")).contains("exports._initialize();"), "{module} {make:?}");
        }
    }
}
