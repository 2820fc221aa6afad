//! `wasm-initfix esm`: what nothing gives, which memory is which, and the types of that. What comes of it is for `esm_hosts.rs`.

use super::fails;
use super::text;
use super::tool::Folder;
use super::tool::testdata;

/// What is written for a module as text, with these options: `in.host.mjs`, and the types.
fn written(folder: &Folder, wat: &str, options: &[&str]) -> (String, String) {
    folder.write("in.wat", wat);
    let output = folder.run([&["esm", "in.wat", "-o", "dist"], options].concat(), b"");
    assert_eq!((text(&output.stderr), output.status.code()), ("", Some(0)), "{wat}");
    let read = |name: &str| text(&folder.read(format!("dist/{name}"))).to_owned();
    let types = if options.contains(&"--direct") { "in.d.wasm.ts" } else { "in.d.mts" };
    (read("in.host.mjs"), read(types))
}

fn refuses(folder: &Folder, wat: &str, options: &[&str], message: &str) {
    folder.write("in.wat", wat);
    fails(folder, &[&["esm", "in.wat", "-o", "dist"], options].concat(), &format!("in.wat: {message}"));
}

#[test]
fn what_nothing_gives_is_refused() {
    let folder = Folder::new("esm_what_nothing_gives");
    let wasi = "wasi_snapshot_preview1";
    let strings = "wasm:js-string";
    for (module, name, what, fault) in [
        (wasi, "sock_open", "(func (result i32))", "WASI preview 1 has no such function"),
        ("wasi_unstable", "fd_fdstat", "(func)", "WASI preview 1 has no such function"),
        (wasi, "errno", "(global i32)", "WASI preview 1 has functions alone"),
        (wasi, "failed", "(tag)", "WASI preview 1 has functions alone"),
        (strings, "nonsense", "(func)", "engines have no such function there"),
        (strings, "length", "(func (param i32) (result i32))", "the function of engines has another type"),
        (strings, "length", "(func (param externref))", "the function of engines has another type"),
        (
            strings,
            "concat",
            "(func (param externref externref) (result externref))",
            "the function of engines has another type",
        ),
        ("wasm:js/string-constants", "three", "(global i32)", "the constants of that module are strings: `externref`"),
    ] {
        let wat = format!(r#"(module (import "{module}" "{name}" {what}) (memory (export "memory") 1))"#);
        let message = format!(
            "it imports `{module}.{name}`, and {fault}; --rename-import={module}.{name}=MODULE,NAME has your imports give it"
        );
        refuses(&folder, &wat, &["--imports=given.mjs"], &message);
        // The way out is one.
        let rename = format!("--rename-import={module}.{name}=env,{}", name.replace('-', "_"));
        let (host, _) = written(&folder, &wat, &["--imports=given.mjs", &rename]);
        assert!(host.contains(&format!("{name}: env.{name}")), "{host}");
    }
    let wat =
        r#"(module (import "wasi_snapshot_preview1" "sock_open" (func (result i32))) (memory (export "memory") 1))"#;
    let (host, _) = written(&folder, wat, &["--imports=given.mjs", "--wasi=given"]);
    assert!(host.contains("sock_open: wasi_snapshot_preview1.sock_open"), "{host}");
}

#[test]
fn wasi_has_the_memory_that_is_exported_as_memory() {
    let folder = Folder::new("esm_wasi_has_the_memory");
    let write = r#"(import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))"#;
    let wat = format!(r#"(module {write} (import "env" "pool" (memory 1)) (memory (export "memory") 1 7))"#);
    let (host, _) = written(&folder, &wat, &[]);
    assert!(host.contains("wasi_snapshot_preview1: { ...bind(memory1) }"), "{host}");
    assert!(host.contains("const memory1 = new WebAssembly.Memory({ initial: 1, maximum: 7 });"), "{host}");
    let wat = format!(r#"(module {write} (import "env" "pool" (memory 1)) (memory (export "heap") 1))"#);
    refuses(
        &folder,
        &wat,
        &[],
        "WASI needs the memory that is exported as `memory`, and none of the 2 memories is exported so; --wasi=given leaves WASI to \
         your imports",
    );
    refuses(
        &folder,
        &format!(r#"(module {write} (import "env" "memory" (memory 1 (pagesize 1))))"#),
        &["--imports=given.mjs"],
        "WASI needs the memory before the module is instantiated, and JavaScript makes none with pages of this size; --wasi=given \
         leaves WASI to your imports",
    );
}

#[test]
fn threads_share_one_memory() {
    let folder = Folder::new("esm_threads_share_one_memory");
    let wat = r#"(module (memory (export "memory") 1) (memory (export "shared") 1 2 shared))"#;
    let (host, _) = written(&folder, wat, &["--factory"]);
    assert!(host.contains("env: { memory }"), "{host}");
    let module = folder.read("dist/in.mjs");
    let made = "newMemory = () => new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });";
    assert!(text(&module).contains(made), "{}", text(&module));
    refuses(
        &folder,
        r#"(module (import "env" "one" (memory 1 2 shared)) (memory (export "two") 1 2 shared))"#,
        &["--factory"],
        "threads get one memory from each other, and 2 memories of the module are shared; share one of them",
    );
}

/// What the option asks for is refused as it is elsewhere, and not passed over.
#[test]
fn what_cannot_be_zeroed_is_said() {
    let folder = Folder::new("esm_what_cannot_be_zeroed");
    let wat = r#"(module (import "env" "log" (func)) (memory (export "memory") 1))"#;
    refuses(
        &folder,
        wat,
        &["--imports=given.mjs", "--zero-memory"],
        "--zero-memory: no data segment tells where the module's static data begins; --zero-memory=all fills the memory from address \
         0, --zero-memory=ADDRESS from another",
    );
    let (host, _) = written(&folder, wat, &["--imports=given.mjs", "--zero-memory=all"]);
    assert!(host.contains("register?.({ memory });"), "{host}");
}

#[test]
fn a_memory_is_no_larger_than_it_may_be() {
    let folder = Folder::new("esm_a_memory_is_no_larger");
    let made = |limits: &str| {
        let wat = format!(r#"(module (import "env" "memory" (memory {limits})) (data (i32.const 200000) "data"))"#);
        let (host, _) = written(&folder, &wat, &[]);
        host.lines().find(|line| line.contains("const memory")).unwrap_or_default().to_owned()
    };
    assert_eq!(made("1"), "export const memory = new WebAssembly.Memory({ initial: 4 });");
    assert_eq!(made("1 3"), "export const memory = new WebAssembly.Memory({ initial: 3, maximum: 3 });");
    assert_eq!(made("5"), "export const memory = new WebAssembly.Memory({ initial: 5 });");
}

#[test]
fn a_module_itself_imports_plain_names() {
    let folder = Folder::new("esm_a_module_itself_imports_plain_names");
    let wat = r#"(module (import "a'b" "c\"d" (func)) (import "a\\b" "c d" (func)) (import "wasm:own" "\u{e9}" (func))
        (import "a_b" "c_d" (func)))"#;
    let (host, _) = written(&folder, wat, &["--imports=given.mjs", "--direct"]);
    let exported =
        host.lines().filter_map(|line| line.strip_prefix("export { import")?.split_once(" as ")).map(|it| it.1);
    assert_eq!(exported.collect::<Vec<_>>(), ["'a_b.c_d' };", "'a_b.c_d-1' };", "'wasm_own._' };", "'a_b.c_d-3' };"]);
}

#[test]
fn new_is_a_method() {
    let folder = Folder::new("esm_new_is_a_method");
    let wat = r#"(module (import "env" "new" (func (param i32))) (func (export "new") (param i32) (result i32) (i32.const 1)))"#;
    for options in [&["--imports=given.mjs"][..], &["--factory"]] {
        let (_, types) = written(&folder, wat, options);
        assert!(types.contains("  'new'(a0: number): number;\n"), "{types}");
        assert!(types.contains("    'new'(a0: number): void;\n"), "{types}");
    }
}

#[test]
fn types_of_a_factory_have_all_that_is_made() {
    let folder = Folder::new("esm_types_of_a_factory");
    let wat = r#"(module (import "env" "memory" (memory 1)) (import "env" "t" (table 1 funcref)) (import "env" "log" (func)))"#;
    let (_, types) = written(&folder, wat, &["--factory"]);
    let instance =
        "(instance: { memory?: WebAssembly.Memory; table?: WebAssembly.Table; exports?: Exports }) => Imports";
    assert!(types.contains(instance), "{types}");
    for (bits, address, ty) in [("i32", "", "number"), ("i64", "i64", "bigint")] {
        let wat = format!(
            r#"(module (memory (export "memory") {address} 1 2 shared)
                (global $__stack_pointer (export "__stack_pointer") (mut {bits}) ({bits}.const 8))
                (func (export "__wasm_init_tls") (param {bits})))"#
        );
        folder.write("in.wat", &wat);
        assert!(folder.run(["esm", "in.wat", "-o", "dist", "--factory"], b"").status.success(), "{bits}");
        let types = folder.read("dist/in.d.mts");
        let types = text(&types);
        assert!(types.contains(&format!("  stack?: {ty};\n")), "{types}");
        assert!(types.contains(&format!("  tls?: {ty};\n")), "{types}");
    }
}

/// The constructors have another initialiser, and hosts that know the name would call it.
#[test]
fn an_initialize_of_the_programs_own_is_said() {
    let folder = Folder::new("esm_an_initialize_of_the_programs_own");
    let said = |module: &str, options: &[&str]| {
        folder.write("in.wasm", testdata(&format!("{module}.wasm")));
        let output = folder
            .run([&["esm", "in.wasm", "-o", "dist", "--report=json", "--imports=given.mjs"], options].concat(), b"");
        assert_eq!((text(&output.stderr), output.status.code()), ("", Some(0)), "{module} {options:?}");
        let said: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
        let notes = said["notes"].as_array().expect("notes").iter();
        let notes = notes.filter_map(|note| note.as_str().filter(|note| note.starts_with("`_initialize` ")));
        notes.map(str::to_owned).collect::<Vec<_>>()
    };
    let note = "`_initialize` is a function of the program's own and not what runs its constructors, so importing it does not call it; \
                call it yourself, if the program needs that";
    for options in [&[][..], &["--direct"], &["--init=start"]] {
        assert_eq!(said("clang19/wrapped-initialize-taken", options), [note], "{options:?}");
    }
    for module in ["clang19/reactor-log", "clang19/wrapped-log", "clang19/ctors"] {
        for options in [&[][..], &["--direct"], &["--init=start"], &["--init=lazy"]] {
            assert_eq!(said(module, options), [""; 0], "{module} {options:?}");
        }
    }
}
