//! Modules at the limits of the format, what they have twice, and names on what they do not mean.

use super::Folder;
use super::text;

fn leb(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

fn section(id: u8, count: usize, entries: &[u8]) -> Vec<u8> {
    let content = [leb(count).as_slice(), entries].concat();
    [&[id], leb(content.len()).as_slice(), &content].concat()
}

/// A reactor with so many functions and globals.
fn reactor(functions: usize, globals: usize) -> Vec<u8> {
    let idle = functions - 2;
    let ty = [&[0, 1][..], &vec![0; idle]].concat();
    let bodies = [&b"\x06\0\x41\x29\x24\0\x0b\x04\0\x23\0\x0b"[..], &b"\x02\0\x0b".repeat(idle)].concat();
    [
        b"\0asm\x01\0\0\0".to_vec(),
        section(1, 2, b"\x60\0\0\x60\0\x01\x7f"),
        section(3, functions, &ty),
        section(6, globals, &b"\x7f\x01\x41\0\x0b".repeat(globals)),
        section(7, 2, b"\x0b_initialize\0\0\x03get\0\x01"),
        section(10, functions, &bodies),
    ]
    .concat()
}

/// A section that names one function.
fn names(func: u8, name: u8) -> Vec<u8> {
    [&b"\0\x0b\x04name\x01\x04\x01"[..], &[func, 1, name]].concat()
}

#[test]
fn a_module_at_the_limits_is_refused() {
    let folder = Folder::new("a_module_at_the_limits_is_refused");
    folder.write("functions.wasm", reactor(1_000_000, 1));
    folder.write("globals.wasm", reactor(2, 1_000_000));
    for (file, what) in [("functions.wasm", "functions"), ("globals.wasm", "globals")] {
        for rewriter in ["--rewriter=splice", "--rewriter=walrus"] {
            let output = folder.run([file, "--init=lazy", rewriter, "-o", "out.wasm"], b"");
            let said = format!(
                "wasm-initfix: error: {file}: the module cannot take what the fix adds: its {what} count exceeds limit of 1000000, \
                 which is as much as engines take\n"
            );
            assert_eq!((text(&output.stderr), output.status.code()), (said.as_str(), Some(2)));
        }
    }
    assert_eq!(folder.names(), ["functions.wasm", "globals.wasm"]);
}

/// Splicing keeps both; walrus the one that counts.
#[test]
fn of_two_sections_of_names_the_first_counts() {
    let folder = Folder::new("of_two_sections_of_names");
    folder.write("in.wasm", [reactor(2, 1), names(0, b'a'), names(1, b'b')].concat());
    for (rewriter, lost) in [
        ("--rewriter=splice", None),
        ("--rewriter=walrus", Some("  lost:     name (the first section of names counts, and it alone is kept)")),
    ] {
        let output = folder.run(["in.wasm", "--init=lazy", rewriter, "-o", "out.wasm"], b"");
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert_eq!(said.lines().find(|line| line.contains("lost:")), lost);
    }
}

/// wasm-bindgen's JS calls this export with nothing and takes nothing. One of another type is none of wasm-bindgen's.
#[test]
fn a_first_call_of_another_type_is_none() {
    let folder = Folder::new("a_first_call_of_another_type_is_none");
    for first in ["$import", "$calls"] {
        let module = format!(
            r#"(module
          (import "env" "f" (func $import (result i32)))
          (memory (export "memory") 1)
          (global $g (mut i32) (i32.const 0))
          (func $__wasm_call_ctors (global.set $g (i32.const 1)))
          (func $calls (result i32) (call $import))
          (func $get (result i32) (global.get $g))
          (func $get.command_export (result i32) (call $__wasm_call_ctors) (call $get))
          (export "get" (func $get.command_export))
          (export "__wbindgen_malloc" (func $get))
          (export "__wbindgen_start" (func {first})))"#
        );
        folder.write("in.wat", module);
        for init in ["--init=auto", "--init=lazy", "--init=start"] {
            let output = folder.run(["in.wat", "-o", "out.wasm", init], b"");
            assert!(!text(&output.stderr).contains("bug"), "{first} {init}: {}", text(&output.stderr));
        }
    }
}
