//! Modes, links, pipes and devices.

use std::fs;
use std::os::unix::fs::FileTypeExt;
use std::os::unix::fs::MetadataExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use super::PLAIN;
use super::REACTOR;
use super::fails;
use super::reactor_lines;
use super::succeeds;
use super::text;
use super::tool::Folder;
use super::tool::testdata;
use super::user::public;
use super::user::set_mode;
use super::user::unprivileged;

fn mode(path: impl AsRef<Path>) -> u32 {
    fs::metadata(path).expect("a file").permissions().mode() & 0o7777
}

/// The mode that any program's new file gets under this umask.
fn usual_mode(folder: &Folder) -> u32 {
    folder.write("usual", "");
    mode(folder.path("usual"))
}

#[test]
fn a_link_stays_and_its_target_is_replaced() {
    let folder = Folder::new("a_link_stays_and_its_target_is_replaced");
    folder.write("in.wat", REACTOR);
    fs::create_dir(folder.path("dist")).expect("a folder");
    folder.write("dist/old.wasm", "what was there before");
    for (link, target) in [("old.wasm", "dist/old.wasm"), ("new.wasm", "dist/new.wasm")] {
        symlink(target, folder.path(link)).expect("a link");
        succeeds(&folder.run(["in.wat", "-o", link, "-q"], b""), "");
        assert_eq!(fs::read_link(folder.path(link)).expect("a link still"), Path::new(target));
        assert!(folder.read(target).starts_with(b"\0asm"), "{target}");
    }
    assert_eq!(folder.names(), ["dist", "in.wat", "new.wasm", "old.wasm"]);
}

#[test]
fn a_new_output_has_the_mode_of_the_input() {
    let folder = Folder::new("a_new_output_has_the_mode_of_the_input");
    for (name, wat) in [("fixed.wat", REACTOR), ("unchanged.wat", PLAIN)] {
        folder.write(name, wat);
        let output = format!("{name}.wasm");
        // The bits by which a program runs as its owner or group stay behind.
        for of_input in [0o750, 0o6750, 0o1750] {
            set_mode(folder.path(name), of_input);
            succeeds(&folder.run([name, "-o", &output, "-q"], b""), "");
            assert_eq!(mode(folder.path(&output)), 0o750, "{name} {of_input:o}");
            fs::remove_file(folder.path(&output)).expect("the output goes");
        }
    }
}

#[test]
fn an_output_that_is_there_keeps_its_mode() {
    let folder = Folder::new("an_output_that_is_there_keeps_its_mode");
    folder.write("in.wat", REACTOR);
    set_mode(folder.path("in.wat"), 0o4755);
    for of_output in [0o600, 0o640, 0o4711] {
        folder.write("out.wasm", "what was there before");
        set_mode(folder.path("out.wasm"), of_output);
        // From another file, and in its own place.
        for input in ["in.wat", "out.wasm"] {
            succeeds(&folder.run([input, "-o", "out.wasm", "-q", "--init=start"], b""), "");
            assert_eq!(mode(folder.path("out.wasm")), of_output, "{input}");
        }
    }
}

/// A program that runs as its owner would run as another one.
#[test]
fn an_output_of_another_owner_loses_what_was_for_that_owner() {
    let folder = Folder::new("an_output_of_another_owner_loses_what_was_for_that_owner");
    folder.write("in.wat", REACTOR);
    folder.write("out.wasm", "what was there before");
    if std::os::unix::fs::chown(folder.path("out.wasm"), Some(65534), None).is_err() {
        println!("skipped: only root can give files away");
        return;
    }
    set_mode(folder.path("out.wasm"), 0o4711);
    succeeds(&folder.run(["in.wat", "-o", "out.wasm", "-q"], b""), "");
    assert_eq!(mode(folder.path("out.wasm")), 0o711);
}

