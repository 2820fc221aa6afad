//! `wasm-initfix inspect` of several modules, and of folders.

use super::PLAIN;
use super::REACTOR;
use super::fails;
use super::succeeds;
use super::text;
use super::tool::Folder;
use super::tool::testdata;

/// A folder with one module of each sort: as it should be, faulty, in doubt, and none at all.
fn build(name: &str) -> Folder {
    let folder = Folder::new(name);
    std::fs::create_dir_all(folder.path("build/deep")).expect("a folder");
    folder.write("build/wrapped.wasm", testdata("clang19/wrapped.wasm"));
    folder.write("build/deep/stripped.wasm", testdata("clang19/wrapped-one-export-stripped.wasm"));
    folder.write("build/deep/start.wasm", testdata("assemblyscript/abort-only.wasm"));
    folder.write("build/deep/notes.txt", "no module");
    folder
}

/// The last line of standard output, standard error and the status.
fn end(folder: &Folder, words: &[&str]) -> (String, String, Option<i32>) {
    let output = folder.run([&["inspect"], words].concat(), b"");
    let last = text(&output.stdout).lines().last().unwrap_or_default().to_owned();
    (last, text(&output.stderr).to_owned(), output.status.code())
}

const THREE: &str = "3 modules: 1 is initialised as it should be, 1 is not initialised as it should be, 1 does not show who initialises it";

#[test]
fn folders_are_gone_through_by_name() {
    let folder = build("inspect_folders");
    fails(&folder, &["inspect", "build"], "build: a folder; --recursive takes the modules in it");
    let output = folder.run(["inspect", "build", "--recursive"], b"");
    succeeds(&output, "");
    let said = text(&output.stdout);
    let titles: Vec<&str> = said.lines().filter(|line| line.starts_with("build/")).collect();
    let titles: Vec<&str> = titles.iter().filter_map(|title| title.split(": ").next()).collect();
    assert_eq!(titles, ["build/deep/start.wasm", "build/deep/stripped.wasm", "build/wrapped.wasm"]);
    assert!(said.ends_with(&format!("\n\n{THREE}\n")), "{said}");
    std::fs::create_dir(folder.path("empty")).expect("a folder");
    fails(&folder, &["inspect", "empty", "--recursive"], "empty: there is no .wasm file in it");
}

#[test]
fn a_summary_counts_what_the_host_makes_of_them() {
    let folder = build("inspect_summary");
    let all = ["build", "--recursive"];
    let with = |host: &str| end(&folder, &[&all[..], &[host]].concat()).0;
    assert_eq!(
        with("--host=js"),
        "3 modules with js: 1 is initialised as it should be, 1 needs a change, 1 does not show who initialises it"
    );
    // It gives a page, and all of these want two.
    folder.write(
        "build/wants-two.wat",
        "(module (import \"env\" \"memory\" (memory 2)) (func (export \"_initialize\")))",
    );
    let named = ["build/wants-two.wat", "build/wants-two.wat", "--host=wasm4"];
    assert_eq!(end(&folder, &named).0, "2 modules with wasm4: 2 are unfit");
    // One of a folder is counted, too; one that is named is not.
    std::fs::create_dir(folder.path("one")).expect("a folder");
    folder.write("one/in.wat", PLAIN);
    folder.write("one/in.wasm", testdata("assemblyscript/abort-only.wasm"));
    assert_eq!(end(&folder, &["one", "--recursive"]).0, "1 module: 1 is initialised as it should be");
    assert!(!end(&folder, &["one/in.wat"]).0.starts_with('1'));
}

#[test]
fn what_cannot_be_inspected_is_said_beside_the_others() {
    let folder = build("inspect_beside");
    folder.write("in.wat", REACTOR);
    folder.write("build/broken.wasm", "no module");
    let error =
        "wasm-initfix: error: build/broken.wasm: text, not a WebAssembly module; it starts with \"no module\"\n";
    let said = "4 modules: 1 is initialised as it should be, 1 is not initialised as it should be, 1 does not show who initialises it, 1 could not be inspected";
    assert_eq!(end(&folder, &["build", "--recursive"]), (said.to_owned(), error.to_owned(), Some(2)));
    let missing = "wasm-initfix: error: missing.wasm: no such file\n";
    let (said, stderr, status) = end(&folder, &["missing.wasm", "in.wat", "--report=json"]);
    assert_eq!((said.as_str(), stderr.as_str(), status), ("]", missing, Some(2)));
}

