//! What `wasm-initfix esm` says of what it writes: only what is true of that, with what helps.

use super::PLAIN;
use super::fails;
use super::text;
use super::tool::Folder;
use super::tool::testdata;

/// What is said of `in.wasm` or `in.wat`, and written into `dist`.
fn said(folder: &Folder, module: &str, options: &[&str]) -> String {
    let output = folder.run([&["esm", module, "-o", "dist"], options].concat(), b"");
    assert_eq!((text(&output.stderr), output.status.code()), ("", Some(0)), "{module} {options:?}");
    text(&output.stdout).to_owned()
}

fn of(folder: &Folder, module: &str, options: &[&str]) -> String {
    folder.write("in.wasm", testdata(&format!("{module}.wasm")));
    said(folder, "in.wasm", options)
}

/// The lines that begin with this word, without it.
fn lines<'t>(said: &'t str, word: &str) -> Vec<&'t str> {
    said.lines().filter_map(|line| line.trim().strip_prefix(word)?.strip_prefix(':')).map(str::trim).collect()
}

/// What does nothing is not called, and not missed where nothing calls it.
#[test]
fn an_empty_initialiser_need_not_be_called() {
    let folder = Folder::new("esm_an_empty_initialiser");
    for name in ["_initialize", "__wasm_call_ctors"] {
        folder.write("in.wat", format!(r#"(module (func (export "{name}")) (func (export "f")))"#));
        for (make, end) in [(&[][..], "mjs"), (&["--factory"], "mjs"), (&["--direct"], "d.wasm.ts")] {
            let said = said(&folder, "in.wat", make);
            assert!(said.contains("  then:     nothing has to be initialised\n"), "{name} {make:?}: {said}");
            let written = folder.read(format!("dist/in.{end}"));
            assert!(!text(&written).contains(&format!("exports.{name}()")), "{}", text(&written));
        }
    }
    let said = of(&folder, "clang19/reactor-no-ctors-importmem", &["--direct"]);
    assert!(said.contains("  then:     nothing has to be initialised\n"), "{said}");
    // One that does something is called, and missed.
    folder.write(
        "in.wat",
        r#"(module (memory (export "memory") 1) (func (export "_initialize") (i32.store (i32.const 0) (i32.const 1))))"#,
    );
    let message = "in.wat: `_initialize` has to be called, and nothing does that where the module itself is imported; leave out --direct";
    fails(&folder, &["esm", "in.wat", "-o", "dist", "--direct", "--init=keep"], message);
}

/// What is written is the host that the module meets.
#[test]
fn a_host_is_where_the_files_run() {
    let folder = Folder::new("esm_a_host_is_where_the_files_run");
    let modules = ["clang22/reactor-both-wasi", "clang19/reactor-log", "assemblyscript/log", "clang19/ctors"];
    for module in modules {
        for make in [&["--imports=given.mjs"][..], &["--imports=given.mjs", "--direct"], &["--factory"]] {
            let plain = of(&folder, module, make);
            let written = folder.read("dist/in.wasm");
            for host in ["js", "bun", "esm", "deno", "vite", "webpack", "node-wasi-initialize", "node-wasi-start"] {
                let host_option = format!("--host={host}");
                let line = [make, &[host_option.as_str()]].concat();
                if host == "bun" && make.contains(&"--direct") {
                    let refused =
                        "in.wasm: with bun, an import of a `.wasm` gives its path, and no exports; leave out --direct";
                    fails(&folder, &[&["esm", "in.wasm", "-o", "dist"], line.as_slice()].concat(), refused);
                    continue;
                }
                let again = of(&folder, module, &line);
                assert_eq!(lines(&again, "warning"), lines(&plain, "warning"), "{module} {line:?}");
                assert_eq!(folder.read("dist/in.wasm"), written, "{module} {line:?}");
            }
            for host in ["wasmtime", "extism", "wasm4"] {
                let warned = of(&folder, module, &[make, &[&format!("--host={host}")]].concat());
                let warning = format!(
                    "--host={host}: it takes the module itself, and no JavaScript around it; without `esm`, that option is about the module"
                );
                assert!(lines(&warned, "warning").contains(&warning.as_str()), "{module} {make:?}: {warned}");
            }
        }
    }
}

/// A script can export a global, and Vite takes it from a module alone.
#[test]
fn vite_takes_no_globals_from_scripts() {
    let folder = Folder::new("esm_vite_takes_no_globals_from_scripts");
    folder.write("in.wat", r#"(module (import "env" "limit" (global i32)) (func (export "f")))"#);
    let warning =
        "with vite, imported globals come from a `.wasm` alone, and `env.limit` is in in.host.mjs; leave out --direct";
    let of = |options: &[&str]| said(&folder, "in.wat", &[&["--imports=given.mjs"], options].concat());
    assert_eq!(lines(&of(&["--direct", "--host=vite"]), "warning"), [warning]);
    assert_eq!(lines(&of(&["--direct", "--host=deno"]), "warning"), [""; 0]);
    assert_eq!(lines(&of(&["--host=vite"]), "warning"), [""; 0]);
}

/// The constructors of a program that may end it stay where they are.
#[test]
fn direct_falls_back_where_the_start_section_is_too_early() {
    let folder = Folder::new("esm_direct_falls_back");
    folder.write("in.wat", ENDS);
    let said = said(&folder, "in.wat", &["--direct"]);
    let no_program = "  then:     importing it runs no program: call `_start`, or `main` if it is exported\n";
    assert!(said.contains(no_program), "{said}");
    let fails = |options: &[&str], help: &str| {
        let message = format!(
            "in.wat: the constructors may call import `wasi_snapshot_preview1.proc_exit`, which ends the \
             program, before `_start` has begun; {help}"
        );
        fails(&folder, &[&["esm", "in.wat", "-o", "dist"], options].concat(), &message);
    };
    let lazy = "say --init=lazy if other exports need its constructors, or leave out --init";
    fails(&["--direct", "--init=start"], lazy);
    let no_way = "there is no way yet to export the `main` of such a program; leave out --init and --export-main";
    fails(&["--direct", "--export-main"], no_way);
    fails(&["--init=start", "--export-main"], no_way);
}

/// A program whose constructors may end it.
const ENDS: &str = r#"(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func $__wasm_call_ctors (if (i32.load (i32.const 0)) (then (call $exit (i32.const 3)))))
  (func $_start (export "_start") (call $__wasm_call_ctors) (drop (call $__main_void)) (call $__wasm_call_dtors))
  (func $__main_void (result i32) (i32.store (i32.const 4) (i32.const 1)) (i32.const 0))
  (func $__wasm_call_dtors (i32.store (i32.const 8) (i32.const 1))))
"#;

#[test]
fn a_program_without_constructors_has_no_main_of_its_own() {
    let folder = Folder::new("esm_a_program_without_constructors");
    folder.write("in.wasm", testdata("rust/wasi-command.wasm"));
    let message = "in.wasm: --export-main: this program has no constructors, and there is no way yet to export the `main` of such a \
                   program; leave out --export-main";
    for options in [["--init=start", "--export-main=run"], ["--direct", "--export-main=run"]] {
        fails(&folder, &[&["esm", "in.wasm", "-o", "dist"][..], &options[..]].concat(), message);
    }
}

/// Only the user's word gets them run.
#[test]
fn constructors_that_nothing_runs_are_warned_of() {
    let folder = Folder::new("esm_constructors_that_nothing_runs");
    let counter = "rust196/wasip2-counter";
    let warning = |options: &str| {
        format!("nothing runs its constructors; {options} has them run, if they have not run before, for a snapshot")
    };
    let every = warning("--init=start, --init=lazy or --init=export");
    let few = warning("--init=start or --init=lazy");
    for (make, warning) in [(&[][..], &every), (&["--factory"], &every), (&["--direct"], &few)] {
        let said = of(&folder, counter, make);
        assert_eq!(lines(&said, "warning"), [warning.as_str()], "{make:?}");
        assert!(said.contains("  then:     nothing runs its constructors, as before\n"), "{said}");
    }
    for options in [
        &["--init=start"][..],
        &["--init=lazy"],
        &["--init=export"],
        &["--direct", "--init=start"],
        &["--direct", "--init=lazy"],
    ] {
        let said = of(&folder, counter, options);
        assert_eq!(lines(&said, "warning"), [""; 0], "{options:?}");
        assert!(!said.contains("nothing runs its constructors"), "{said}");
    }
}

#[test]
fn files_of_an_earlier_run_are_named() {
    let folder = Folder::new("esm_files_of_an_earlier_run");
    folder.write("in.wat", PLAIN);
    let notes = |options: &[&str]| {
        lines(&said(&folder, "in.wat", options), "note").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(notes(&[]), [""; 0]);
    assert_eq!(notes(&[]), [""; 0]);
    let one = |path: &str| [format!("{path} is from an earlier run, and what is written now does not use it")];
    assert_eq!(notes(&["--inline"]), one("dist/in.wasm"));
    let two = "dist/in.mjs, dist/in.d.mts are from an earlier run, and what is written now does not use them";
    assert_eq!(notes(&["--direct"]), [two]);
    assert_eq!(notes(&[]), one("dist/in.d.wasm.ts"));
    // Others may have made a module of that name, and the input is no leftover.
    std::fs::create_dir(folder.path("own")).expect("a folder");
    folder.write("own/in.wasm", b"theirs");
    let output = folder.run(["esm", "in.wat", "-o", "own", "--inline"], b"");
    assert_eq!((text(&output.stderr), lines(text(&output.stdout), "note")), ("", vec![]));
    folder.write("in.wasm", super::wat_to_wasm(PLAIN));
    for _ in 0..2 {
        let output = folder.run(["esm", "in.wasm", "-o", ".", "--inline"], b"");
        assert_eq!((text(&output.stderr), lines(text(&output.stdout), "note")), ("", vec![]));
    }
}

#[test]
fn an_input_that_cannot_be_read_has_a_name() {
    let folder = Folder::new("esm_an_input_that_cannot_be_read");
    fails(&folder, &["esm", "none.wasm", "-o", "dist"], "none.wasm: no such file");
    std::fs::create_dir(folder.path("deep")).expect("a folder");
    fails(&folder, &["esm", "deep", "-o", "dist"], "deep: a folder; give a linked module");
}

/// A path may have a typing error.
#[test]
fn a_new_file_of_the_users_is_said_in_any_case() {
    let folder = Folder::new("esm_a_new_file_of_the_users");
    folder.write("in.wat", r#"(module (import "env" "f" (func)))"#);
    let run = |options: &[&str]| {
        let line = [&["esm", "in.wat", "-o", "dist", "-q", "--imports=gievn.mjs"], options].concat();
        let output = folder.run(line, b"");
        assert_eq!(output.status.code(), Some(0));
        text(&output.stderr).to_owned()
    };
    let begun = "wasm-initfix: begun: gievn.mjs, which gives what the module imports: it throws until you write it\n";
    assert_eq!(run(&[]), begun);
    assert_eq!(run(&[]), "");
    std::fs::remove_file(folder.path("gievn.mjs")).expect("it was begun");
    assert_eq!(run(&["--report=json"]), "");
}

#[test]
fn what_is_written_is_imported_by_its_path() {
    let folder = Folder::new("esm_what_is_written_is_imported_by_its_path/here");
    folder.write("in.wat", PLAIN);
    let root = folder.path("out").display().to_string();
    for (output, from) in [
        ("dist", "'./dist/in.mjs'".to_owned()),
        ("./dist/", "'./dist/in.mjs'".to_owned()),
        (".", "'./in.mjs'".to_owned()),
        ("../deep", "'../deep/in.mjs'".to_owned()),
        ("it's", "\"./it's/in.mjs\"".to_owned()),
        (root.as_str(), format!("'{root}/in.mjs'")),
    ] {
        let said = folder.run(["esm", "in.wat", "-o", output], b"");
        let line = format!("import * as _in from {from}\n");
        assert!(text(&said.stdout).contains(&line), "{output}: {}", text(&said.stdout));
    }
}

#[test]
fn a_factory_takes_imports_with_each_call() {
    let folder = Folder::new("esm_a_factory_takes_imports_with_each_call");
    folder.write("in.wat", PLAIN);
    let message = "in.wat: --imports=FILE is for the one instance of a file that is imported; what --factory writes takes imports with \
                   each call, as `instantiate({ imports })`; leave out --imports";
    fails(&folder, &["esm", "in.wat", "-o", "dist", "--factory", "--imports=given.mjs"], message);
}
