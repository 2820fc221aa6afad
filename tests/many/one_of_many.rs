//! What goes wrong with one file ends no more than that.

use std::fs;
use std::fs::OpenOptions;
use std::process::Command;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use super::testdata;
use super::text;
use super::tool::Folder;
use super::user::public;
use super::user::set_mode;
use super::user::unprivileged;

#[test]
fn a_folder_that_cannot_be_read_does_not_end_the_others() {
    let folder = public("unreadable");
    for name in ["in/a", "in/b/c", "in/d"] {
        fs::create_dir_all(folder.join(name)).expect("a folder");
        fs::write(folder.join(name).join("x.wasm"), testdata("clang19/wrapped.wasm")).expect("a file");
    }
    fs::create_dir(folder.join("out")).expect("a folder");
    set_mode(folder.join("out"), 0o777);
    set_mode(folder.join("in/b"), 0);
    let run = |args: &[&str]| {
        let output = unprivileged(&folder, &[args, &["--recursive", "-q"]].concat());
        (text(&output.stderr), output.status.code(), text(&output.stdout))
    };
    let error = "in/b: cannot look for modules: permission denied";
    let said = (format!("wasm-initfix: error: {error}\n"), Some(2), String::new());
    assert_eq!(run(&["in", "--out-dir=out"]), said);
    assert!(folder.join("out/a/x.wasm").exists() && folder.join("out/d/x.wasm").exists());
    let (_, status, report) = run(&["in", "--report=json"]);
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!((status, &report[1]), (Some(2), &serde_json::json!({ "schema": 1, "file": "in/b", "error": error })));
    assert_eq!((&report[0]["outcome"], &report[2]["outcome"]), (&"fixed".into(), &"fixed".into()));
    assert_eq!(run(&["in/b", "in/a", "--out-dir=out"]), said);
    set_mode(folder.join("in/b"), 0o755);
    fs::remove_dir_all(folder).expect("the folder is ours");
}

/// A large file is mapped if it is the only one: then an error that no function could return would be said of the first of several.
#[test]
fn what_is_wrong_with_a_later_file_is_said_of_it() {
    let folder = Folder::new("what_is_wrong_with_a_later_file_is_said_of_it");
    let mut large = testdata("clang19/wrapped.wasm");
    large.extend([0, 0x80, 0x80, 0xc0, 2]);
    large.resize(large.len() + (5 << 20), 0);
    for name in ["a.wasm", "b.wasm"] {
        folder.write(name, &large);
    }
    let mut met = 0;
    for time in 0..200 {
        folder.write("b.wasm", &large);
        let child = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"))
            .args(["inspect", "a.wasm", "b.wasm"])
            .current_dir(folder.path("."))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts");
        thread::sleep(Duration::from_micros(time * 700 % 20_000));
        let input = OpenOptions::new().write(true).open(folder.path("b.wasm")).expect("the input");
        input.set_len(2000).expect("the input can be written to");
        let output = child.wait_with_output().expect("a process");
        let said = text(&output.stderr);
        assert!(
            output.status.code() == Some(0) || said.starts_with("wasm-initfix: error: b.wasm: "),
            "{said}{output:?}"
        );
        met += u32::from(output.status.code() == Some(2));
        if met == 10 {
            return;
        }
    }
    panic!("the file is shorter in time {met} times");
}

/// At any time, and each time only its own module fails, under its own name.
#[test]
fn a_file_that_becomes_shorter_fails_alone() {
    let folder = Folder::new("a_file_that_becomes_shorter_fails_alone");
    let small = testdata("clang19/wrapped.wasm");
    for name in ["a.wasm", "c.wasm"] {
        folder.write(name, &small);
    }
    // A custom section without a name that is long.
    let length: u32 = 100 << 20;
    let mut large = small.clone();
    large.extend([0, length as u8 | 0x80, (length >> 7) as u8 | 0x80, (length >> 14) as u8 | 0x80]);
    large.extend([(length >> 21) as u8]);
    large.resize(large.len() + length as usize, 0);
    let mut met = 0;
    for time in 0..200 {
        folder.write("b.wasm", &large);
        let child = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"))
            .args(["a.wasm", "b.wasm", "c.wasm", "--out-dir=out", "-q"])
            .current_dir(folder.path("."))
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts");
        thread::sleep(Duration::from_millis(time * 7 % 200));
        let input = OpenOptions::new().write(true).open(folder.path("b.wasm")).expect("the input");
        input.set_len(large.len() as u64 / 100).expect("the input can be written to");
        let output = child.wait_with_output().expect("a process");
        for name in ["out/a.wasm", "out/c.wasm"] {
            assert!(folder.read(name).len() < 2 * small.len(), "{name}");
        }
        let results = fs::read_dir(folder.path("out")).expect("a folder").count();
        match (text(&output.stderr).as_str(), output.status.code()) {
            ("wasm-initfix: error: b.wasm: the file changed while it was read\n", Some(2)) => {
                assert_eq!(results, 2);
                met += 1;
            }
            // It was shorter from the beginning.
            (message, Some(2)) if message.starts_with("wasm-initfix: error: b.wasm: a truncated module") => {
                assert_eq!(results, 2);
            }
            ("", Some(0)) => {
                let written = fs::metadata(folder.path("out/b.wasm")).expect("the output").len();
                assert!(written > large.len() as u64 && results == 3);
            }
            (message, status) => panic!("{message}{status:?}"),
        }
        fs::remove_dir_all(folder.path("out")).expect("the results go");
        if met == 3 {
            return;
        }
    }
    panic!("met {met} times while it was read");
}