/// Each count says the whole, whatever stands before it.
#[test]
fn a_summary_says_what_is_not_so() {
    let folder = build("inspect_not_so");
    let wrapped = "build/wrapped.wasm";
    let last = |words: &[&str]| end(&folder, words).0;
    assert_eq!(last(&[wrapped, "--recursive"]), "1 module: 1 is not initialised as it should be");
    assert_eq!(last(&[wrapped, wrapped]), "2 modules: 2 are not initialised as they should be");
    let missing = "2 modules: 1 is not initialised as it should be, 1 could not be inspected";
    assert_eq!(last(&[wrapped, "missing.wasm"]), missing);
}

/// A folder is no module, and does not keep others from being inspected.
#[test]
fn a_folder_without_modules_is_said_beside_the_others() {
    let folder = build("inspect_empty_folder");
    std::fs::create_dir(folder.path("empty")).expect("a folder");
    let error = "empty: there is no .wasm file in it";
    let line = format!("wasm-initfix: error: {error}\n");
    let (said, stderr, status) = end(&folder, &["--recursive", "empty", "build"]);
    assert_eq!((said, stderr, status), (format!("{THREE}; no module was found in 1 folder"), line.clone(), Some(2)));
    let (said, stderr, status) = end(&folder, &["--recursive", "empty", "empty"]);
    assert_eq!((said, stderr, status), (String::new(), format!("{line}{line}"), Some(2)));
}

/// A program learns of each module, and of each folder.
#[test]
fn an_array_has_what_could_not_be_inspected() {
    let folder = build("inspect_array_errors");
    std::fs::create_dir(folder.path("empty")).expect("a folder");
    let output =
        folder.run(["inspect", "--report=json", "--recursive", "missing.wasm", "build/wrapped.wasm", "empty"], b"");
    assert_eq!(output.status.code(), Some(2));
    let objects: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).expect("an array");
    let of =
        |file: &str, why: &str| serde_json::json!({ "schema": 1, "file": file, "error": format!("{file}: {why}") });
    assert_eq!(objects.len(), 3);
    assert_eq!(objects[0], of("missing.wasm", "no such file"));
    assert_eq!(objects[1]["file"], "build/wrapped.wasm");
    assert_eq!(objects[2], of("empty", "there is no .wasm file in it"));
}

#[test]
fn check_has_a_line_for_each_doubt() {
    let folder = build("inspect_doubts");
    let name = "build/deep/stripped.wasm";
    let (_, stderr, status) = end(&folder, &["--check", name, name]);
    assert_eq!(status, Some(2));
    let lines: Vec<&str> = stderr.lines().collect();
    let begin = format!("wasm-initfix: error: {name}: it cannot be seen who runs");
    assert!(lines.len() == 2 && lines.iter().all(|line| line.starts_with(&begin) && !line.contains(';')), "{stderr}");
}

/// The message names what was typed.
#[test]
fn a_picture_is_of_one_module() {
    let folder = build("inspect_picture");
    let picture = ["inspect", "--recursive", "--graph=x.svg"];
    let with = |words: &[&'static str]| [&picture[..], words].concat();
    fails(&folder, &with(&["build"]), "--graph draws one module, and `build` has 3: name one of them");
    fails(&folder, &with(&["build/wrapped.wasm", "build/deep"]), "unexpected `build/deep`: --graph draws one module");
}

/// The worst of them gives the status.
#[test]
fn check_is_of_all() {
    let folder = build("inspect_check");
    let check = |words: &[&str]| end(&folder, &[&["--recursive", "--check"], words].concat()).2;
    assert_eq!(check(&["build"]), Some(1));
    let (said, stderr, status) = end(&folder, &["build/deep", "--recursive", "--check"]);
    assert_eq!(said, "2 modules: 1 is initialised as it should be, 1 does not show who initialises it");
    assert!(
        stderr.starts_with("wasm-initfix: error: build/deep/stripped.wasm: it cannot be seen who runs"),
        "{stderr}"
    );
    assert_eq!(status, Some(2));
    std::fs::remove_file(folder.path("build/deep/stripped.wasm")).expect("it is there");
    assert_eq!(check(&["build/deep"]), Some(0));
    folder.write("build/broken.wasm", "no module");
    assert_eq!(check(&["build"]), Some(2));
}

/// A program that asks for a folder gets an array, however many there are.
#[test]
fn a_folder_is_an_array() {
    let folder = build("inspect_array");
    for (words, names) in [
        (
            &["build", "--recursive"][..],
            &["build/deep/start.wasm", "build/deep/stripped.wasm", "build/wrapped.wasm"][..],
        ),
        (&["build/wrapped.wasm", "--recursive"], &["build/wrapped.wasm"]),
    ] {
        let output = folder.run([&["inspect", "--report=json"], words].concat(), b"");
        succeeds(&output, "");
        let objects: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).expect("an array");
        assert_eq!(objects.iter().map(|it| it["file"].as_str().unwrap_or_default()).collect::<Vec<_>>(), names);
    }
}
