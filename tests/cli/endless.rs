//! Inputs that have no end, or more than there is memory for.

use std::process::Command;
use std::process::Output;

use super::Folder;
use super::REACTOR;
use super::testdata;
use super::text;

/// A line of bash, with less memory than an input without an end would take.
fn in_bash(folder: &Folder, line: &str) -> Output {
    let mut command = Command::new("bash");
    command.args(["-c", &format!("ulimit -v 16000000; {line}")]).current_dir(folder.path("."));
    command.env("TOOL", env!("CARGO_BIN_EXE_wasm-initfix")).output().expect("bash starts")
}

fn refused(folder: &Folder, line: &str, message: &str) {
    let before = folder.contents();
    let output = in_bash(folder, line);
    let said = format!("wasm-initfix: error: {message}\n");
    assert_eq!((text(&output.stderr), output.status.code()), (said.as_str(), Some(2)), "{line}");
    assert_eq!(folder.contents(), before, "{line}");
}

/// More of it would change nothing.
#[test]
fn what_cannot_be_a_module_is_not_read_on() {
    let folder = Folder::new("what_cannot_be_a_module_is_not_read_on");
    folder.write("in.wat", REACTOR);
    let zeros = "not a WebAssembly module (it starts with 00 00 00 00 00 00 00 00 …)";
    for line in ["/dev/zero", "/dev/zero -o out.wasm", "inspect /dev/zero", "check /dev/zero", "run /dev/zero"] {
        refused(&folder, &format!("\"$TOOL\" {line}"), &format!("/dev/zero: {zeros}"));
        let line = line.replace("/dev/zero", "-");
        refused(&folder, &format!("\"$TOOL\" {line} < /dev/zero"), &format!("standard input: {zeros}"));
    }
    refused(&folder, "\"$TOOL\" check in.wat /dev/zero", &format!("in.wat and /dev/zero: after: {zeros}"));
    let words = "text, not a WebAssembly module; it starts with \"word\"";
    refused(&folder, "yes word | \"$TOOL\" -", &format!("standard input: {words}"));
    let white = "not a WebAssembly module: the first 16 MiB are white space";
    for endless in ["yes ''", "(printf '\\xef\\xbb\\xbf'; yes '')"] {
        refused(&folder, &format!("{endless} | \"$TOOL\" -"), &format!("standard input: {white}"));
        refused(&folder, &format!("{endless} | \"$TOOL\" inspect /dev/stdin"), &format!("/dev/stdin: {white}"));
    }
    let output = in_bash(&folder, "(yes '' | head -c 16777215; cat in.wat) | \"$TOOL\" - -q -o out.wasm");
    assert_eq!((text(&output.stderr), output.status.code()), ("", Some(0)));
    std::fs::remove_file(folder.path("out.wasm")).expect("the output goes");
    // What a message names is read as far as that takes.
    let archive = "an archive, not a WebAssembly module; link it first";
    refused(&folder, "(printf '!<arch>\\n'; cat /dev/zero) | \"$TOOL\" -", &format!("standard input: {archive}"));
}

/// The same is said of a file and of a pipe.
#[test]
fn a_pipe_is_described_as_a_file_is() {
    let folder = Folder::new("a_pipe_is_described_as_a_file_is");
    let tool = std::fs::read(env!("CARGO_BIN_EXE_wasm-initfix")).expect("the program can be read");
    let mut long = tool[..12 << 20].to_vec();
    folder.write("elf", &long);
    long[..4].copy_from_slice(b"what");
    folder.write("other", &long);
    for name in ["elf", "other"] {
        let [file, pipe] = ["\"$TOOL\" FILE", "cat FILE | \"$TOOL\" -"].map(|line| {
            let output = in_bash(&folder, &line.replace("FILE", name));
            let said = text(&output.stderr).replace("standard input", name);
            (said, output.status.code())
        });
        assert_eq!(file, pipe);
        assert_eq!(file.1, Some(2));
    }
}

#[test]
fn modules_have_a_bound() {
    let folder = Folder::new("modules_have_a_bound");
    let wasm = testdata("clang19/wrapped.wasm");
    folder.write("in.wasm", &wasm);
    let bound = |most: usize| {
        let advice = format!("the limit is {most} (--limit=input-bytes=NUMBER sets another)");
        (format!("--limit=input-bytes={most}"), format!("too many bytes to read: {advice}"))
    };
    let (limit, large) = bound(1_000_000);
    for endless in ["(printf '\\0asm\\1\\0\\0\\0'; cat /dev/zero)", "yes ';; no end'", "yes ''"] {
        refused(&folder, &format!("{endless} | \"$TOOL\" - {limit} -o out.wasm"), &format!("standard input: {large}"));
        let line = format!("{endless} | \"$TOOL\" inspect /dev/stdin {limit}");
        refused(&folder, &line, &format!("/dev/stdin: {large}"));
    }
    let (limit, large) = bound(wasm.len() - 1);
    for command in ["", "inspect", "check", "run"] {
        refused(&folder, &format!("\"$TOOL\" {command} in.wasm {limit}"), &format!("in.wasm: {large}"));
        refused(&folder, &format!("\"$TOOL\" {command} - {limit} < in.wasm"), &format!("standard input: {large}"));
    }
    let (limit, _) = bound(wasm.len());
    for line in ["\"$TOOL\" in.wasm", "\"$TOOL\" - < in.wasm", "cat in.wasm | \"$TOOL\" -"] {
        let output = in_bash(&folder, &format!("{line} {limit} -q"));
        assert_eq!((text(&output.stderr), output.status.code()), ("", Some(0)), "{line}");
    }
    // A file with a hole in it takes no room.
    let file = std::fs::File::create(folder.path("hole.wasm")).expect("a file");
    file.set_len((1 << 30) + 1).expect("a length");
    let (_, large) = bound(1 << 30);
    for command in ["", "inspect", "check"] {
        let output = in_bash(&folder, &format!("\"$TOOL\" {command} hole.wasm"));
        let said = format!("wasm-initfix: error: hole.wasm: {large}\n");
        assert_eq!((text(&output.stderr), output.status.code()), (said.as_str(), Some(2)), "{command}");
    }
    std::fs::remove_file(folder.path("hole.wasm")).expect("the file goes");
    let map = "\"$TOOL\" in.wasm -o out.wasm --source-map /dev/zero --output-source-map out.map";
    refused(&folder, map, "/dev/zero: more than 256 MiB");
}

/// An option that means nothing to the first of several has the others looked at before.
#[test]
fn of_several_inputs_a_pipe_is_read_once() {
    let folder = Folder::new("of_several_inputs_a_pipe_is_read_once");
    folder.write("in.wat", REACTOR);
    folder.write("log.wasm", testdata("clang19/reactor-log.wasm"));
    let output = in_bash(&folder, "\"$TOOL\" inspect in.wat <(cat log.wasm) --assume=env.log=pure --report=json");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}
