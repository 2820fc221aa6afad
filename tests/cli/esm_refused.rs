//! `wasm-initfix esm`: what it refuses.

use std::fs;

use super::PLAIN;
use super::esm::logs;
use super::fails;
use super::failure;
use super::text;
use super::tool::Folder;
use super::tool::testdata;
use super::wat_to_wasm;

#[test]
fn imports_have_to_come_from_somewhere() {
    let message = "logs.wat: --imports=FILE says which JavaScript gives `env.log`; if there is no such file, its \
                   beginning is written";
    fails(&logs("esm_imports_have_to_come_from_somewhere"), &["esm", "logs.wat", "-o", "dist"], message);
}

#[test]
fn imports_are_no_output() {
    let folder = logs("esm_imports_are_no_output");
    let lies_in = |imports: &str| {
        format!("--imports={imports}: it lies in dist, where all is written anew each time; keep it beside your source")
    };
    for imports in ["dist/given.mjs", "./dist/../dist/given.mjs"] {
        fails(&folder, &["esm", "logs.wat", "-o", "dist", "--imports", imports], &lies_in(imports));
    }
    fs::create_dir_all(folder.path("dist/deep")).expect("a folder");
    let imports = "dist/deep/given.mjs";
    fails(&folder, &["esm", "logs.wat", "-o", "dist", "--imports", imports], &lies_in(imports));
}

#[test]
fn imports_are_a_file_that_can_be_imported() {
    let folder = logs("esm_imports_are_a_file_that_can_be_imported");
    fs::create_dir(folder.path("src")).expect("a folder");
    let means = "a path with `%`, `#`, `?`, `\\` or a character that is not seen means another in an import";
    for (imports, message) in [
        ("src", "--imports=src: it is no file".to_owned()),
        ("gone/given.mjs", "gone: no such file".to_owned()),
        ("c#.mjs", format!("--imports=c#.mjs: {means}")),
        ("100%25.mjs", format!("--imports=100%25.mjs: {means}")),
        ("a?b.mjs", format!("--imports=a?b.mjs: {means}")),
        ("a\\b.mjs", format!("--imports=a\\b.mjs: {means}")),
        ("a\tb.mjs", format!("--imports=a\\tb.mjs: {means}")),
    ] {
        fails(&folder, &["esm", "logs.wat", "-o", "dist", "--imports", imports], &message);
    }
}

#[test]
fn the_output_is_a_folder() {
    let folder = Folder::new("esm_the_output_is_a_folder");
    folder.write("plain.wat", PLAIN);
    let no_folder = |output: &str| format!("--output={output}: it is no folder, and there are several files to write");
    fails(&folder, &["esm", "plain.wat", "-o", "plain.wat"], &no_folder("plain.wat"));
    fails(&folder, &["esm", "plain.wat", "-o", "-"], &no_folder("-"));
    fails(&folder, &["esm", "plain.wat", "-o", "plain.wat/dist"], "plain.wat/dist: not a folder");
}

#[test]
fn the_files_have_a_name() {
    let folder = Folder::new("esm_the_files_have_a_name");
    folder.write("plain.wat", PLAIN);
    folder.write("a b.wat", PLAIN);
    let no_name = |name: &str| {
        format!(
            "--name=NAME says what the files are called, in letters, digits, `-`, `_` and `.`: `{name}` is no name for them"
        )
    };
    for name in ["a/b", "../b", "..", ".hidden", "", "a b", "a'b", "a\\b", "-"] {
        let args = ["esm", "plain.wat", "-o", "dist", &format!("--name={name}")];
        fails(&folder, &args, &no_name(name));
    }
    fails(&folder, &["esm", "a b.wat", "-o", "dist"], &no_name("a b"));
    let piped = failure(&folder, &["esm", "-", "-o", "dist"], PLAIN.as_bytes());
    assert_eq!(piped, format!("wasm-initfix: error: {}\n", no_name("-")));
}

