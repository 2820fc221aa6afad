//! Names that the linker is asked to leave out.

use super::Linking;
use super::testdata;

/// The fix goes by names: they are left out after it, and values that look like the option are values.
#[test]
fn names_are_left_out_after_the_fix() {
    let linking = Linking::new("strip");
    let names = |wasm: Vec<u8>| wasm.windows(4).any(|bytes| bytes == b"name");
    for (words, told, has_names) in [
        (&["-s"][..], &["--strip-debug"][..], false),
        (&["--strip-all", "-s"], &["--strip-debug", "--strip-debug"], false),
        (&["-s", "--keep-section=name"], &["--strip-debug", "--keep-section=name"], true),
        (&["-s", "--keep-section", "name"], &["--strip-debug", "--keep-section", "name"], true),
        (&["-z", "-s", "--Map", "--strip-all"], &["-z", "-s", "--Map", "--strip-all"], true),
        (&["--library", "-s", "-library-path", "-s"], &["--library", "-s", "-library-path", "-s"], true),
        (&["--reproduce", "-s", "-e", "-r"], &["--reproduce", "-s", "-e", "-r"], true),
        (&["--strip-debug"], &["--strip-debug"], true),
    ] {
        assert_eq!(linking.run([words, &["-o", "out.wasm"]].concat()).status.code(), Some(0), "{words:?}");
        let told: Vec<String> = told.iter().map(|word| (*word).to_owned()).collect();
        assert_eq!(
            (&linking.told()[..told.len()], names(linking.0.read("out.wasm"))),
            (&told[..], has_names),
            "{words:?}"
        );
    }
    // What is not fixed is left to the linker.
    assert_eq!(linking.run(["-r", "-s", "-o", "out.o"]).status.code(), Some(0));
    assert_eq!(linking.told()[..2], ["-r", "-s"]);
}

/// Large files are copied from where they lie, and there the names still are.
#[test]
fn names_are_left_out_of_large_modules() {
    let linking = Linking::new("strip-large");
    let mut module = testdata("clang19/wrapped.wasm");
    let data = [&[3][..], b"big", &vec![7; 300 * 1024]].concat();
    // A custom section: its number, and its length in LEB128.
    let length = data.len();
    module.extend([0, (length & 0x7f) as u8 | 0x80, (length >> 7 & 0x7f) as u8 | 0x80, (length >> 14) as u8]);
    module.extend(&data);
    linking.0.write("linked.wasm", &module);
    let fixed = linking.fixed(&[]);
    assert_eq!(linking.run(["-s", "-o", "out.wasm"]).status.code(), Some(0));
    let out = linking.0.read("out.wasm");
    assert!(wasmparser::validate(&out).is_ok() && out.ends_with(&data), "a whole module");
    assert!(out.len() < fixed.len() && !out.windows(5).any(|bytes| bytes == b"\x04name"), "without names");
    linking.0.write("linked.wasm", &out);
    assert_eq!(linking.fixed(&[]), out, "it is fixed");
}
