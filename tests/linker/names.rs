//! `initfix-wasm-ld` under the names by which it stands for other programs.

use std::fs;
use std::process::Command;

use super::Linking;
use super::stderr;
use super::words_of;

#[test]
fn components_are_linked_with_us_for_what_is_in_them() {
    let linking = Linking::new("component");
    let link = |name: &str| std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_initfix-wasm-ld"), linking.0.path(name));
    link("initfix-wasm-component-ld").expect("a link");
    linking.program("wasm-component-ld", "#!/bin/sh\nprintf '%s\\0' \"$@\" > told\n");
    let mut command = Command::new(linking.0.path("initfix-wasm-component-ld"));
    command.env("PATH", linking.0.path("")).current_dir(linking.0.path(""));
    let output = command.args(["-flavor", "wasm", "a.o", "-o", "out.wasm"]).output().expect("it starts");
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    let inner = linking.0.path("initfix-wasm-ld");
    let inner = inner.to_str().expect("the target folder is UTF-8");
    assert_eq!(linking.told(), ["-flavor", "wasm", "a.o", "-o", "out.wasm", "--wasm-ld-path", inner]);

    // Another linker for the module, and what is ours, reach the inner one past wasm-component-ld.
    let calls = "#!/bin/sh\nprintf '%s\\0' \"$@\" > outer\nfor inner; do :; done\nexec \"$inner\" -o out.wasm\n";
    linking.program("wasm-component-ld", calls);
    link("initfix-wasm-ld").expect("a link");
    for words in [&["--wasm-ld-path", "./wasm-ld"][..], &["--wasm-ld-path=./wasm-ld"]] {
        let mut command = Command::new(linking.0.path("initfix-wasm-component-ld"));
        command.env("PATH", format!("{}:/usr/bin:/bin", linking.0.path("").display()));
        command.current_dir(linking.0.path("")).args(["-o", "out.wasm", "--initfix-init=start"]).args(words);
        let output = command.output().expect("it starts");
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let outer = words_of(&linking.0.read("outer"));
        assert_eq!(outer, ["-o", "out.wasm", "--wasm-ld-path", inner]);
        assert_eq!(linking.0.read("out.wasm"), linking.fixed(&["--init=start"]));
    }
}

/// rustc takes what is called `…-clang` for a compiler, and calls it as one.
#[test]
fn clang_is_given_us_for_its_linker() {
    let linking = Linking::new("driver");
    let link = |name: &str| std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_initfix-wasm-ld"), linking.0.path(name));
    link("initfix-clang").expect("a link");
    linking.0.write("initfix-clang.rsp", "--initfix-linker=my-clang");
    let says = |commands: &str| {
        let script = "#!/bin/sh\nfor word; do [ \"$word\" = '-###' ] && { printf 'clang version 99\\n";
        linking.program(
            "my-clang",
            &format!("{script}{commands}' >&2; exit; }}; done\nprintf '%s\\0' \"$@\" > told\nexit 3\n"),
        );
    };
    let told = || {
        let mut command = Command::new(linking.0.path("initfix-clang"));
        command.env("PATH", format!("{}:/usr/bin:/bin", linking.0.path("").display()));
        command.current_dir(linking.0.path("")).args(["-Wl,-s", "a.o", "--initfix-host=esm", "-o", "out.wasm"]);
        assert_eq!(command.status().expect("it starts").code(), Some(3));
        linking.told()
    };
    let name = |name: &str| format!("-fuse-ld={}", linking.0.path(name).display());
    let words = ["-Wl,-s", "a.o", "-Xlinker", "--initfix-host=esm", "-o", "out.wasm"];
    says("");
    assert_eq!(told(), [&words[..], &[name("initfix-wasm-ld").as_str()]].concat());
    says(" \"/a b/clang\" \"-cc1\"\\n \"/a b/wasm-ld\" \"-o\" \"out.wasm\"\\n");
    let named = [name("initfix-wasm-ld"), "-Xlinker".to_owned(), "--initfix-linker=/a b/wasm-ld".to_owned()];
    assert_eq!(told(), [&words[..], &named.each_ref().map(String::as_str)].concat());
    says(" \"wasm-component-ld\" \"-o\"\\n");
    let named =
        [name("initfix-wasm-component-ld"), "-Xlinker".to_owned(), "--initfix-linker=wasm-component-ld".to_owned()];
    assert_eq!(told(), [&words[..], &named.each_ref().map(String::as_str)].concat());
    fs::remove_file(linking.0.path("initfix-clang.rsp")).expect("it is there");
    let output = Command::new(linking.0.path("initfix-clang")).output().expect("it starts");
    let message = "initfix-clang: name clang with --initfix-linker=PATH beside it";
    assert_eq!(stderr(&output), format!("initfix-wasm-ld: error: {message}\n"));
}