#[test]
fn files_of_others_are_not_replaced() {
    let folder = Folder::new("esm_files_of_others_are_not_replaced");
    folder.write("plain.wat", PLAIN);
    fs::create_dir(folder.path("dist")).expect("a folder");
    folder.write("dist/plain.wasm", "another file");
    let message = "dist/plain.wasm: it is there, and this command did not write it; -o names another folder, or --name other files";
    fails(&folder, &["esm", "plain.wat", "-o", "dist"], message);
    assert_eq!(folder.read("dist/plain.wasm"), b"another file");
    for name in ["plain.host", "plain.wasi"] {
        let end = name.trim_start_matches("plain");
        let message =
            format!("`{name}` ends with `{end}`, as a file beside another module does; --name=NAME gives another");
        fails(&folder, &["esm", "plain.wat", "-o", "dist", &format!("--name={name}")], &message);
    }
}

#[test]
fn a_check_is_of_the_main_command() {
    let folder = Folder::new("esm_a_check_is_of_the_main_command");
    folder.write("plain.wat", PLAIN);
    let message =
        "--check is of the main command; `wasm-initfix check` compares the module with the one that esm writes";
    fails(&folder, &["esm", "plain.wat", "-o", "dist", "--check"], message);
}

#[test]
fn a_folder_that_is_not_there_yet_may_be_left_again() {
    let folder = logs("esm_a_folder_that_is_not_there_yet_may_be_left_again");
    let output = folder.run(["esm", "logs.wat", "-o", "gone/../dist", "--imports", "given.mjs"], b"");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&folder.read("dist/logs.host.mjs")).contains("from '../given.mjs';"));
}

#[test]
fn imports_that_nothing_needs_are_said() {
    let folder = Folder::new("esm_imports_that_nothing_needs_are_said");
    folder.write("plain.wat", PLAIN);
    let output = folder.run(["esm", "plain.wat", "-o", "dist", "--imports", "given.mjs"], b"");
    let note = "  note:     nothing is imported that --imports would give, so that file is not used\n";
    assert!(text(&output.stdout).contains(note), "{}", text(&output.stdout));
}

#[test]
fn names_that_no_es_module_has() {
    let folder = Folder::new("esm_names_that_no_es_module_has");
    let refuses = |wat: &str, message: &str| {
        folder.write("in.wat", wat);
        fails(&folder, &["esm", "in.wat", "-o", "dist", "--imports", "given.mjs"], &format!("in.wat: {message}"));
    };
    refuses(
        r#"(module (func (export "then")))"#,
        "an ES module that exports `then` is taken for a promise, and `import()` of it never ends; --rename-export=then=NAME gives it another name",
    );
    refuses(
        r#"(module (func (export "exports")))"#,
        "what is written exports all exports together as `exports`; --rename-export=exports=NAME gives the module's own another name",
    );
    refuses(
        r#"(module (func (export "then") (import "register" "then")))"#,
        "an ES module that exports `then` is taken for a promise, and `import()` of it never ends; --rename-export=then=NAME gives it another name",
    );
    refuses(
        r#"(module (import "register" "log" (func)))"#,
        "it imports from a module `register`, which is what your imports call their function that gets the memory; import from \
         another name",
    );
}

