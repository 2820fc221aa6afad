//! Options that are for many modules, beside the path by which the linker is called or in `Cargo.toml`.

use std::process::Command;

use super::Linking;
use super::stderr;
use super::testdata;

#[test]
fn what_many_are_told_need_not_fit_all() {
    let linking = Linking::new("general");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_initfix-wasm-ld"), linking.0.path("my-wasm-ld")).expect("a link");
    let link = |module: &str, own: &str| {
        linking.0.write("linked.wasm", testdata(module));
        linking.0.write("my-wasm-ld.rsp", "--initfix-linker=./wasm-ld --initfix-init=lazy");
        let mut command = Command::new(linking.0.path("my-wasm-ld"));
        let output = command.current_dir(linking.0.path("")).args(["-o", "out.wasm", own]).output().expect("it starts");
        (output.status.code(), stderr(&output))
    };
    let why = "out.wasm: this module exports `_start`, which runs the program, and 4 other exports run its \
               constructors again, on every call; it is a program, which initialises itself; say --initfix-init=lazy if \
               other exports need its constructors, or --initfix-init-export=_start if it is an initialiser after all";
    // A program beside a library.
    assert_eq!(link("clang19/command.wasm", "--no-entry"), (Some(0), String::new()));
    assert_eq!(linking.0.read("out.wasm"), testdata("clang19/command.wasm"));
    let refused = format!("initfix-wasm-ld: error: {why}\n");
    assert_eq!(link("clang19/command.wasm", "--initfix-init=export"), (Some(1), refused));
    assert_eq!(link("clang19/command.wasm", "--initfix-init=start"), (Some(0), String::new()));
    assert_ne!(linking.0.read("out.wasm"), testdata("clang19/command.wasm"));
    let (code, said) = link("clang19/dylink.wasm", "--no-entry");
    assert_eq!(code, Some(0));
    assert!(said.starts_with("initfix-wasm-ld: warning: out.wasm: this module "), "{said}");
}

/// `main` is for programs: libraries that are built beside them do without.
#[test]
fn settings_may_speak_of_main() {
    let linking = Linking::new("main");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_initfix-wasm-ld"), linking.0.path("my-wasm-ld")).expect("a link");
    let settings = "--initfix-linker=./wasm-ld --initfix-init=start --initfix-export-main";
    linking.0.write("my-wasm-ld.rsp", settings);
    let link = |module: &str| {
        linking.0.write("linked.wasm", testdata(module));
        let mut command = Command::new(linking.0.path("my-wasm-ld"));
        let line = ["-o", "out.wasm", "--initfix-verbose"];
        let output = command.current_dir(linking.0.path("")).args(line).output().expect("it starts");
        (output.status.code(), stderr(&output))
    };
    let (code, said) = link("clang19/command.wasm");
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("the module exports the program's `main` as `main`"), "{said}");
    let (code, said) = link("clang19/wrapped.wasm");
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("settings that this module has nothing for: export-main (it is no program)"), "{said}");
    assert!(said.contains("fixed: the constructors now run once, in the start section"), "{said}");
}

/// A module that lacks what a setting names does without that setting; what the line says has to fit.
#[test]
fn settings_may_name_what_a_module_does_not_have() {
    let linking = Linking::new("absent");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_initfix-wasm-ld"), linking.0.path("my-wasm-ld")).expect("a link");
    let link = |settings: &str, line: &[&str]| {
        linking.0.write("my-wasm-ld.rsp", format!("--initfix-linker=./wasm-ld {settings}"));
        let mut command = Command::new(linking.0.path("my-wasm-ld"));
        let command = command.current_dir(linking.0.path("")).env("WASM_INITFIX_LOG", "log");
        let output = command.args(["-o", "out.wasm"]).args(line).output().expect("it starts");
        (output.status.code(), stderr(&output))
    };
    let ignored = "settings that this module has nothing for: assume env.log (no such import), \
                   init-export setup (no such function of type () -> ())";
    let settings = "--initfix-assume=env.log=memory --initfix-assume=env.*=pure --initfix-init-export=setup";
    assert_eq!(link(settings, &[]), (Some(0), String::new()));
    assert_eq!(linking.0.read("out.wasm"), linking.fixed(&[]));
    let log = String::from_utf8(linking.0.read("log")).expect("UTF-8");
    assert!(log.ends_with(&format!("\"warnings\":[],\"notes\":[\"{ignored}\"]}}\n")), "{log}");
    let (code, said) = link(settings, &["--initfix-verbose"]);
    assert_eq!((code, said.lines().last()), (Some(0), Some(format!("  note:     {ignored}").as_str())));
    for (word, what) in [
        ("--initfix-assume=env.log=memory", "--initfix-assume env.log: no function is imported under that name"),
        ("--initfix-init-export=setup", "--initfix-init-export=setup: no function is exported under that name"),
        ("--initfix-rename-import=env=./host.mjs", "--initfix-rename-import: nothing is imported as `env`"),
        (
            "--initfix-rename-export=mxi=run",
            "--initfix-rename-export: nothing is exported as `mxi`; did you mean `mix`?",
        ),
    ] {
        let refused = format!("initfix-wasm-ld: error: out.wasm: {what}\n");
        assert_eq!(link("", &[word]), (Some(1), refused.clone()));
        // Also if a setting says the same.
        assert_eq!(link(word, &[word]), (Some(1), refused));
    }
}

