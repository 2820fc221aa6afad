//! Names from modules and command lines may hide, move and turn text around: what is said shows them escaped, and JSON means the same.

use super::Folder;
use super::text;

/// In an export, an import and a name: turned around, a control character of 8 bits, without a width, a filler, beyond 16 bits.
const ODD: &str = "a\\u{202e}b\\u{9b}c\\u{200b}d\\u{3164}e\\u{e0001}f";

fn module() -> String {
    format!(
        r#"(module
          (import "env" "{ODD}" (func $log))
          (memory (export "memory") 1)
          (global $done (mut i32) (i32.const 0))
          (func (export "__wasm_call_ctors") (call $log) (global.set $done (i32.const 1)))
          (func (export "{ODD}") (result i32) (global.get $done)))"#
    )
}

/// Neither on standard output nor on standard error.
fn shows_all(what: &str, output: &std::process::Output) {
    for said in [text(&output.stdout), text(&output.stderr)] {
        let odd = |char: &char| {
            (char.is_control() && *char != '\n') || "\u{202e}\u{200b}\u{3164}\u{e0001}\u{2066}".contains(*char)
        };
        assert_eq!(said.chars().find(odd), None, "{what}: {said}");
    }
}

#[test]
fn json_escapes_what_hides() {
    let folder = Folder::new("json_escapes_what_hides");
    folder.write("in.wat", module());
    folder.write("other.wat", module());
    for args in [
        &["in.wat", "--report=json"][..],
        &["in.wat", "--report=json", "--explain", "--init=lazy"],
        &["in.wat", "other.wat", "--report=json"],
        &["inspect", "in.wat", "--report=json"],
        &["check", "in.wat", "--report=json"],
        &["run", "in.wat", "--report=json"],
        &["hosts", "--report=json"],
    ] {
        let output = folder.run(args, b"");
        shows_all(&format!("{args:?}"), &output);
        let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let json = found.to_string();
        assert_eq!(json.contains('\u{202e}'), args[0] != "hosts", "{args:?}: {json}");
        assert_eq!(
            text(&output.stdout).contains("a\\u202eb\\u009bc\\u200bd\\u3164e\\udb40\\udc01f"),
            args[0] != "hosts"
        );
    }
}

#[test]
#[cfg(unix)]
fn text_escapes_what_hides() {
    let folder = Folder::new("text_escapes_what_hides");
    let odd = "in\u{1b}[31m\u{202e}.wat";
    folder.write(odd, module());
    folder.write("other.wat", module());
    for args in [
        &[odd][..],
        &[odd, "--explain", "-v"],
        &[odd, "other.wat"],
        &["inspect", odd, "-v"],
        &["check", odd],
        &["run", odd],
        &["no\u{9b}\u{2066}.wasm"],
        &["cmake", "a\u{1b}[31m\u{202e}\nb"],
        &["man", "/dev/null/\u{1b}"],
    ] {
        shows_all(&format!("{args:?}"), &folder.run(args, b""));
    }
    let output = folder.run([odd, "other.wat", "-q"], b"");
    assert_eq!(text(&output.stdout).lines().next(), Some("in\\u{1b}[31m\\u{202e}.wat:"));
    let output = folder.run(["cmake", "a\u{1b}\nb"], b"");
    assert_eq!(text(&output.stdout), "a\\u{1b}\\nb/lib/cmake/WasmInitfix\n");
}

/// clap quotes the words that it refuses.
#[test]
fn refused_command_lines_escape_what_hides() {
    let folder = Folder::new("refused_command_lines_escape_what_hides");
    for (args, first) in [
        (
            &["in.wat", "--no\u{1b}[31m\u{202e}"][..],
            "wasm-initfix: error: unexpected argument '--no\\u{1b}[31m\\u{202e}' found",
        ),
        (&["in.wat", "--init=\u{9b}\n"], "wasm-initfix: error: invalid value '\\u{9b}\\n' for '--init <INIT>'"),
        (
            &["inspect"],
            "wasm-initfix: error: the following required arguments were not provided: <MODULES>...; usage: ",
        ),
        (
            &["in.wat", "--limit=\u{1b}=1"],
            "wasm-initfix: error: invalid value '\\u{1b}=1' for '--limit <NAME=NUMBER>': no limit is called `\\u{1b}`; there are",
        ),
    ] {
        let output = folder.run(args, b"");
        shows_all(&format!("{args:?}"), &output);
        assert_eq!(output.status.code(), Some(2));
        let said = text(&output.stderr).lines().next().unwrap_or_default();
        assert!(said.starts_with(first), "{args:?}: {said}");
    }
}

/// A command line that is not UTF-8 as well.
#[test]
#[cfg(target_os = "linux")]
fn refused_bytes_are_escaped() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = Folder::new("refused_bytes_are_escaped");
    let output = folder.run([OsStr::new("in.wat"), OsStr::from_bytes(b"--\xff\x1b[31m")], b"");
    shows_all("bytes", &output);
    assert_eq!(
        text(&output.stderr).lines().next(),
        Some("wasm-initfix: error: unexpected argument '--\u{fffd}\\u{1b}[31m' found")
    );
    let output = folder.run([OsStr::new("in.wat"), OsStr::from_bytes(b"--init-name=\xff\x1b[31m")], b"");
    shows_all("bytes", &output);
    assert_eq!(
        text(&output.stderr).lines().next(),
        Some("wasm-initfix: error: invalid UTF-8 was detected in one or more arguments")
    );
}
