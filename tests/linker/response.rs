//! Response files on the linker's command line.

use super::FAKE;
use super::Linking;
use super::stderr;

#[test]
fn response_files_are_looked_into() {
    let linking = Linking::new("response");
    linking.0.write("outer.rsp", b"'a b' @inner.rsp \"c\\\"d\" --rsp-quoting=posix\n@no-file");
    linking.0.write("inner.rsp", b"--initfix-init=lazy -o\r\nout.wasm e\\ f no\xff");
    let output = linking.run(["first", "@outer.rsp"]);
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    assert_eq!(linking.told()[..1], ["--rsp-quoting=posix"]);
    assert_eq!(
        linking.told_in_file(),
        ["first", "a b", "-o", "FOLDER/out.wasm", "e f", r"no\xff", r#"c\"d"#, "@no-file"]
    );
    let lazy = linking.0.run(["linked.wasm", "--init=lazy", "-o", "-"], b"");
    assert_eq!(linking.0.read("out.wasm"), lazy.stdout);
}

/// The kind of quotes may be a word of its own. What the linker is told anew has ours.
#[test]
fn response_files_are_quoted_as_the_line_says() {
    for words in [&["--rsp-quoting=windows"][..], &["--rsp-quoting", "windows"], &["-rsp-quoting", "windows"]] {
        let linking = Linking::new("quoting");
        linking.0.write("a.rsp", br"C:\a 'b' -o out.wasm");
        let output = linking.run(words.iter().chain(&["@a.rsp"]));
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
        assert_eq!(linking.told()[..1], ["--rsp-quoting=posix"]);
        assert_eq!(linking.told_in_file(), [r"C:\\a", r"\'b\'", "-o", "FOLDER/out.wasm"], "{words:?}");
    }
}

#[test]
fn response_files_that_name_themselves_end() {
    let linking = Linking::new("endless");
    linking.0.write("a.rsp", b"@a.rsp");
    let output = linking.run(["@a.rsp"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stderr(&output), "initfix-wasm-ld: error: a.rsp: response files name each other more than 20 deep\n");
}

/// Each message names its bound, and the file at which it was met.
#[test]
fn response_files_have_bounds() {
    let linking = Linking::new("bounds");
    let refused = |message: &str| {
        let output = linking.run(["@a.rsp"]);
        let said = format!("initfix-wasm-ld: error: {message}\n");
        assert_eq!((output.status.code(), stderr(&output)), (Some(1), said));
        let output = linking.0.run(["@a.rsp"], b"");
        let said = format!("wasm-initfix: error: {message}\n");
        assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned()), (Some(2), said));
    };
    // Each names the next one ten times.
    for (name, next) in [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "f")] {
        linking.0.write(format!("{name}.rsp"), format!("@{next}.rsp ").repeat(10));
    }
    linking.0.write("f.rsp", "");
    refused("f.rsp: response files name more than 10000 files");
    linking.0.write("a.rsp", "@b.rsp x @c.rsp");
    for (name, mebibytes) in [("b.rsp", 63), ("c.rsp", 1)] {
        linking.0.write(name, vec![b' '; mebibytes << 20]);
    }
    refused("c.rsp: response files hold more than 64 MiB");
    // A few bytes of one file are many words, if others name it often.
    linking.0.write("a.rsp", "@b.rsp ".repeat(9_990));
    linking.0.write("b.rsp", "a ".repeat(3_300));
    refused("b.rsp: response files hold more than 1000000 words");
    linking.0.write("a.rsp", "@b.rsp last");
    linking.0.write("b.rsp", "a ".repeat(999_999));
    refused("a.rsp: response files hold more than 1000000 words");
    linking.0.write("a.rsp", "@b.rsp");
    let output = linking.run(["--rsp-quoting=windows", "@a.rsp"]);
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
}

#[test]
fn a_line_may_be_longer_than_the_system_allows() {
    let linking = Linking::new("long");
    linking.program("rust-lld", FAKE);
    let many: Vec<String> = (0..200_000).map(|number| format!("objects/file-{number}.o")).collect();
    linking.0.write("long.rsp", many.join("\n"));
    let output = linking.run(["-flavor", "wasm", "@long.rsp", "-oout.wasm"]);
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    assert_eq!(linking.told()[..3], ["-flavor", "wasm", "--rsp-quoting=posix"]);
    let told = linking.told_in_file();
    assert_eq!(told[..200_000], many);
    assert_eq!(told[200_000..], ["-o", "FOLDER/out.wasm"]);
}

