//! Names that would turn text around, break lines or hide: no output shows them as they are.

use std::process::Output;

use super::Folder;

/// One of each kind: C0, DEL, C1, separators, marks, zero width, overrides, isolates, byte order mark.
const ODD: &[char] = &[
    '\u{1b}', '\u{7}', '\n', '\r', '\t', '\u{7f}', '\u{85}', '\u{9b}', '\u{61c}', '\u{200b}', '\u{200d}', '\u{200e}',
    '\u{200f}', '\u{2028}', '\u{2029}', '\u{202a}', '\u{202e}', '\u{2060}', '\u{2066}', '\u{2069}', '\u{feff}',
];

/// As it lies in a module, or is a file's name.
fn odd(front: &str) -> String {
    let chars: String = ODD.iter().collect();
    format!("{front}{chars}")
}

fn in_text(front: &str) -> String {
    let chars: String = ODD.iter().map(|it| format!("\\u{{{:x}}}", u32::from(*it))).collect();
    format!("{front}{chars}")
}

fn module(start: &str) -> String {
    format!(
        r#"(module
  (import "{env}" "{log}" (func $log (param i32)))
  (memory (export "memory") 1)
  (func $ctors (@name "{ctors}") (call $log (i32.const 7)) (i32.store (i32.const 0) (i32.const 1)))
  (func $init (@name "{init}") (export "_initialize") (call $ctors))
  (func (export "{get}") (result i32) (i32.load (i32.const 0)))
  (func (export "{trap}") unreachable)
  {start})"#,
        env = in_text("env"),
        log = in_text("log"),
        ctors = in_text("ctors"),
        init = in_text("init"),
        get = in_text("get"),
        trap = in_text("trap"),
    )
}

/// Nothing of the set is in what was said, but for the ends of lines.
fn is_tidy(args: &[&str], said: &[u8]) {
    let said = String::from_utf8_lossy(said);
    let raw = said.chars().find(|it| *it != '\n' && ODD.contains(it));
    assert_eq!(raw, None, "{args:?}:\n{}", said.escape_debug());
}

fn all_tidy(folder: &Folder, args: &[&str]) -> Output {
    let output = folder.run(args, b"");
    is_tidy(args, &output.stdout);
    is_tidy(args, &output.stderr);
    output
}

#[cfg(unix)]
#[test]
fn no_output_shows_them_as_they_are() {
    let folder = Folder::new("no_output_shows_them_as_they_are");
    let file = odd("in") + ".wat";
    let file = file.as_str();
    folder.write(file, module(""));
    let other = odd("other") + ".wat";
    folder.write(&other, module("(start $init)"));
    let broken = odd("broken") + ".wat";
    folder.write(&broken, "(module (func $f (call $g)))");
    let export = format!("--init-export={}", odd("get"));
    let assume = format!("--assume={}.{}=pure", odd("env"), odd("log"));
    let invoke = format!("--invoke={}", odd("trap"));
    let lines: &[&[&str]] = &[
        &[file],
        &[file, "-v", "-o", "out.wasm"],
        &[file, "-o", "out.wasm", "--init=start"],
        &[file, "-o", "out.wasm", "--init=lazy", "-v"],
        &[file, "-o", "out.wasm", "--init=start", &assume, "-v", "--check"],
        &[file, &other, "--out-dir=out", "-v"],
        &[file, &export],
        &[file, "--explain", "-v"],
        &[&broken],
        &[&other, "--init=export", "-v"],
        &["inspect", file, "-v"],
        &["inspect", &other, &broken, "-v"],
        &["inspect", &odd("absent")],
        #[cfg(feature = "aot")]
        &["check", file, "-v"],
        #[cfg(feature = "aot")]
        &["check", file, &other, "-v"],
        #[cfg(feature = "aot")]
        &["run", file, &invoke, "-v"],
        #[cfg(feature = "aot")]
        &["run", file, "--invoke=absent"],
    ];
    for args in lines {
        all_tidy(&folder, args);
    }
}

#[cfg(unix)]
#[test]
fn no_picture_shows_them_as_they_are() {
    let folder = Folder::new("no_picture_shows_them_as_they_are");
    let file = odd("in") + ".wat";
    folder.write(&file, module("(start $init)"));
    for picture in ["picture.svg", "picture.dot", "picture.mmd"] {
        let graph = format!("--graph={picture}");
        let args = ["inspect", &file, &graph];
        let output = all_tidy(&folder, &args);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        is_tidy(&args, &folder.read(picture));
    }
}

/// JSON says them as its standard does, so that programs get the names as they are.
#[cfg(unix)]
#[test]
fn json_has_the_names_as_they_are() {
    let folder = Folder::new("json_has_the_names_as_they_are");
    folder.write("in.wat", module(""));
    for args in [&["inspect", "in.wat", "--report=json"][..], &["in.wat", "--report=json"]] {
        let output = folder.run(args, b"");
        let text = String::from_utf8(output.stdout).expect("JSON is UTF-8");
        let raw = text.chars().find(|it| *it != '\n' && *it < ' ');
        assert_eq!(raw, None, "{args:?}");
        let value: serde_json::Value = serde_json::from_str(&text).expect("what is printed is JSON");
        assert!(value.to_string().contains("\\u001b"), "{text}");
    }
}
