//! `cargo-initfix` and `initfix-wasm-ld` find `wasm-initfix`, and become it.
#![cfg(all(unix, feature = "cli"))]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;

#[allow(dead_code, reason = "nothing is fixed here")]
#[path = "support/tool.rs"]
mod tool;

use tool::Folder;

/// Each with the exit status of an error.
const PROGRAMS: [(&str, &str, i32); 2] = [
    ("cargo-initfix", env!("CARGO_BIN_EXE_cargo-initfix"), 101),
    ("initfix-wasm-ld", env!("CARGO_BIN_EXE_initfix-wasm-ld"), 1),
];

/// Asks a program for its version, with this folder alone in `PATH`.
fn version(name: &str, program: &Path, path: &Path) -> Output {
    // The other is the linker's.
    let word = if name == "cargo-initfix" { "--version" } else { "--initfix-version" };
    Command::new(program).arg(word).env("PATH", path).output().expect("it starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text is UTF-8")
}

/// A copy in a folder of its own.
fn copy(folder: &Folder, name: &str, program: &str) -> PathBuf {
    fs::create_dir_all(folder.path("alone")).expect("a folder");
    let copy = folder.path("alone").join(name);
    // By another process: a test that forks meanwhile would hold the file open, and what is open for writing cannot be run.
    let copied = Command::new("cp").arg(program).arg(&copy).status().expect("it starts");
    assert!(copied.success());
    copy
}

#[test]
fn alone_they_say_what_is_missing() {
    let folder = Folder::new("programs-alone");
    // One in the path is not taken: it may be another.
    symlink(env!("CARGO_BIN_EXE_wasm-initfix"), folder.path("wasm-initfix")).expect("a link");
    for (name, program, status) in PROGRAMS {
        let copy = copy(&folder, name, program);
        let real = fs::canonicalize(copy.parent().expect("a folder")).expect("it is there");
        let output = version(name, &copy, &folder.path(""));
        let said = format!(
            "{name}: error: wasm-initfix has to be beside {name}, in {}; `cargo install` puts both into one folder\n",
            real.display()
        );
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(status), said.clone()));
        // A link to itself would run for ever.
        let own = copy.with_file_name("wasm-initfix");
        symlink(&copy, &own).expect("a link");
        assert_eq!(text(&version(name, &copy, &folder.path("")).stderr), said);
        fs::remove_file(own).expect("it is there");
    }
}

/// So a package manager may have them.
#[test]
fn copies_under_other_names_are_known() {
    let folder = Folder::new("programs-copied");
    let copy = copy(&folder, "wasm-ld", PROGRAMS[1].1);
    symlink(env!("CARGO_BIN_EXE_wasm-initfix"), copy.with_file_name("wasm-initfix")).expect("a link");
    let link = |path: &Path| {
        let mut command = Command::new(&copy);
        command.args(["a.o", "-o", "a.wasm"]).current_dir(folder.path("")).env("PATH", path);
        text(&command.output().expect("it starts").stderr)
    };
    let none =
        "initfix-wasm-ld: error: no wasm-ld and no rust-lld in PATH; name the linker with --initfix-linker=PATH\n";
    assert_eq!(link(copy.parent().expect("a folder")), none);
    // A linker may have our name: what is called, is known by its place.
    fs::create_dir_all(folder.path("theirs")).expect("a folder");
    let theirs = folder.path("theirs").join("initfix-wasm-ld");
    symlink("/bin/false", &theirs).expect("a link");
    let mut command = Command::new(&copy);
    command
        .arg(format!("--initfix-linker={}", theirs.display()))
        .args(["a.o", "-o", "a.wasm"])
        .current_dir(folder.path(""));
    let failed =
        format!("initfix-wasm-ld: note: the linker {} failed; --initfix-linker=PATH names another\n", theirs.display());
    assert_eq!(text(&command.output().expect("it starts").stderr), failed);
}

/// As those are that `cargo initfix` makes.
#[test]
fn a_link_finds_it_beside_the_program() {
    let folder = Folder::new("programs-linked");
    for (name, program, _) in PROGRAMS {
        let link = folder.path(name);
        symlink(program, &link).expect("a link");
        let output = version(name, &link, Path::new("/nowhere"));
        assert_eq!(text(&output.stdout), format!("{name} {}\n", env!("CARGO_PKG_VERSION")));
    }
}

/// The words behind the name go through as they are.
#[test]
fn a_word_that_starts_it_so_is_no_option_of_its_own() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_wasm-initfix")).args(["-", "--as-cargo-initfix"]).output().expect("it starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).starts_with("wasm-initfix: error: unexpected argument"), "{}", text(&output.stderr));
}
