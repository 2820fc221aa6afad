//! What is left when writing ends early: the old output whole or none, and no temporary file.

use std::fs;
use std::fs::OpenOptions;
use std::os::unix::process::ExitStatusExt;
use std::process::Child;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use super::tool::Folder;

const OLD: &[u8] = b"what was there before";
const SIGHUP: i32 = 1;
const SIGINT: i32 = 2;
const SIGQUIT: i32 = 3;
const SIGKILL: i32 = 9;
const SIGTERM: i32 = 15;

/// How often a process is tried to be met at the right time.
const TRIES: usize = 50;

/// A module with a memory and so many data segments of 4 kB that writing it takes a while.
fn large(segments: u32) -> Vec<u8> {
    const SEGMENT: usize = 4096;
    let mut data = leb(segments);
    for _ in 0..segments {
        // Active, at 0.
        data.extend([0, 0x41, 0, 0x0b]);
        data.extend(leb(SEGMENT as u32));
        data.extend([0x55; SEGMENT]);
    }
    let mut wasm = b"\0asm\x01\0\0\0\x05\x03\x01\0\x01\x0b".to_vec();
    wasm.extend(leb(data.len() as u32));
    wasm.extend(data);
    wasm
}

fn leb(mut value: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

fn folder(test: &str, segments: u32) -> Folder {
    let folder = Folder::new(test);
    folder.write("in.wasm", large(segments));
    folder.write("out.wasm", OLD);
    folder
}

/// The command at work, started by a shell after these commands.
fn start(folder: &Folder, before: &str) -> Child {
    Command::new("sh")
        .args(["-c", &format!("{before} exec \"$TOOL\" in.wasm -q --import-memory -o out.wasm")])
        .env("TOOL", env!("CARGO_BIN_EXE_wasm-initfix"))
        .current_dir(folder.path("."))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the shell starts")
}

fn temporaries(folder: &Folder) -> Vec<String> {
    folder.names().into_iter().filter(|name| name.starts_with(".wasm-initfix-")).collect()
}

/// Does something as soon as there is a temporary file, and waits for the end. None if the process was faster.
fn while_writing(folder: &Folder, mut child: Child, disturb: impl FnOnce(&Child)) -> Option<Output> {
    let begin = Instant::now();
    while temporaries(folder).is_empty() {
        if child.try_wait().expect("a process").is_some() {
            return None;
        }
        assert!(begin.elapsed() < Duration::from_secs(60), "nothing is written");
    }
    disturb(&child);
    Some(child.wait_with_output().expect("a process"))
}

/// Tries until the process did not come to its end, and the old output is there. A process that had already given the new
/// one its place has left all of it there.
fn disturbed(folder: &Folder, before: &str, disturb: impl Fn(&Child)) -> Output {
    assert!(start(folder, before).wait().expect("a process").success());
    let complete = folder.read("out.wasm");
    for _ in 0..TRIES {
        folder.write("out.wasm", OLD);
        let output = while_writing(folder, start(folder, before), &disturb);
        let found = folder.read("out.wasm");
        assert!(found == OLD || found.starts_with(&complete), "{output:?}");
        match output {
            Some(output) if !output.status.success() && found == OLD => return output,
            _ => {}
        }
    }
    panic!("the process was faster each time");
}

fn send(signal: i32, to: &Child) {
    let status = Command::new("kill").args([format!("-{signal}"), to.id().to_string()]).status();
    assert!(status.expect("`kill` starts").success());
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("the command writes UTF-8")
}

#[test]
fn signals_leave_nothing_behind() {
    let folder = folder("signals_leave_nothing_behind", 10_000);
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] {
        let output = disturbed(&folder, "", |child| send(signal, child));
        assert_eq!(output.status.signal(), Some(signal), "{}", stderr(&output));
        assert_eq!(folder.read("out.wasm"), OLD, "signal {signal}");
        assert_eq!(folder.names(), ["in.wasm", "out.wasm"], "signal {signal}");
    }
}

#[test]
fn a_killed_process_leaves_the_old_output() {
    let folder = folder("a_killed_process_leaves_the_old_output", 10_000);
    let output = disturbed(&folder, "", |child| send(SIGKILL, child));
    assert_eq!(output.status.signal(), Some(SIGKILL));
    assert_eq!(folder.read("out.wasm"), OLD);
}

/// `nohup` and shells that start something in the background have their reasons.
#[test]
fn a_signal_that_is_ignored_stays_ignored() {
    let folder = folder("a_signal_that_is_ignored_stays_ignored", 10_000);
    let met = (0..TRIES).find_map(|_| {
        folder.write("out.wasm", OLD);
        while_writing(&folder, start(&folder, "trap '' HUP;"), |child| send(SIGHUP, child))
    });
    let output = met.expect("the process is met while it writes");
    assert_eq!((stderr(&output), output.status.code()), ("", Some(0)));
    assert_ne!(folder.read("out.wasm"), OLD);
    assert_eq!(folder.names(), ["in.wasm", "out.wasm"]);
}

/// There is room for a part of the output. A shell counts in blocks of 512 bytes or of 1 kB.
#[test]
fn an_output_that_does_not_fit_is_removed() {
    let folder = folder("an_output_that_does_not_fit_is_removed", 10_000);
    // Whether or not the signal that says so is ignored.
    for before in ["ulimit -f 8192;", "trap '' XFSZ; ulimit -f 8192;"] {
        let output = start(&folder, before).wait_with_output().expect("a process");
        let message = "wasm-initfix: error: out.wasm: cannot write: file too large\n";
        assert_eq!((stderr(&output), output.status.code()), (message, Some(2)));
        assert_eq!(folder.read("out.wasm"), OLD);
        assert_eq!(folder.names(), ["in.wasm", "out.wasm"]);
    }
}