#[test]
fn output_that_no_file_can_be_is_refused() {
    let folder = Folder::new("output_that_no_file_can_be_is_refused");
    folder.write("in.wat", REACTOR);
    folder.write("file", "what was there before");
    symlink("circle", folder.path("circle")).expect("a link");
    symlink("file/", folder.path("to-file")).expect("a link");
    symlink("new/", folder.path("to-new")).expect("a link");
    for (output, why) in [
        ("circle", "too many levels of symbolic links"),
        ("circle/out.wasm", "too many levels of symbolic links"),
        ("file/", "not a folder"),
        ("file/.", "not a folder"),
        ("file/out.wasm", "not a folder"),
        ("to-file", "not a folder"),
        ("new/", "no such folder"),
        ("new/.", "no such folder"),
        ("new/..", "no such folder"),
        ("to-new", "no such folder"),
    ] {
        fails(&folder, &["in.wat", "-o", output], &format!("{output}: cannot write: {why}"));
        // Also before anything else is looked at.
        fails(&folder, &["no.wat", "-o", output], &format!("{output}: cannot write: {why}"));
    }
    fails(&folder, &["file/", "-o", "out.wasm"], "file/: not a folder");
    fails(&folder, &["circle", "-o", "out.wasm"], "circle: too many levels of symbolic links");
}

/// The module's place belongs to another user, in a folder where only owners may replace files.
#[test]
fn a_module_and_its_map_are_replaced_together() {
    let folder = public("pair");
    set_mode(&folder, 0o1777);
    fs::write(folder.join("in.wasm"), testdata("assemblyscript/source-map.wasm")).expect("a file");
    let map = r#"{"version":3,"sources":["a.ts"],"mappings":"AAAA"}"#;
    fs::write(folder.join("in.map"), map).expect("a file");
    let run = || {
        let words = ["in.wasm", "-o", "out.wasm", "--source-map=in.map", "--output-source-map=out.map"];
        unprivileged(&folder, &[&words[..], &["-q", "--assume=env.log=memory"]].concat())
    };
    for file in ["out.wasm", "out.map"] {
        fs::write(folder.join(file), "old").expect("a file");
    }
    if std::os::unix::fs::chown(folder.join("out.map"), Some(65534), None).is_err() {
        println!("skipped: only root can give files away");
        fs::remove_dir_all(folder).expect("the folder is ours");
        return;
    }
    let names = || fs::read_dir(&folder).expect("a folder").count();
    let before = (names() + 1, fs::metadata(folder.join("out.map")).expect("a file").ino());
    let output = run();
    let refused = "wasm-initfix: error: FOLDER/out.wasm: cannot write: permission denied\n";
    let refused = refused.replace("FOLDER", &folder.canonicalize().expect("a folder").display().to_string());
    assert_eq!((text(&output.stderr), output.status.code()), (refused.as_str(), Some(2)));
    let read = |name: &str| fs::read(folder.join(name)).expect("a file");
    assert_eq!((read("out.map"), read("out.wasm")), (b"old".to_vec(), b"old".to_vec()));
    assert_eq!((names(), fs::metadata(folder.join("out.map")).expect("a file").ino()), before);
    // Where there was no map, there is none.
    fs::remove_file(folder.join("out.map")).expect("the map goes");
    assert_eq!((text(&run().stderr), folder.join("out.map").exists()), (refused.as_str(), false));
    // Both, where nothing is in the way.
    fs::remove_file(folder.join("out.wasm")).expect("the module goes");
    assert_eq!(run().status.code(), Some(0));
    assert!(read("out.map").starts_with(b"{") && read("out.wasm").starts_with(b"\0asm"));
    fs::remove_dir_all(folder).expect("the folder is ours");
}

#[test]
fn text_is_not_replaced_by_a_binary() {
    let folder = Folder::new("text_is_not_replaced_by_a_binary");
    folder.write("in.wat", REACTOR);
    let output = folder.run(["in.wat", "-o", "in.wat"], b"");
    let message =
        "wasm-initfix: error: in.wat: -o would replace the text by a binary; give the module a file of its own\n";
    assert_eq!(String::from_utf8_lossy(&output.stderr), message);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(folder.read("in.wat"), REACTOR.as_bytes());
}

#[test]
fn what_comes_through_a_pipe_has_the_usual_mode() {
    let folder = Folder::new("what_comes_through_a_pipe_has_the_usual_mode");
    // The second is what a shell's `<(command)` gives: a pipe with a name, whose mode is 0600.
    for (input, output) in [("-", "dash.wasm"), ("/dev/stdin", "named.wasm")] {
        assert_eq!(folder.run([input, "-o", output, "-q"], REACTOR.as_bytes()).status.code(), Some(0));
        assert_eq!(mode(folder.path(output)), usual_mode(&folder), "{input}");
    }
}