/// Runs a line of bash, whose `<(command)` is a pipe.
fn in_bash(linking: &Linking, line: &str) -> std::process::Output {
    let program = linking.command();
    let path = program.get_envs().find(|(name, _)| *name == "PATH").and_then(|(_, path)| path).expect("a PATH");
    let mut command = std::process::Command::new("bash");
    command.args(["-c", line]).current_dir(linking.0.path("")).env("PATH", path);
    command.env("LD", env!("CARGO_BIN_EXE_initfix-wasm-ld")).env("TOOL", env!("CARGO_BIN_EXE_wasm-initfix"));
    command.output().expect("bash starts")
}

#[test]
fn a_response_file_may_be_a_pipe() {
    let linking = Linking::new("pipe");
    linking.0.write("nested.rsp", "inner");
    let output = in_bash(&linking, "\"$LD\" first @<(echo \"-o out.wasm 'a b' --initfix-init=lazy @nested.rsp\") last");
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    assert_eq!(linking.told()[..1], ["--rsp-quoting=posix"]);
    assert_eq!(linking.told_in_file(), ["first", "-o", "FOLDER/out.wasm", "a b", "inner", "last"]);
    assert_eq!(linking.0.read("out.wasm"), linking.fixed(&["--init=lazy"]));
    assert!(!linking.0.names().contains(&"a.out".to_owned()));
    // What is linked into an object is left, and the linker is told as much.
    let output = in_bash(&linking, "\"$LD\" @<(echo -r -o left.o)");
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    assert_eq!(linking.told_in_file(), ["-r", "-o", "left.o"]);
    // And by the main command.
    let output = in_bash(&linking, "\"$TOOL\" @<(echo linked.wasm -o main.wasm) -q");
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    assert_eq!(linking.0.read("main.wasm"), linking.fixed(&[]));
}

/// A pipe has the bounds of a file, and a folder is left to the linker.
#[test]
fn a_pipe_has_bounds() {
    let linking = Linking::new("pipe-bounds");
    for line in ["\"$LD\" @/dev/zero", "\"$LD\" @/dev/stdin < /dev/zero"] {
        let output = in_bash(&linking, line);
        let file = line.split(['@', ' ']).nth(2).unwrap_or_default();
        let said = format!("initfix-wasm-ld: error: {file}: response files hold more than 64 MiB\n");
        assert_eq!((output.status.code(), stderr(&output)), (Some(1), said));
    }
    let output = linking.run(["@.", "-o", "out.wasm"]);
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    assert_eq!(linking.told()[..1], ["@."]);
}

/// clang is asked for its linker first, and then called: both times with all words.
#[test]
fn clang_is_given_what_a_pipe_held() {
    let linking = Linking::new("pipe-clang");
    let clang = "#!/bin/sh\nprintf '%s\\0' \"$@\" >> told\nfor word; do case $word in @*) cp \"${word#@}\" told.rsp;; esac; done\n";
    linking.program("clang", clang);
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_initfix-wasm-ld"), linking.0.path("initfix-clang")).expect("a link");
    linking.0.write("initfix-clang.rsp", "--initfix-linker=clang");
    let output = in_bash(&linking, "./initfix-clang a.o @<(echo \"-o 'b c' --initfix-quiet\")");
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    let is_told = |more: &str| {
        let told = linking.told();
        assert_eq!(told[..4], ["a.o", "-o", "b c", "-###"]);
        assert_eq!(told[4..6], ["--rsp-quoting=posix", "FOLDER/linker.rsp"]);
        assert_eq!(linking.told_in_file(), ["a.o", "-o", "b c", "-Xlinker", more]);
        linking.0.write("told", "");
    };
    is_told("--initfix-quiet");
    // And our options that a file has.
    linking.0.write("own.rsp", "-o 'b c' --initfix-verbose");
    let output = in_bash(&linking, "./initfix-clang a.o @own.rsp");
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    is_told("--initfix-verbose");
    // Without one, clang reads its files itself.
    linking.0.write("a.rsp", "x.o");
    let output = linking.0.path("initfix-clang");
    let output = std::process::Command::new(output)
        .args(["@a.rsp"])
        .current_dir(linking.0.path(""))
        .env("PATH", linking.0.path(""))
        .output();
    assert_eq!(output.expect("it starts").status.code(), Some(0));
    assert_eq!(linking.told()[..3], ["@a.rsp", "-###", "@a.rsp"]);
}
