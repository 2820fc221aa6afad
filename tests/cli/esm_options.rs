//! `wasm-initfix esm` with `--inline`, `--sync` and `--globals`, and with modules for threads: what it says, and what it refuses. What comes
//! of it is for `esm_hosts.rs`.

use std::fs;

use super::PLAIN;
use super::fails;
use super::text;
use super::tool::Folder;
use super::tool::testdata;
use super::wat_to_wasm;

const COUNTS: &str = r#"(module
  (global (export "count") (mut i32) (i32.const 1))
  (global (export "a\nb") (mut i64) (i64.const 2))
  (global (export "limit") i32 (i32.const 3)))
"#;

/// What is said of a module, behind the line `then`.
fn said(folder: &Folder, args: &[&str]) -> String {
    let output = folder.run([&["esm", "in.wat", "-o", "dist"], args].concat(), b"");
    assert_eq!((text(&output.stderr), output.status.code()), ("", Some(0)));
    let said = text(&output.stdout);
    said.split_once("  then:  ").and_then(|(_, said)| said.split_once('\n')).expect("how to use it").1.to_owned()
}

fn with(test: &str, wat: &str) -> Folder {
    let folder = Folder::new(test);
    folder.write("in.wat", wat);
    folder
}

#[test]
fn inline_writes_no_module() {
    let folder = with("esm_inline_writes_no_module", PLAIN);
    let output = folder.run(["esm", "in.wat", "-o", "dist", "--inline"], b"");
    let said = "wasm-initfix: in.wat: written: in.mjs, in.d.mts in dist\n  \
                  found:    it has no start section, exports no initialiser, and its exports run none\n  \
                  use:      import * as _in from './dist/in.mjs'\n  \
                  then:     nothing has to be initialised\n";
    assert_eq!((text(&output.stdout), text(&output.stderr), output.status.code()), (said, "", Some(0)));
    let mut names: Vec<_> =
        fs::read_dir(folder.path("dist")).expect("a folder").map(|it| it.expect("an entry").file_name()).collect();
    names.sort();
    assert_eq!(names, ["in.d.mts", "in.mjs"]);
}

/// The one that NAME.mjs is about is not there.
#[test]
fn direct_writes_no_script() {
    let folder = with("esm_direct_writes_no_script", COUNTS);
    for option in ["--inline", "--sync", "--globals=value"] {
        let message = format!(
            "in.wat: {option} says how in.mjs is written, and --direct writes no such file: hosts import in.wasm; leave one of them out"
        );
        fails(&folder, &["esm", "in.wat", "-o", "dist", "--direct", option], &message);
    }
    assert_eq!(said(&folder, &["--direct", "--globals=global"]), "");
}

#[test]
fn a_factory_copies_no_globals() {
    let message = "in.wat: --globals=value copies what an instance exports when it is initialised, and what --factory writes \
                   returns the exports of an instance as they are; leave one of them out";
    let folder = with("esm_a_factory_copies_no_globals", COUNTS);
    fails(&folder, &["esm", "in.wat", "-o", "dist", "--factory", "--globals=value"], message);
}

#[test]
fn sync_says_where_it_throws() {
    let folder = with("esm_sync_says_where_it_throws", PLAIN);
    let note = "  note:     it throws in a page or a Worker, which cannot read a file without a promise; --inline works there, too\n";
    assert_eq!(said(&folder, &["--sync"]), note);
    fs::remove_dir_all(folder.path("dist")).expect("what the first run wrote");
    assert_eq!(said(&folder, &["--sync", "--inline"]), "");
}

#[test]
fn sync_says_what_is_too_large() {
    let most = 8 << 20;
    let large = |bytes: usize| {
        format!("(module (memory (export \"memory\") 200) (data (i32.const 0) \"{}\"))", "a".repeat(bytes))
    };
    let folder = with("esm_sync_says_what_is_too_large", &large(most - 100));
    assert_eq!(said(&folder, &["--sync", "--inline"]), "");
    folder.write("in.wat", large(most));
    let bytes = wat_to_wasm(&large(most)).len();
    let note = format!(
        "  note:     the module has {bytes} bytes, and Chromium compiles 8388608 at most in a page without a promise; a Worker may \
         compile more\n"
    );
    assert_eq!(said(&folder, &["--sync", "--inline"]), note);
    assert_eq!(said(&folder, &["--inline"]), "");
}