/// The link line names imports and exports anew; of what a setting says, a module takes what it has something for.
#[test]
fn names_change_on_the_link_line() {
    let linking = Linking::new("names");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_initfix-wasm-ld"), linking.0.path("my-wasm-ld")).expect("a link");
    let line = ["--initfix-rename-import=env=./host.mjs", "--initfix-rename-export=total=sum"];
    let settings = "--initfix-linker=./wasm-ld --initfix-rename-import=other=x --initfix-rename-export=nothing=y";
    linking.0.write("linked.wasm", testdata("clang19/reactor-callback.wasm"));
    linking.0.write("my-wasm-ld.rsp", settings);
    let mut command = Command::new(linking.0.path("my-wasm-ld"));
    let command = command.current_dir(linking.0.path("")).args(["-o", "out.wasm", "--initfix-verbose"]).args(line);
    let output = command.output().expect("it starts");
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    let ignored = "settings that this module has nothing for: rename-import other=x (no such import), \
                   rename-export nothing=y (no such export)";
    assert!(said.contains(ignored), "{said}");
    let linked = linking.0.read("out.wasm");
    let has = |name: &str| linked.windows(name.len()).any(|window| window == name.as_bytes());
    assert!(has("\u{a}./host.mjs") && !has("\u{3}env") && has("\u{3}sum") && !has("\u{5}total\0"), "{said}");
}

#[test]
fn settings_for_the_memory_are_for_modules_that_have_one() {
    let linking = Linking::new("no-memory");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_initfix-wasm-ld"), linking.0.path("my-wasm-ld")).expect("a link");
    linking.0.write("linked.wasm", wat::parse_str("(module (func (export \"f\")))").expect("text"));
    linking.0.write("my-wasm-ld.rsp", "--initfix-linker=./wasm-ld --initfix-import-memory");
    let link = |line: &str| {
        let mut command = Command::new(linking.0.path("my-wasm-ld"));
        command.current_dir(linking.0.path("")).args(["-o", "out.wasm", line]).output().expect("it starts")
    };
    let output = link("--initfix-verbose");
    let ignored = "  note:     settings that this module has nothing for: those for the memory (there is none)";
    assert_eq!((output.status.code(), stderr(&output).lines().last()), (Some(0), Some(ignored)));
    let output = link("--initfix-export-memory");
    let refused = "there is no memory, so memory options change nothing";
    assert_eq!(stderr(&output), format!("initfix-wasm-ld: error: out.wasm: {refused}\n"));
}

/// A table of almost our name would otherwise be missed without a word.
#[test]
fn a_table_whose_name_has_a_typing_error_is_said() {
    let linking = Linking::new("misspelt");
    let manifest = "[package]\nname = \"plugin\"\nversion = \"0.1.0\"\n[lib]\npath = \"lib.rs\"\n[workspace.metadata.initfxi]\n\
                    [package.metadata.wasm-initfix]\ninit = \"lazy\"\n";
    linking.0.write("Cargo.toml", manifest);
    linking.0.write("lib.rs", "");
    let link = |words: &[&str]| {
        let mut command = linking.command();
        let command = command.env("CARGO", env!("CARGO")).env("CARGO_MANIFEST_DIR", linking.0.path(""));
        let output = command.env("CARGO_CRATE_NAME", "plugin").args(["-o", "out.wasm"]).args(words).output();
        stderr(&output.expect("it starts"))
    };
    let manifest = linking.0.path("Cargo.toml");
    let said = [("workspace", "initfxi"), ("package", "wasm-initfix")].map(|(kind, name)| {
        format!(
            "initfix-wasm-ld: warning: {}: unused manifest key: {kind}.metadata.{name}; did you mean {kind}.metadata.initfix?\n",
            manifest.display()
        )
    });
    assert_eq!(link(&["--initfix-linker=wasm-ld"]), said.concat());
    assert_eq!(link(&["--initfix-linker=wasm-ld", "--initfix-quiet"]), "");
}