/// What is written has other names then, or none.
#[test]
fn names_that_collide_only_elsewhere() {
    let folder = Folder::new("esm_names_that_collide_only_elsewhere");
    folder.write("in.wat", r#"(module (func (export "exports")) (global (export "then") i32 (i32.const 1)))"#);
    for make in ["--factory", "--direct"] {
        let output = folder.run(["esm", "in.wat", "-o", "dist", make], b"");
        assert_eq!((text(&output.stderr), output.status.code()), ("", Some(0)), "{make}");
    }
    folder.write("in.wat", r#"(module (func (export "then")))"#);
    fails(
        &folder,
        &["esm", "in.wat", "-o", "dist", "--factory"],
        "in.wat: `instantiate` gives a promise of the exports, and what has a function `then` is taken for a promise itself, which never \
         ends; --rename-export=then=NAME gives it another name",
    );
    folder.write("in.wat", r#"(module (func (export "wasm:f")))"#);
    assert!(folder.run(["esm", "in.wat", "-o", "dist"], b"").status.success());
    fails(
        &folder,
        &["esm", "in.wat", "-o", "dist", "--direct"],
        "in.wat: hosts that import modules themselves keep names that begin with `wasm:` or `wasm-js:`, and it exports `wasm:f`; \
         --rename-export=OLD=NEW gives it another name",
    );
}

#[test]
fn what_is_imported_twice_is_one_thing() {
    let folder = Folder::new("esm_what_is_imported_twice_is_one_thing");
    for (one, other, what) in [
        ("(table 1 funcref)", "(table 1 externref)", "a table of two types, and nothing is of both"),
        ("(table 3 funcref)", "(table 1 2 funcref)", "a table of two types, and nothing is of both"),
        ("(memory 1)", "(memory 1 2 shared)", "a memory of two types, and nothing is of both"),
        ("(memory 1)", "(table 1 funcref)", "a memory and as a table, and nothing is both"),
        ("(func)", "(global i32)", "a function and as a global, and nothing is both"),
        ("(global i32)", "(global (mut i32))", "a global of two types, and nothing is of both"),
        ("(global i32)", "(global i64)", "a global of two types, and nothing is of both"),
        ("(tag (param i32))", "(tag)", "a tag of two types, and nothing is of both"),
    ] {
        let imports = [one, other].map(|it| format!(r#"(import "env" "it" {it})"#)).concat();
        folder.write("in.wat", format!("(module {imports})"));
        let message = format!("in.wat: it imports `env.it` as {what}; import one by another name");
        fails(&folder, &["esm", "in.wat", "-o", "dist", "--factory"], &message);
    }
    for (one, other, given) in [
        ("(global i32)", "(global f64)", "it: 0, // not written yet"),
        ("(func (param i32))", "(func (param i64))", "it(a0) {"),
        (
            "(tag (param i32))",
            "(tag (param i32))",
            "it: new WebAssembly.Tag({ parameters: ['i32'] }), // not written yet",
        ),
    ] {
        let imports = [one, other].map(|it| format!(r#"(import "env" "it" {it})"#)).concat();
        folder.write("in.wat", format!("(module {imports})"));
        fs::remove_file(folder.path("given.mjs")).ok();
        let output = folder.run(["esm", "in.wat", "-o", "dist", "--imports=given.mjs"], b"");
        assert_eq!((text(&output.stderr), output.status.code()), ("", Some(0)), "{one} {other}");
        let begun = folder.read("given.mjs");
        assert_eq!(text(&begun).matches(given).count(), 1, "{}", text(&begun));
    }
}

#[test]
fn modules_with_a_loader_of_their_own() {
    let folder = Folder::new("esm_modules_with_a_loader_of_their_own");
    for (module, loader) in [
        ("rust196/bindgen", "the JS that wasm-bindgen is to generate"),
        ("rust196/bindgen-bound", "the JS that wasm-bindgen generates"),
        ("wat/go-js", "the JS that comes with Go"),
        ("clang19/dylink", "a dynamic linker"),
    ] {
        folder.write("in.wasm", testdata(&format!("{module}.wasm")));
        let message = format!("in.wasm: {loader} loads this module and initialises it; use that in the place of `esm`");
        fails(&folder, &["esm", "in.wasm", "-o", "dist"], &message);
    }
}

#[test]
fn shared_memory_takes_a_factory() {
    let folder = Folder::new("esm_shared_memory_is_not_written_yet");
    folder.write("in.wasm", testdata("clang19/shared-threads.wasm"));
    let message = "in.wasm: the memory is shared, so each thread needs an instance of its own; --factory writes a function that makes them";
    fails(&folder, &["esm", "in.wasm", "-o", "dist"], message);
}

#[test]
fn wasi_needs_the_memory_first() {
    let folder = Folder::new("esm_wasi_needs_the_memory_first");
    folder.write(
        "in.wat",
        r#"(module (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32))))"#,
    );
    let message = "in.wat: WASI needs a memory, and the module has none; --wasi=given leaves WASI to your imports";
    fails(&folder, &["esm", "in.wat", "-o", "dist"], message);
    folder.write("in.wasm", testdata("clang22/reactor-both-wasi.wasm"));
    let message = "in.wasm: WASI needs the memory before the module is instantiated, and --define-memory makes it the module's own; \
                   leave that out";
    fails(&folder, &["esm", "in.wasm", "-o", "dist", "--define-memory"], message);
}

/// A start section that calls what cannot work yet is said to; what is written gives the memory, and WASI, before.
#[test]
fn what_a_start_section_calls_too_early_is_said() {
    let folder = Folder::new("esm_what_a_start_section_calls_too_early");
    let warnings = |module: &str, options: &[&str]| {
        folder.write("in.wasm", testdata(&format!("{module}.wasm")));
        let line = [&["esm", "in.wasm", "-o", "dist", "--imports=given.mjs"], options].concat();
        let output = folder.run(&line, b"");
        assert_eq!((text(&output.stderr), output.status.code()), ("", Some(0)), "{module} {options:?}");
        let lines = text(&output.stdout).lines().filter_map(|line| line.strip_prefix("  warning:  "));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let log = "clang19/reactor-log";
    let unknown = "and nothing is known of that import: it may need what exists only once the start section has run";
    for options in [&["--init=start"][..], &["--direct"], &["--direct", "--init=start"], &["--init=start", "--host=js"]]
    {
        let said = warnings(log, options);
        assert!(
            matches!(said.as_slice(), [one] if one.starts_with("the start section may be too early: ") && one.ends_with(unknown)),
            "{options:?}: {said:?}"
        );
    }
    let reenters = "which needs the module's exports, and those exist only once the start section has run";
    let said = warnings(log, &["--init=start", "--assume=env.*=reenters"]);
    assert!(
        matches!(said.as_slice(), [one] if one.starts_with("the start section will fail: ") && one.ends_with(reenters)),
        "{said:?}"
    );
    for (module, options) in [
        (log, &[][..]),
        (log, &["--init=export"]),
        (log, &["--init=start", "--assume=env.*=memory"]),
        (log, &["--direct", "--assume=env.*=memory"]),
        ("clang22/reactor-both-wasi", &["--direct"]),
        ("clang22/reactor-both-wasi", &["--init=start"]),
    ] {
        assert_eq!(warnings(module, options), [""; 0], "{module} {options:?}");
    }
}

/// The user's own files stay, and so does the input; what was written before may be written again.
#[test]
fn files_of_others_stay() {
    let folder = logs("esm-files-of-others");
    fs::create_dir(folder.path("own")).expect("a folder can be made");
    folder.write("own/logs.mjs", "export const mine = 1;\n");
    let line = ["esm", "logs.wat", "--imports=given.mjs"];
    let refused =
        "own/logs.mjs: it is there, and this command did not write it; -o names another folder, or --name other files";
    fails(&folder, &[&line[..], &["-o", "own"]].concat(), refused);
    assert_eq!(folder.read("own/logs.mjs"), b"export const mine = 1;\n");
    folder.write("in.wasm", wat_to_wasm(PLAIN));
    fails(&folder, &["esm", "in.wasm", "-o", "."], "./in.wasm: that is the input; -o names another folder");
    let again = [&line[..], &["-o", "dist"]].concat();
    assert!(folder.run(&again, b"").status.success());
    assert!(folder.run(&again, b"").status.success());
}

/// Names that an ES module cannot have get others, and imports may come from elsewhere.
#[test]
fn names_may_change() {
    let folder = Folder::new("esm-renames");
    folder.write("then.wat", r#"(module (func (export "add") (import "js" "add")) (func (export "then")))"#);
    let line =
        ["esm", "then.wat", "-o", "dist", "--imports=given.mjs", "--rename-export=then=next", "--rename-import=js=env"];
    let output = folder.run(line, b"");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let given = String::from_utf8(folder.read("given.mjs")).expect("it is text");
    assert!(given.contains("export const env = {\n  add() {"), "{given}");
    let module = String::from_utf8(folder.read("dist/then.mjs")).expect("it is text");
    assert!(module.contains("export const { add, next } = exports;"), "{module}");
}

/// What initialises a module, or is its program, is called by its new name.
#[test]
fn what_is_called_first_may_have_another_name() {
    let folder = Folder::new("esm-called-by-a-new-name");
    folder.write("reactor.wat", r#"(module (memory (export "memory") 1) (func (export "_initialize") (i32.store (i32.const 0) (i32.const 1))))"#);
    folder.write(
        "program.wat",
        r#"(module (memory (export "memory") 1) (func (export "_start") (i32.store (i32.const 0) (i32.const 1))))"#,
    );
    for (module, rename, call) in
        [("reactor", "_initialize=boot", "exports.boot();"), ("program", "_start=go", "exports.go();")]
    {
        let line = ["esm", &format!("{module}.wat"), "-o", "dist", "--init=keep", &format!("--rename-export={rename}")];
        let output = folder.run(line, b"");
        assert!(output.status.success(), "{}", text(&output.stderr));
        let written = String::from_utf8(folder.read(format!("dist/{module}.mjs"))).expect("it is text");
        assert!(written.contains(call), "{written}");
    }
}
