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

const PROGRAMS: [(&str, &str, i32); 2] = [
    ("cargo-initfix", env!("CARGO_BIN_EXE_cargo-initfix"), 101),
    ("initfix-wasm-ld", env!("CARGO_BIN_EXE_initfix-wasm-ld"), 1),
];

/// Runs a program with `--version`, and with this folder alone in `PATH`.
fn version(program: &Path, path: &Path) -> Output {
    Command::new(program).arg("--version").env("PATH", path).output().expect("it starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text is UTF-8")
}

/// A copy in a folder of its own.
fn copy(folder: &Folder, name: &str, program: &str) -> PathBuf {
    fs::create_dir_all(folder.path("alone")).expect("a folder");
    let copy = folder.path("alone").join(name);
    fs::copy(program, &copy).expect("a copy");
    copy
}

#[test]
fn alone_they_say_what_is_missing() {
    let folder = Folder::new("programs-alone");
    for (name, program, status) in PROGRAMS {
        let output = version(&copy(&folder, name, program), &folder.path(""));
        assert_eq!(
            (output.status.code(), text(&output.stderr)),
            (
                Some(status),
                format!(
                    "{name}: error: wasm-initfix is neither beside {name} nor in PATH; `cargo install` brings both\n"
                )
            )
        );
    }
}

#[test]
fn they_find_it_in_the_path() {
    let folder = Folder::new("programs-in-path");
    symlink(env!("CARGO_BIN_EXE_wasm-initfix"), folder.path("wasm-initfix")).expect("a link");
    for (name, program, _) in PROGRAMS {
        let output = version(&copy(&folder, name, program), &folder.path(""));
        assert_eq!(text(&output.stdout), format!("{name} {}\n", env!("CARGO_PKG_VERSION")));
    }
}

/// As those are that `cargo initfix` makes.
#[test]
fn a_link_finds_it_beside_the_program() {
    let folder = Folder::new("programs-linked");
    for (name, program, _) in PROGRAMS {
        let link = folder.path(name);
        symlink(program, &link).expect("a link");
        let output = version(&link, Path::new("/nowhere"));
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
