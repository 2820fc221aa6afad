//! The linker does not outlive `initfix-wasm-ld`.

use std::fs;
use std::os::unix::process::CommandExt;
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
    for (signal, number) in [("TERM", 15), ("INT", 2), ("HUP", 1), ("USR1", 10)] {
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

/// All but those that nothing can be done about, that end nothing, and that faults of the code bring.
#[test]
#[cfg(target_os = "linux")]
fn every_signal_that_ends_us_leaves_nothing_behind() {
    const OTHERS: [i32; 16] = [4, 7, 8, 9, 11, 13, 17, 18, 19, 20, 21, 22, 23, 25, 28, 33];
    let linking = Linking::new("every_signal_that_ends_us_leaves_nothing_behind");
    linking.program("wasm-ld", &SLOW.replace("TRAP\n", ""));
    let before = linking.0.contents();
    for number in (1..=64).filter(|number| !OTHERS.contains(number) && *number != 32) {
        let output = ended(&linking, &["-o", "out.wasm"], &number.to_string());
        assert_eq!((output.status.signal(), stderr(&output).as_str()), (Some(number), ""));
        assert_eq!(linking.0.contents(), before, "signal {number}");
    }
}

/// Some programs ignore the ends of those that they start, and these inherit that.
#[test]
fn a_parent_may_ignore_the_ends_of_its_children() {
    let linking = Linking::new("a_parent_may_ignore_the_ends_of_its_children");
    let mut command = linking.command();
    command.args(["-o", "out.wasm"]);
    // SAFETY: it is a system call alone, which is allowed between fork and exec.
    let ignore = || unsafe {
        libc::signal(libc::SIGCHLD, libc::SIG_IGN);
        Ok(())
    };
    // SAFETY: it allocates and locks nothing.
    unsafe { command.pre_exec(ignore) };
    let output = command.output().expect("it starts");
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    assert_eq!(linking.0.read("out.wasm"), linking.fixed(&[]));
}

/// We live on where a file may not become so large; what is called does as it would without us.
#[test]
#[cfg(target_os = "linux")]
fn a_linker_inherits_no_signals_of_ours() {
    let linking = Linking::new("a_linker_inherits_no_signals_of_ours");
    linking.program("wasm-ld", "#!/bin/sh\ngrep SigIgn /proc/self/status > ignored\ncp linked.wasm \"$2\"\n");
    let ignored = |before: &str| {
        let mut command = linking.command();
        let program = command.get_program().to_owned();
        let path = command.get_envs().find(|(name, _)| *name == "PATH").and_then(|(_, path)| path).expect("a PATH");
        let path = path.to_owned();
        command = Command::new("sh");
        command.args(["-c", &format!("{before} exec \"$LD\" -o out.wasm")]).env("LD", program).env("PATH", path);
        let output = command.current_dir(linking.0.path("")).output().expect("the shell starts");
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
        let said = String::from_utf8(linking.0.read("ignored")).expect("digits");
        let set = said.trim().rsplit('\t').next().and_then(|it| u64::from_str_radix(it, 16).ok()).expect("a set");
        set >> (libc::SIGXFSZ - 1) & 1
    };
    assert_eq!((ignored(""), ignored("trap '' XFSZ;")), (0, 1));
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