#[test]
fn a_device_stays_a_device() {
    let folder = Folder::new("a_device_stays_a_device");
    folder.write("in.wat", REACTOR);
    let lines = reactor_lines("in.wat", "fixed:");
    succeeds(&folder.run(["in.wat", "-o", "/dev/null"], b""), &lines);
    assert!(fs::metadata("/dev/null").expect("a device").file_type().is_char_device());
    symlink("/dev/null", folder.path("null")).expect("a link");
    succeeds(&folder.run(["in.wat", "-o", "null"], b""), &lines);
    assert!(fs::metadata("/dev/null").expect("a device").file_type().is_char_device());
}

/// As shells have it for `>(command)`: a link to a pipe.
#[test]
fn output_into_a_pipe_by_its_path() {
    let folder = Folder::new("output_into_a_pipe_by_its_path");
    folder.write("in.wat", REACTOR);
    let line = "\"$TOOL\" in.wat -q -o file.wasm && \"$TOOL\" in.wat -q -o /dev/fd/3 3>&1 | cmp - file.wasm";
    let status = Command::new("sh")
        .args(["-c", line])
        .env("TOOL", env!("CARGO_BIN_EXE_wasm-initfix"))
        .current_dir(folder.path("."))
        .status();
    assert!(status.expect("a shell").success());
}

#[test]
fn a_chain_of_links_is_followed() {
    let folder = Folder::new("a_chain_of_links_is_followed");
    folder.write("in.wat", REACTOR);
    symlink("second", folder.path("first")).expect("a link");
    symlink("out.wasm", folder.path("second")).expect("a link");
    succeeds(&folder.run(["in.wat", "-o", "first", "-q"], b""), "");
    assert!(folder.path("second").is_symlink());
    assert_eq!(folder.names(), ["first", "in.wat", "out.wasm", "second"]);
}

#[test]
fn output_into_a_read_only_folder() {
    let folder = public("read-only");
    fs::write(folder.join("in.wat"), REACTOR).expect("a file");
    fs::create_dir_all(folder.join("dist")).expect("a folder");
    set_mode(folder.join("dist"), 0o555);
    let output = unprivileged(&folder, &["in.wat", "-o", "dist/out.wasm"]);
    let message = "wasm-initfix: error: dist/out.wasm: cannot write: permission denied\n";
    assert_eq!((text(&output.stderr), output.status.code()), (message, Some(2)));
    assert_eq!(fs::read_dir(folder.join("dist")).expect("a folder").count(), 0);
    fs::remove_dir_all(folder).expect("the folder is ours");
}

#[test]
fn input_that_may_not_be_read() {
    let folder = public("secret");
    fs::write(folder.join("secret.wasm"), "").expect("a file");
    set_mode(folder.join("secret.wasm"), 0o000);
    let output = unprivileged(&folder, &["secret.wasm", "-o", "out.wasm"]);
    let message = "wasm-initfix: error: secret.wasm: permission denied\n";
    assert_eq!((text(&output.stderr), output.status.code()), (message, Some(2)));
    assert!(!folder.join("out.wasm").exists());
    fs::remove_dir_all(folder).expect("the folder is ours");
}

/// `script` runs a command on a terminal; that of util-linux also passes its status on.
#[test]
fn a_module_is_not_for_a_terminal() {
    let version = Command::new("script").arg("--version").output();
    if !version.is_ok_and(|version| version.stdout.windows(10).any(|part| part == b"util-linux")) {
        println!("skipped: there is no `script` of util-linux to make a terminal with");
        return;
    }
    let folder = Folder::new("a_module_is_not_for_a_terminal");
    folder.write("in.wat", REACTOR);
    let output = Command::new("script")
        .args(["-qec", "\"$TOOL\" in.wat -o -", "/dev/null"])
        .env("TOOL", env!("CARGO_BIN_EXE_wasm-initfix"))
        .env("NO_COLOR", "1")
        .current_dir(folder.path("."))
        .stdin(std::process::Stdio::null())
        .output()
        .expect("`script` starts");
    let message = "wasm-initfix: error: -o -: a module is not for a terminal; give it a file or a pipe\r\n";
    assert_eq!((text(&output.stdout), output.status.code()), (message, Some(2)));
    assert_eq!(folder.names(), ["in.wat"]);
}

/// A full disk, as far as Linux can play one.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error() {
    let folder = Folder::new("a_full_disk_is_an_error");
    folder.write("in.wat", REACTOR);
    let message = "/dev/full: cannot write: no space left on device";
    fails(&folder, &["in.wat", "-o", "/dev/full"], message);
}

