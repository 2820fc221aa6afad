//! The linker does not outlive `initfix-wasm-ld`.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use super::Linking;
use super::stderr;

const LONG: Duration = Duration::from_secs(60);

/// Begins to link, sends a signal once the linker is at work, and waits for both to end.
fn ended(linking: &Linking, words: &[&str], signal: &str) -> Output {
    let mut command = linking.command();
    let child = command.args(words).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts");
    let begin = Instant::now();
    let linker = loop {
        let written = fs::read_to_string(linking.0.path("pid")).unwrap_or_default();
        if let Some(number) = written.strip_suffix('\n') {
            break number.to_owned();
        }
        assert!(begin.elapsed() < LONG, "the linker does not start");
        thread::sleep(Duration::from_millis(5));
    };
    let sent = Command::new("kill").args([format!("-{signal}"), child.id().to_string()]).status();
    assert!(sent.expect("`kill` starts").success());
    let output = child.wait_with_output().expect("it ends");
    while is_running(&linker) {
        assert!(begin.elapsed() < LONG, "the linker still runs");
        thread::sleep(Duration::from_millis(5));
    }
    fs::remove_file(linking.0.path("pid")).expect("the file goes");
    output
}

/// A program that has ended may wait for its parent to ask for its status.
fn is_running(number: &str) -> bool {
    let state = fs::read_to_string(Path::new("/proc").join(number).join("stat")).unwrap_or_default();
    state.rsplit_once(") ").is_some_and(|(_, state)| !state.starts_with('Z'))
}

/// Says its number, writes a part of its output, and works for a minute.
const SLOW: &str =
    "#!/bin/sh\nTRAP\n[ \"$1\" = -o ] && echo half > \"$2\"\necho $$ > pid.new\nmv pid.new pid\nexec sleep 60\n";

#[test]
#[cfg(target_os = "linux")]
fn a_linker_ends_with_us() {
    let linking = Linking::new("a_linker_ends_with_us");
    linking.program("wasm-ld", &SLOW.replace("TRAP\n", ""));
    linking.0.write("out.wasm", "old");
    linking.0.write("words.rsp", "-o out.wasm");
    let before = linking.0.contents();
    for (signal, number) in [("TERM", 15), ("INT", 2), ("HUP", 1)] {
        for words in [&["-o", "out.wasm"][..], &["-o", "out.wasm", "@words.rsp"], &["-o", "out.wasm", "-r"]] {
            let output = ended(&linking, words, signal);
            assert_eq!((output.status.signal(), stderr(&output).as_str()), (Some(number), ""), "{words:?}");
            // What is left in one go, the linker writes itself.
            linking.0.write("out.wasm", "old");
            assert_eq!(linking.0.contents(), before, "{words:?}");
        }
    }
    // Which leaves no time to remove anything.
    let output = ended(&linking, &["-o", "out.wasm"], "KILL");
    assert_eq!((output.status.signal(), linking.0.read("out.wasm")), (Some(9), b"old".to_vec()));
}

#[test]
#[cfg(target_os = "linux")]
fn a_linker_that_does_not_listen_is_killed() {
    let linking = Linking::new("a_linker_that_does_not_listen_is_killed");
    linking.program("wasm-ld", &SLOW.replace("TRAP", "trap '' TERM"));
    let output = ended(&linking, &["-o", "out.wasm"], "TERM");
    assert_eq!((output.status.signal(), stderr(&output).as_str()), (Some(15), ""));
    assert_eq!(linking.0.names(), ["linked.wasm", "wasm-ld"]);
}

/// cargo's log is a file that may be anywhere: what is linked is there all the same.
#[test]
fn a_log_that_cannot_be_written_is_a_warning() {
    let linking = Linking::new("a_log_that_cannot_be_written_is_a_warning");
    let output = linking.command().env("WASM_INITFIX_LOG", "no/log").args(["-o", "out.wasm"]).output();
    let output = output.expect("it starts");
    let warning = "initfix-wasm-ld: warning: no/log: cannot write: no such folder\n";
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), warning));
    assert_eq!(linking.0.read("out.wasm"), linking.fixed(&[]));
}
