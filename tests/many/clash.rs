//! Results are compared by where they lead: no module may be lost to another.

use std::fs;
use std::os::unix::fs::symlink;

use super::testdata;
use super::text;
use super::tool::Folder;

const MODULE: &str = "clang19/wrapped.wasm";

fn modules(test: &str, names: &[&str]) -> Folder {
    let folder = Folder::new(test);
    for name in names {
        fs::create_dir_all(folder.path(name).parent().expect("a folder")).expect("a folder");
        folder.write(name, testdata(MODULE));
    }
    folder
}

/// Nothing is written, and no folder is made.
fn refused(folder: &Folder, args: &[&str], message: &str) {
    let before = everything(folder);
    let output = folder.run(args, b"");
    assert_eq!((text(&output.stderr), output.status.code()), (format!("wasm-initfix: error: {message}\n"), Some(2)));
    assert_eq!(everything(folder), before, "{args:?}");
}

/// The files with what is in them, also those of folders.
fn everything(folder: &Folder) -> Vec<(String, Vec<u8>)> {
    let names = folder.names();
    let below = |name: &String| match fs::read_dir(folder.path(name)) {
        Ok(entries) => entries
            .map(|entry| format!("{name}/{}", entry.expect("an entry").file_name().display()))
            .collect::<Vec<_>>(),
        Err(_) => Vec::new(),
    };
    let mut all: Vec<String> = names.iter().flat_map(below).chain(names.clone()).collect();
    all.sort();
    let content = |name: &String| fs::read(folder.path(name)).unwrap_or_default();
    all.iter().map(|name| (name.clone(), content(name))).collect()
}

#[test]
fn two_modules_for_one_file_are_refused() {
    let folder = modules("two_modules_for_one_file_are_refused", &["a.wasm", "b.wasm", "d/b.wasm", "e/old.wasm"]);
    symlink("b.wasm", folder.path("d/a.wasm")).expect("a link");
    let message = "a.wasm would become d/a.wasm, and b.wasm would become d/b.wasm, which is the same file";
    refused(&folder, &["a.wasm", "b.wasm", "--out-dir=d"], message);
    // Also if there is nothing yet where the link leads.
    fs::remove_file(folder.path("d/b.wasm")).expect("a file");
    refused(&folder, &["a.wasm", "b.wasm", "--out-dir=d"], message);
    // Two names of one file.
    for name in ["e/a.wasm", "e/b.wasm"] {
        fs::hard_link(folder.path("e/old.wasm"), folder.path(name)).expect("another name");
    }
    refused(&folder, &["a.wasm", "b.wasm", "--out-dir=e"], &message.replace("d/", "e/"));
    // Under two ways, which are longer than they must be.
    let message = "a.wasm and ./a.wasm would both become new/a.wasm";
    refused(&folder, &["a.wasm", "./a.wasm", "--out-dir=new"], message);
}

#[test]
fn a_result_in_the_place_of_another_module_is_refused() {
    let folder = modules("a_result_in_the_place_of_another_module_is_refused", &["a.wasm", "sub/a.wasm", "b.wasm"]);
    let message = |output: &str, other: &str| {
        format!("sub/a.wasm would become {output}, which is the input {other}; give --out-dir another folder")
    };
    // `b.wasm` leads to `a.wasm`, and so does a folder that is a link, or not there yet.
    fs::remove_file(folder.path("b.wasm")).expect("a file");
    symlink("a.wasm", folder.path("b.wasm")).expect("a link");
    symlink(".", folder.path("here")).expect("a link");
    for out_dir in [".", "here", "new/.."] {
        let words = ["sub/a.wasm", "b.wasm", "--out-dir", out_dir];
        refused(&folder, &words, &message(&format!("{out_dir}/a.wasm"), "b.wasm"));
    }
}

#[test]
fn modules_in_their_own_places_are_no_clash() {
    let folder = modules("modules_in_their_own_places_are_no_clash", &["in/a.wasm", "in/b/c.wasm"]);
    // As cargo has what it links: in `deps` and beside it.
    fs::hard_link(folder.path("in/a.wasm"), folder.path("in/b/a.wasm")).expect("another name");
    symlink("../a.wasm", folder.path("in/b/link.wasm")).expect("a link");
    symlink("in", folder.path("link")).expect("a link");
    let fixed = folder.run(["in/a.wasm", "-o", "-"], b"").stdout;
    let output = folder.run(["--recursive", "in", "--out-dir", "link", "-q"], b"");
    assert_eq!((text(&output.stderr).as_str(), output.status.code()), ("", Some(0)));
    for name in ["in/a.wasm", "in/b/a.wasm", "in/b/c.wasm", "in/b/link.wasm"] {
        assert_eq!(folder.read(name), fixed, "{name}");
    }
    assert!(folder.path("in/b/link.wasm").is_symlink());
}

#[test]
fn what_is_no_file_may_be_written_to_twice() {
    let folder = modules("what_is_no_file_may_be_written_to_twice", &["a.wasm", "b.wasm", "d/old"]);
    for name in ["d/a.wasm", "d/b.wasm"] {
        symlink("/dev/null", folder.path(name)).expect("a link");
    }
    let output = folder.run(["a.wasm", "b.wasm", "--out-dir=d", "-q"], b"");
    assert_eq!((text(&output.stderr).as_str(), output.status.code()), ("", Some(0)));
}

/// Where case counts. Where it does not, they are one file, as a test in `src/cli/many/clash.rs` has it.
#[test]
#[cfg(target_os = "linux")]
fn names_may_differ_by_case() {
    let folder = modules("names_may_differ_by_case", &["a.wasm", "A.wasm"]);
    let output = folder.run(["a.wasm", "A.wasm", "--out-dir=out/new", "-q"], b"");
    assert_eq!((text(&output.stderr).as_str(), output.status.code()), ("", Some(0)));
    assert_eq!(folder.names(), ["A.wasm", "a.wasm", "out"]);
    assert_eq!(fs::read_dir(folder.path("out/new")).expect("a folder").count(), 2);
}
