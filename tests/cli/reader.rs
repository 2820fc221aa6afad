//! Standard output and error that do not take the report: the exit status says what became of the files.

use std::fs::File;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;

use super::REACTOR;
use super::text;
use super::tool::Folder;

/// How the output ends.
#[derive(Clone, Copy, Debug)]
enum Reader {
    /// A disk without room.
    Full,
    /// A pipe that the other side has closed.
    Closed,
}

fn run(folder: &Folder, args: &[&str], stdout: Option<Reader>, stderr: Option<Reader>) -> Output {
    let end = |reader: Option<Reader>| match reader {
        None => Stdio::piped(),
        Some(Reader::Full) => File::options().write(true).open("/dev/full").expect("Linux has it").into(),
        Some(Reader::Closed) => std::io::pipe().expect("a pipe").1.into(),
    };
    let mut command = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
    command.args(args).current_dir(folder.path(".")).stdin(Stdio::null()).stdout(end(stdout)).stderr(end(stderr));
    command.output().expect("the command starts")
}

fn modules(test: &str) -> Folder {
    let folder = Folder::new(test);
    for name in ["a.wat", "b.wat"] {
        folder.write(name, REACTOR);
    }
    folder
}

const FULL: &str = "standard output: cannot write: no space left on device";

#[test]
fn the_status_is_that_of_the_files() {
    let one = ["a.wat", "-o", "out/a.wasm", "-q"];
    let many = ["a.wat", "b.wat", "--out-dir=out", "-q"];
    for (args, count) in [(&one[..], 1), (&many[..], 2)] {
        for report in ["--report=json", "--explain"] {
            for reader in [Reader::Full, Reader::Closed] {
                let folder = modules("the_status_is_that_of_the_files");
                std::fs::create_dir(folder.path("out")).expect("a folder");
                let output = run(&folder, &[args, &[report]].concat(), Some(reader), None);
                let lost = match reader {
                    Reader::Full => format!("wasm-initfix: warning: {FULL}; only the report is lost\n"),
                    Reader::Closed => String::new(),
                };
                assert_eq!((text(&output.stderr), output.status.code()), (lost.as_str(), Some(0)), "{args:?} {report}");
                assert_eq!(std::fs::read_dir(folder.path("out")).expect("a folder").count(), count);
            }
        }
    }
}

#[test]
fn a_report_that_is_the_result_is_missed() {
    let folder = modules("a_report_that_is_the_result_is_missed");
    for args in [
        &["a.wat", "-q"][..],
        &["a.wat", "-q", "--report=json"],
        &["a.wat", "-q", "--explain"],
        &["a.wat", "b.wat", "-q"],
        &["a.wat", "b.wat", "-q", "--report=json"],
        &["inspect", "a.wat"],
        &["inspect", "a.wat", "--report=json"],
        &["hosts"],
        &["man"],
        &["completions", "bash"],
        &["json-schema"],
        &["--help"],
        &["inspect", "--help"],
        &["--version"],
    ] {
        let output = run(&folder, args, Some(Reader::Full), None);
        let error = format!("wasm-initfix: error: {FULL}\n");
        assert_eq!((text(&output.stderr), output.status.code()), (error.as_str(), Some(2)), "{args:?}");
        let output = run(&folder, args, Some(Reader::Closed), None);
        assert_eq!((text(&output.stderr), output.status.code()), ("", Some(0)), "{args:?}");
    }
    // What a check says with its status is said.
    folder.write("wrapped.wasm", super::testdata("clang19/wrapped.wasm"));
    for args in [&["inspect", "wrapped.wasm", "--check"][..], &["check", "wrapped.wasm"]] {
        let status = run(&folder, args, None, None).status.code();
        assert_eq!(status, Some(1), "{args:?}");
        let output = run(&folder, args, Some(Reader::Closed), None);
        assert_eq!((text(&output.stderr), output.status.code()), ("", status), "{args:?}");
    }
}

#[test]
fn a_module_that_standard_output_does_not_take_is_an_error() {
    let folder = modules("a_module_that_standard_output_does_not_take_is_an_error");
    for (reader, said) in [(Reader::Full, format!("wasm-initfix: error: {FULL}\n")), (Reader::Closed, String::new())] {
        let output = run(&folder, &["a.wat", "-o", "-"], Some(reader), None);
        assert_eq!((text(&output.stderr), output.status.code()), (said.as_str(), Some(2)), "{reader:?}");
    }
}

#[test]
fn standard_error_decides_nothing() {
    for reader in [Reader::Full, Reader::Closed] {
        let folder = modules("standard_error_decides_nothing");
        let status = |args: &[&str], stdout| run(&folder, args, stdout, Some(reader)).status.code();
        assert_eq!(status(&["a.wat", "-o", "out.wasm"], None), Some(0));
        assert_eq!(status(&["a.wat", "b.wat", "--out-dir=out"], None), Some(0));
        assert_eq!(status(&["a.wat"], None), Some(0));
        assert_eq!(status(&["a.wat", "-o", "both.wasm", "--report=json"], Some(Reader::Full)), Some(0));
        assert_eq!(status(&["no.wat", "-o", "no.wasm"], None), Some(2));
        assert_eq!(status(&["no.wat", "a.wat", "--out-dir=out"], None), Some(2));
        assert_eq!(status(&["--nope"], None), Some(2));
        assert_eq!(folder.names(), ["a.wat", "b.wat", "both.wasm", "out", "out.wasm"]);
    }
}