#[test]
fn copied_globals_are_named() {
    let folder = with("esm_copied_globals_are_named", COUNTS);
    let note = |copied: &str| format!("  note:     --globals=value: {copied}\n");
    let follows = "is copied once, when the module is initialised, and does not follow the module from then on; in `exports`, it is the \
                   global itself";
    assert_eq!(said(&folder, &["--globals=value"]), note(&format!("`count` and 1 more {follows}")));
    assert_eq!(said(&folder, &["--globals=global"]), "");
    folder.write("in.wat", COUNTS.replace("count", "a\\tb").replace("a\\nb", "c").replace("(mut i64)", "i64"));
    assert_eq!(said(&folder, &["--globals=value"]), note(&format!("`a\\tb` {follows}")));
    folder.write("in.wat", PLAIN);
    assert_eq!(
        said(&folder, &["--globals=value"]),
        "  note:     --globals=value changes nothing: no number that may change is exported\n"
    );
}

// ---- Threads ----

/// A module for threads, with what is exported and what `wasi_thread_start` does.
fn threads(globals: &str, functions: &str) -> String {
    format!(
        "(module (import \"env\" \"memory\" (memory 1 1 shared)) {globals} {functions}
           (func (export \"f\") (result i32) (global.get 0)))"
    )
}

const NO_STACK: &str = "in.wat: each thread needs a stack of its own, and nothing is exported that sets it; link the module with \
                        --export=__stack_pointer, and with --export=__wasm_init_tls where it has variables of threads";
const NO_VARIABLES: &str = "in.wat: each thread needs thread-local variables of its own, and nothing is exported that sets them; \
                            link the module with --export=__wasm_init_tls and --export=__tls_size";

const STACK: &str = "(global $__stack_pointer (export \"__stack_pointer\") (mut i32) (i32.const 1024))";

#[test]
fn threads_need_a_stack() {
    let folder = Folder::new("esm_threads_need_a_stack");
    let refuses = |wat: String, message: &str| {
        folder.write("in.wat", wat);
        fails(&folder, &["esm", "in.wat", "-o", "dist", "--factory"], message);
    };
    let own = "(global $__stack_pointer (mut i32) (i32.const 1024))";
    refuses(threads(own, ""), NO_STACK);
    // It has the name, and not the type, or does not set the stack, does so at times, or has another do it.
    for function in [
        "(func (export \"wasi_thread_start\") (param i32) (global.set 0 (i32.load (local.get 0))))",
        "(func (export \"wasi_thread_start\") (param i32 i32))",
        "(func (export \"wasi_thread_start\") (param i32 i32) (if (local.get 0) (then (global.set 0 (i32.load (local.get 1))))))",
        "(func (export \"wasi_thread_start\") (param i32 i32) (call $other)) (func $other (global.set 0 (i32.const 1)))",
    ] {
        refuses(threads(own, function), NO_STACK);
    }
    let another = "(func (export \"wasi_thread_start\") (param i32 i32) (global.set 1 (i32.load (local.get 1))))";
    refuses(threads(&format!("{own} (global (mut i32) (i32.const 0))"), another), NO_STACK);
}

/// A start function as lld 19 makes it, which fills memory once for all threads.
fn linkers_start(sets: &str) -> String {
    format!(
        "(data \"\\01\\00\\00\\00\") (start $start) (func $start
           (block (block (block
               (br_table 0 1 2 (i32.atomic.rmw.cmpxchg (i32.const 1024) (i32.const 0) (i32.const 1))))
             {sets}
             (memory.init 0 (i32.const 16) (i32.const 0) (i32.const 4))
             (i32.atomic.store (i32.const 1024) (i32.const 2))
             (drop (memory.atomic.notify (i32.const 1024) (i32.const -1)))
             (br 1))
            (drop (memory.atomic.wait32 (i32.const 1024) (i32.const 1) (i64.const -1))))
           (data.drop 0))"
    )
}

#[test]
fn threads_need_variables() {
    let folder = Folder::new("esm_threads_need_variables");
    let base = "(global $__tls_base (mut i32) (i32.const 0))";
    let reads = "(func (export \"g\") (result i32) (global.get 1))";
    folder.write("in.wat", threads(&format!("{STACK} {base}"), reads));
    fails(&folder, &["esm", "in.wat", "-o", "dist", "--factory"], NO_VARIABLES);
    // lld defines the global in any case, and its start function sets another, or none.
    folder.write("in.wat", threads(&format!("{STACK} {base}"), ""));
    assert_eq!(said(&folder, &["--factory"]), "");
    // Without names, lld's start function shows it. If that sets nothing, the other global may be anything.
    folder.write(
        "in.wat",
        threads(&format!("{STACK} (global (mut i32) (i32.const 0))"), &linkers_start("(global.set 1 (i32.const 16))")),
    );
    fails(&folder, &["esm", "in.wat", "-o", "dist", "--factory"], NO_VARIABLES);
    folder.write("in.wat", threads(&format!("{STACK} (global (mut i32) (i32.const 0))"), &linkers_start("")));
    said(&folder, &["--factory"]);
    folder.write("in.wasm", testdata("clang19/shared-threads.wasm"));
    assert!(folder.run(["esm", "in.wasm", "-o", "dist", "--factory"], b"").status.success());

    folder.write(
        "in.wat",
        threads(
            &format!("{STACK} {base}"),
            "(func (export \"__wasm_init_tls\") (param i32) (global.set 1 (local.get 0)))",
        ),
    );
    said(&folder, &["--factory"]);
    let declared = String::from_utf8(folder.read("dist/in.d.mts")).expect("it is text");
    assert!(declared.contains("  tls?: number;\n") && declared.contains("  stack?: number;\n"), "{declared}");
}

/// A counter is no stack, whether or not its name says so.
#[test]
fn threads_may_have_no_stack() {
    let folder = Folder::new("esm_threads_may_have_no_stack");
    let note = "  note:     the globals have no names, so it cannot be seen whether one is a stack pointer; if the module has a stack in \
                memory, each thread needs one of its own: link the module with --export=__stack_pointer then\n";
    for (global, said) in [
        ("(global $count (mut i32) (i32.const 1024))", ""),
        ("(global (mut i32) (i32.const 0))", ""),
        ("(global (mut i32) (i32.const 8))", ""),
        ("(global i32 (i32.const 1024))", ""),
        ("(global (mut i32) (i32.const 1024))", note),
    ] {
        folder.write("in.wat", threads(global, ""));
        assert_eq!(self::said(&folder, &["--factory"]), said, "{global}");
    }
}

/// Global 99 has the name, and there is none.
#[test]
fn threads_may_have_wrong_names() {
    let folder = Folder::new("esm_threads_may_have_wrong_names");
    let wrong = "(@custom \"name\" \"\\07\\0d\\01\\63\\0a__tls_base\")";
    folder.write("in.wat", threads(&STACK.replace("$__stack_pointer", ""), wrong));
    said(&folder, &["--factory"]);
}

/// What it sets is not asked for.
#[test]
fn threads_may_start_themselves() {
    let folder = Folder::new("esm_threads_may_start_themselves");
    let start = "(func (export \"wasi_thread_start\") (param i32 i32) (global.set 0 (i32.load (local.get 1))) (global.set 1 (i32.load offset=4 (local.get 1))))";
    for base in ["(global $__tls_base (mut i32) (i32.const 0))", "(global (mut i32) (i32.const 0))"] {
        let stack = STACK.replace("(export \"__stack_pointer\")", "");
        folder.write("in.wat", threads(&format!("{stack} {base}"), start));
        said(&folder, &["--factory"]);
        let declared = String::from_utf8(folder.read("dist/in.d.mts")).expect("it is text");
        assert!(!declared.contains("stack?") && !declared.contains("tls?"), "{declared}");
    }
    // What is exported beside it may be given, and need not.
    folder.write("in.wat", threads(&format!("{STACK} (global (mut i32) (i32.const 0))"), start));
    said(&folder, &["--factory"]);
    let module = String::from_utf8(folder.read("dist/in.mjs")).expect("it is text");
    assert!(module.contains("  if (stack !== undefined) exports.__stack_pointer.value = stack;\n"), "{module}");
    assert!(!module.contains("throw new Error('a further thread"), "{module}");
}

/// Its stack is not there before, whatever the constructors do to an instance.
#[test]
fn a_started_thread_calls_nothing_else() {
    let folder = Folder::new("esm_a_started_thread_calls_nothing_else");
    let constructors =
        "(func (export \"_initialize\") (global.set 1 (i32.const 1)) (i32.store (i32.const 16) (i32.const 1)))";
    let calls = |functions: &str, call: &str| {
        folder.write("in.wat", threads(&format!("{STACK} (global (mut i32) (i32.const 0))"), functions));
        said(&folder, &["--factory", "--init=keep"]);
        let module = String::from_utf8(folder.read("dist/in.mjs")).expect("it is text");
        assert!(module.contains(call), "{module}");
    };
    calls(constructors, "\n  exports._initialize();\n");
    let start = "(func (export \"wasi_thread_start\") (param i32 i32) (global.set 0 (i32.load (local.get 1))))";
    calls(&format!("{constructors} {start}"), "\n  if (first) exports._initialize();\n");
}

/// They have it from each other.
#[test]
fn threads_import_their_memory() {
    let folder = Folder::new("esm_threads_import_their_memory");
    folder.write("in.wat", format!("(module (memory (export \"memory\") 1 1 shared) {STACK})"));
    said(&folder, &["--factory"]);
    let module = String::from_utf8(folder.read("dist/in.mjs")).expect("it is text");
    assert!(module.contains("instantiate({ module, memory, first = !memory, stack, imports } = {})"), "{module}");
    let message = "in.wat: threads have their memory from each other, and the module does not import its own";
    fails(&folder, &["esm", "in.wat", "-o", "dist", "--factory", "--define-memory"], message);
}
