//! Names that would harm a file, or find the wrong one.

use std::fs;

use super::Linking;
use super::stderr;

#[test]
fn a_bug_report_may_not_replace_what_it_is_about() {
    let linking = Linking::new("a_bug_report_may_not_replace_what_it_is_about");
    linking.0.write("a.o", "an object");
    linking.0.write("out.wasm", "old");
    fs::create_dir(linking.0.path("sub")).expect("a folder");
    std::os::unix::fs::symlink("../out.wasm", linking.0.path("sub/link")).expect("a link");
    let before = linking.0.contents();
    let output = "the output has this name; give the archive another";
    let input = "the linker is told this name for another file; give the archive another";
    for (tar, why) in
        [("out.wasm", output), ("./out.wasm", output), ("sub/out.wasm", output), ("sub/link", output), ("a.o", input)]
    {
        let option = format!("--initfix-reproduce={tar}");
        let said = linking.run(["a.o", "-o", "out.wasm", &option]);
        assert_eq!(
            (said.status.code(), stderr(&said)),
            (Some(1), format!("initfix-wasm-ld: error: {option}: {why}\n"))
        );
        assert_eq!(linking.0.contents(), before);
    }
}

/// Such an entry is left by a variable that is not set. What lies in the current folder may be of others.
#[test]
fn an_empty_entry_of_path_is_no_folder() {
    let linking = Linking::new("an_empty_entry_of_path_is_no_folder");
    for name in ["wasm-ld-99", "rust-lld"] {
        linking.program(name, "#!/bin/sh\necho mine\n");
    }
    for path in ["", ":", ":/no/such/folder", "/no/such/folder:", "/no::/such"] {
        for (words, message) in [
            (&["-o", "out.wasm"][..], "no wasm-ld and no rust-lld in PATH; name the linker with --initfix-linker=PATH"),
            (&["--initfix-linker=wasm-ld", "-o", "out.wasm"], "wasm-ld: no such linker"),
        ] {
            let output = linking.command().env("PATH", path).args(words).output().expect("it starts");
            assert_eq!(
                (output.status.code(), stderr(&output)),
                (Some(1), format!("initfix-wasm-ld: error: {message}\n"))
            );
        }
    }
    let output = linking.command().env("PATH", ".").args(["--version"]).output().expect("it starts");
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(0), &b"fake\n"[..]), "a dot is that folder");
}