/// `>&-` of a shell. The standard library opens `/dev/null` there, which takes everything.
#[test]
fn a_closed_output_is_missed() {
    let folder = modules("a_closed_output_is_missed");
    let closed = |words: &[&str], how: &str| {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("exec \"$0\" \"$@\" {how}"), env!("CARGO_BIN_EXE_wasm-initfix")]).args(words);
        command.current_dir(folder.path(".")).stdin(Stdio::null()).output().expect("the shell starts")
    };
    for args in [
        &["a.wat", "-o", "-"][..],
        &["a.wat", "-q"],
        &["a.wat", "--report=json", "-q"],
        &["a.wat", "b.wat", "-q"],
        &["a.wat", "b.wat", "-q", "--report=json"],
        &["a.wat", "-q", "--explain"],
        &["inspect", "a.wat"],
        &["inspect", "a.wat", "--report=json"],
        &["check", "a.wat"],
        &["check", "a.wat", "--report=json"],
        &["run", "a.wat", "--invoke=get"],
        &["hosts"],
        &["hosts", "--report=json"],
        &["man"],
        &["completions", "bash"],
        &["json-schema"],
        &["--help"],
        &["--version"],
    ] {
        // Open for reading alone, it takes as little.
        for how in [">&-", "1</dev/null"] {
            let output = closed(args, how);
            let error = "wasm-initfix: error: standard output: cannot write: it is closed\n";
            assert_eq!((text(&output.stderr), output.status.code()), (error, Some(2)), "{args:?} {how}");
        }
    }
    folder.write("map", "{\"version\":3,\"sources\":[],\"mappings\":\"AAAA\"}");
    let before = folder.contents();
    for args in [
        &["a.wat", "-o", "/dev/stdout"][..],
        &["a.wat", "-o", "out.wasm", "--source-map", "map", "--output-source-map", "/dev/stdout"],
    ] {
        let output = closed(args, ">&-");
        let error = "wasm-initfix: error: /dev/stdout: cannot write: it is closed\n";
        assert_eq!((text(&output.stderr), output.status.code()), (error, Some(2)), "{args:?}");
    }
    // Whatever name leads there.
    std::os::unix::fs::symlink("/dev/stdout", folder.path("link")).expect("a link");
    std::os::unix::fs::symlink("/proc/self/fd", folder.path("folder")).expect("a link");
    for (name, how) in [
        ("link", ">&-"),
        ("folder/1", ">&-"),
        ("/dev/fd/1", ">&-"),
        ("/proc/self/fd/1", ">&-"),
        ("/proc/thread-self/fd/1", ">&-"),
        ("/dev/../dev/./stdout", ">&-"),
        ("/dev/stderr", "2>&-"),
        ("/dev/fd/2", "2>&-"),
        ("folder/2", "2>&-"),
    ] {
        let output = closed(&["a.wat", "-o", name, "--report=json", "-q"], how);
        let error = match how {
            "2>&-" => String::new(),
            _ => format!("wasm-initfix: error: {name}: cannot write: it is closed\n"),
        };
        assert_eq!((text(&output.stderr), output.status.code()), (error.as_str(), Some(2)), "{name}");
        assert_eq!(text(&output.stdout), "", "{name}");
    }
    for name in ["link", "folder"] {
        std::fs::remove_file(folder.path(name)).expect("the link goes");
    }
    assert_eq!(folder.contents(), before);
    // What is named by itself, or by a descriptor of the caller's, takes all.
    std::os::unix::fs::symlink("/dev/null", folder.path("null")).expect("a link");
    for (name, how) in [
        ("/dev/null", ">&- 2>&-"),
        ("null", ">&- 2>&-"),
        ("/dev/fd/5", ">&- 5>/dev/null"),
        ("/dev/stderr", ">&- 2>/dev/null"),
        ("/dev/stdout", "2>&-"),
    ] {
        assert_eq!(closed(&["a.wat", "-o", name, "-q"], how).status.code(), Some(0), "{name} {how}");
    }
    // Where a file is the result, only the report is lost. `/dev/null` that the caller named takes all.
    let output = closed(&["a.wat", "-o", "out.wasm", "-q", "--report=json"], ">&-");
    let lost = "wasm-initfix: warning: standard output: cannot write: it is closed; only the report is lost\n";
    assert_eq!((text(&output.stderr), output.status.code()), (lost, Some(0)));
    for how in [">/dev/null", "1<>/dev/null", "2>&-"] {
        assert_eq!(closed(&["a.wat", "-o", "-", "-q"], how).status.code(), Some(0), "{how}");
    }
}