/// Standard output may be such a file as well, and no temporary file was made.
#[test]
fn a_report_that_does_not_fit_is_an_error() {
    let folder = folder("a_report_that_does_not_fit_is_an_error", 1);
    for (words, status) in [("--report=json", 2), ("-o -", 2), ("--report=json -o out.wasm", 0)] {
        for before in ["ulimit -f 0;", "trap '' XFSZ; ulimit -f 0;"] {
            let before = before.replace("ulimit -f 0", if status == 0 { "ulimit -f 9" } else { "ulimit -f 0" });
            let line = format!("{before} exec \"$TOOL\" in.wasm -q --import-memory {words} >> report");
            // More than there may be.
            folder.write("report", [b' '; 20 << 10]);
            let mut command = Command::new("sh");
            command.args(["-c", &line]).env("TOOL", env!("CARGO_BIN_EXE_wasm-initfix")).current_dir(folder.path("."));
            let output = command.output().expect("the shell starts");
            let what = "standard output: cannot write: file too large";
            let message = match status {
                0 => format!("wasm-initfix: warning: {what}; only the report is lost\n"),
                _ => format!("wasm-initfix: error: {what}\n"),
            };
            assert_eq!((stderr(&output), output.status.code()), (message.as_str(), Some(status)), "{line}");
            assert_eq!(folder.read("report").len(), 20 << 10);
        }
    }
}

#[test]
fn an_input_that_changes_is_an_error() {
    let folder = folder("an_input_that_changes_is_an_error", 10_000);
    let path = folder.path("in.wasm");
    let output = disturbed(&folder, "", |_| {
        let mut file = OpenOptions::new().append(true).open(&path).expect("the input");
        std::io::Write::write_all(&mut file, b"\0\x02\x01x").expect("the input can be written to");
    });
    let message = "wasm-initfix: error: out.wasm: cannot write: the input changed while it was read\n";
    assert_eq!((stderr(&output), output.status.code()), (message, Some(2)));
    assert_eq!(folder.read("out.wasm"), OLD);
    assert_eq!(folder.names(), ["in.wasm", "out.wasm"]);
}

/// What was written into a pipe cannot be taken back, but is known to be wrong.
#[test]
fn an_input_that_changes_while_a_pipe_is_filled_is_an_error() {
    let folder = folder("an_input_that_changes_while_a_pipe_is_filled_is_an_error", 10_000);
    let mut child = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"))
        .args(["in.wasm", "-q", "--import-memory", "-o", "-"])
        .current_dir(folder.path("."))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdout = child.stdout.take().expect("a pipe");
    // With the first byte there, the process is at work and waits for the pipe to be emptied.
    std::io::Read::read_exact(&mut stdout, &mut [0]).expect("a byte");
    let mut file = OpenOptions::new().append(true).open(folder.path("in.wasm")).expect("the input");
    std::io::Write::write_all(&mut file, b"\0\x02\x01x").expect("the input can be written to");
    std::io::copy(&mut stdout, &mut std::io::sink()).expect("the rest");
    let output = child.wait_with_output().expect("a process");
    let message = "wasm-initfix: error: standard output: cannot write: the input changed while it was read\n";
    assert_eq!((stderr(&output), output.status.code()), (message, Some(2)));
}

/// At any time: while it is looked at, which is no error that a function could return, or while it is written.
#[test]
fn an_input_that_becomes_shorter_is_an_error() {
    let folder = Folder::new("an_input_that_becomes_shorter_is_an_error");
    let wasm = large(20_000);
    let (mut looking, mut writing) = (0, 0);
    for try_ in 0..TRIES * 4 {
        folder.write("in.wasm", &wasm);
        folder.write("out.wasm", OLD);
        let child = start(&folder, "");
        thread::sleep(Duration::from_micros(500 * (try_ % 40) as u64));
        let input = OpenOptions::new().write(true).open(folder.path("in.wasm")).expect("the input");
        input.set_len(wasm.len() as u64 / 100).expect("the input can be written to");
        let output = child.wait_with_output().expect("a process");
        match (stderr(&output), output.status.code()) {
            ("wasm-initfix: error: in.wasm: the file changed while it was read; nothing was written\n", Some(2)) => {
                looking += 1;
            }
            ("wasm-initfix: error: out.wasm: cannot write: the input changed while it was read\n", Some(2)) => {
                writing += 1;
            }
            ("", Some(0)) => {
                assert_eq!(fs::metadata(folder.path("out.wasm")).expect("the output").len(), wasm.len() as u64 + 12);
                continue;
            }
            // It was shorter from the beginning.
            (message, Some(2)) if message.contains("a truncated module") => {}
            (message, status) => panic!("{message}{status:?}, {:?}", output.status.signal()),
        }
        assert_eq!(folder.read("out.wasm"), OLD);
        assert_eq!(folder.names(), ["in.wasm", "out.wasm"]);
        if looking > 0 && writing > 0 {
            return;
        }
    }
    panic!("met {looking} times while it looked, {writing} times while it wrote");
}