/// Where the system gives no thread, the work goes on with one.
#[test]
fn no_thread_to_be_had() {
    let folder = Folder::new("no_thread_to_be_had");
    folder.write("in.wat", REACTOR);
    if fs::metadata(folder.path("in.wat")).expect("the file was written").uid() == 0 {
        // The limit is none for the superuser.
        return;
    }
    let mut command = Command::new("sh");
    command.args([
        "-c",
        r#"ulimit -u 1 && exec "$0" "$@""#,
        env!("CARGO_BIN_EXE_wasm-initfix"),
        "in.wat",
        "-o",
        "out.wasm",
    ]);
    let output = command.current_dir(folder.path("")).output().expect("sh runs");
    let stderr = String::from_utf8_lossy(&output.stderr);
    let note = "wasm-initfix: note: cannot start threads (Resource temporarily unavailable (os error 11)): the work goes on with one";
    assert_eq!((stderr.lines().next(), output.status.code()), (Some(note), Some(0)), "{stderr}");
}

/// A path means what the system says: `..` is the folder above the one that is there, and none where there is none.
#[test]
fn steps_back_are_the_systems() {
    let folder = Folder::new("steps_back_are_the_systems");
    folder.write("in.wat", REACTOR);
    folder.write("file", "");
    let refused = |path: &str, why: &str| {
        for old in [false, true] {
            if old {
                folder.write("y.wasm", "what was there before");
            }
            let before = folder.contents();
            let output = folder.run(["in.wat", "-o", path], b"");
            let said = format!("wasm-initfix: error: {path}: cannot write: {why}\n");
            assert_eq!((text(&output.stderr), output.status.code()), (said.as_str(), Some(2)));
            assert_eq!(folder.contents(), before, "{path}");
        }
        fs::remove_file(folder.path("y.wasm")).expect("the file goes");
    };
    refused("no/../y.wasm", "no such folder");
    refused("./no/../../steps_back_are_the_systems/y.wasm", "no such folder");
    refused("file/../y.wasm", "not a folder");
    refused("no/such/../../y.wasm", "no such folder");
    let output = folder.run(["inspect", "in.wat", "--graph", "no/../y.svg"], b"");
    let said = "wasm-initfix: error: no/../y.svg: cannot write: no such folder\n";
    assert_eq!((text(&output.stderr), output.status.code()), (said, Some(2)));
    let output = folder.run(["no/../in.wat"], b"");
    let said = "wasm-initfix: error: no/../in.wat: no such file\n";
    assert_eq!((text(&output.stderr), output.status.code()), (said, Some(2)));
    // Behind a link, it is the folder above the one that the link leads to.
    fs::create_dir_all(folder.path("a/b")).expect("folders");
    symlink("a/b", folder.path("link")).expect("a link");
    succeeds(&folder.run(["in.wat", "-o", "link/../y.wasm", "-q"], b""), "");
    assert!(folder.path("a/y.wasm").is_file());
    succeeds(&folder.run(["in.wat", "-o", "link/../y.wasm", "-q"], b""), "");
    assert_eq!(folder.names(), ["a", "file", "in.wat", "link"]);
    // What is named through both is one file, and folders that are made are where `mkdir -p` makes them.
    folder.write("a/in.wat", REACTOR);
    let output = folder.run(["link/../in.wat", "-o", "a/in.wat"], b"");
    let said = "wasm-initfix: error: link/../in.wat: -o would replace the text by a binary; give the module a file of its own\n";
    assert_eq!((text(&output.stderr), output.status.code()), (said, Some(2)));
    succeeds(&folder.run(["in.wat", "--out-dir", "link/../new/../dist", "-q"], b""), "");
    assert!(folder.path("a/dist/in.wasm").is_file() && folder.path("a/new").is_dir());
}

/// Standard output by another name is still one place.
#[test]
fn standard_output_takes_one_of_module_and_words() {
    let folder = Folder::new("standard_output_takes_one_of_module_and_words");
    folder.write("in.wat", REACTOR);
    for name in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
        let message = format!("-o {name} and --report=json both want standard output; give the module a file");
        fails(&folder, &["in.wat", "-o", name, "--report=json"], &message);
        let module = folder.run(["in.wat", "-o", name, "--explain"], b"").stdout;
        assert_eq!(module, folder.run(["in.wat", "-o", "-", "-q"], b"").stdout, "{name}");
    }
}
