//! `initfix-wasm-ld` around a linker that writes down what it is told.
#![cfg(all(unix, feature = "cli"))]

use std::ffi::OsStr;
use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::process::Output;

#[path = "linker/ended.rs"]
mod ended;
#[path = "linker/names.rs"]
mod names;
#[path = "linker/refused.rs"]
mod refused;
#[path = "linker/response.rs"]
mod response;
#[path = "linker/settings.rs"]
mod settings;
#[path = "linker/stripped.rs"]
mod stripped;
#[path = "support/tool.rs"]
mod tool;

use tool::Folder;
use tool::testdata;

/// Writes its words into `told`, each ended by a NUL, and what is in the response file that is the last of them into
/// `told.rsp`; then `linked.wasm` to where `-o` says, in words or in the file.
const FAKE: &str = r#"#!/bin/sh
[ "$1" = --version ] && echo fake && exit
printf '%s\0' "$@" > told
for word; do
  [ "$previous" = -o ] && output=$word
  previous=$word
done
case $previous in
  @*) cp "${previous#@}" told.rsp; output=$(sed -n '/^"-o"$/{n;s/^"//;s/"$//;p;}' told.rsp) ;;
esac
[ "$output" = "" ] || cp linked.wasm "$output"
"#;

struct Linking(Folder);

impl Linking {
    fn new(test: &str) -> Self {
        let linking = Self(Folder::new(test));
        linking.0.write("linked.wasm", testdata("clang19/wrapped.wasm"));
        linking.program("wasm-ld", FAKE);
        linking
    }

    fn program(&self, name: &str, script: &str) {
        // By a rename: who forks meanwhile would hold it open, and what is open for writing cannot be run.
        self.0.write("program", script);
        fs::set_permissions(self.0.path("program"), fs::Permissions::from_mode(0o755)).expect("a mode");
        fs::rename(self.0.path("program"), self.0.path(name)).expect("a name");
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_initfix-wasm-ld"));
        command.current_dir(self.0.path(""));
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = [self.0.path("")].into_iter().chain(std::env::split_paths(&path));
        command.env("PATH", std::env::join_paths(folders).expect("a PATH"));
        command
    }

    fn run<S: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = S>) -> Output {
        self.command().args(words).output().expect("the linker starts")
    }

    /// The linker's arguments. Its output folder, whose name is known only in part, is `FOLDER`.
    fn told(&self) -> Vec<String> {
        words_of(&self.0.read("told"))
    }

    /// The same, from its response file, where each word is in quotes on a line of its own.
    fn told_in_file(&self) -> Vec<String> {
        let text = self.0.read("told.rsp");
        let mut found = Vec::new();
        let mut word = Vec::new();
        let mut bytes = text.iter().copied().skip(1);
        while let Some(byte) = bytes.next() {
            match byte {
                b'\\' => word.extend(bytes.next()),
                b'"' => {
                    found.push(std::mem::take(&mut word));
                    assert_eq!((bytes.next(), bytes.next().unwrap_or(b'"')), (Some(b'\n'), b'"'));
                }
                _ => word.push(byte),
            }
        }
        words(found.iter().map(Vec::as_slice).chain([&b""[..]])).collect()
    }

    /// What is said if the linker of this name fails.
    fn failed(&self, name: &str) -> String {
        let linker = self.0.path(name);
        let linker = linker.display();
        format!("initfix-wasm-ld: note: the linker {linker} failed; --initfix-linker=PATH names another\n")
    }

    fn fixed(&self, options: &[&str]) -> Vec<u8> {
        let output = self.0.run([&["linked.wasm", "-o", "-"], options].concat(), b"");
        output.stdout
    }
}

/// Each ended by a NUL.
fn words_of(told: &[u8]) -> Vec<String> {
    words(told.split(|byte| *byte == 0)).collect()
}

fn words<'a>(words: impl Iterator<Item = &'a [u8]>) -> impl Iterator<Item = String> {
    let mut words: Vec<String> = words.map(|word| word.escape_ascii().to_string()).collect();
    // After the last NUL there is nothing.
    assert_eq!(words.pop().as_deref(), Some(""));
    words.into_iter().map(|word| match word.split_once("/.wasm-initfix-") {
        Some((_, rest)) => format!("FOLDER/{}", rest.split_once('/').map_or("", |(_, name)| name)),
        None => word,
    })
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn all_but_our_own_is_forwarded() {
    let linking = Linking::new("forwarded");
    let odd = OsString::from_vec(b"no\xff-utf8/x y.o".to_vec());
    let words = [
        "--no-entry",
        "a b",
        "c\"d'e",
        "",
        "--initfix-quiet",
        "new\nline",
        "-mllvm",
        "-outline",
        "$HOME*",
        "--initfix-init=start",
    ];
    let words =
        words.map(OsString::from).into_iter().chain([odd, "-o".into(), "sub dir/my plugin.wasm".into(), "last".into()]);
    fs::create_dir(linking.0.path("sub dir")).expect("a folder");
    let output = linking.run(words);
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    let expected = [
        "--no-entry",
        "a b",
        r#"c\"d\'e"#,
        "",
        r"new\nline",
        "-mllvm",
        "-outline",
        "$HOME*",
        r"no\xff-utf8/x y.o",
        "-o",
        "FOLDER/my plugin.wasm",
        "last",
    ];
    assert_eq!(linking.told(), expected);
    assert_eq!(linking.0.read("sub dir/my plugin.wasm"), linking.fixed(&["--init=start"]));
    assert_ne!(linking.fixed(&["--init=start"]), linking.0.read("linked.wasm"));
    let left = fs::read_dir(linking.0.path("sub dir")).expect("the folder").count();
    assert_eq!(left, 1, "only the output stays");
}

#[test]
fn a_linker_that_fails_is_heard_and_leaves_nothing() {
    let linking = Linking::new("fails");
    linking.program(
        "wasm-ld",
        "#!/bin/sh\necho half > \"$2\"\necho 'wasm-ld: error: no such symbol' >&2\necho said\nexit 7\n",
    );
    linking.0.write("out.wasm", "old");
    let before = linking.0.contents();
    let output = linking.run(["-o", "out.wasm"]);
    assert_eq!(output.status.code(), Some(7));
    assert_eq!(
        (stderr(&output), output.stdout.as_slice()),
        (format!("wasm-ld: error: no such symbol\n{}", linking.failed("wasm-ld")), &b"said\n"[..])
    );
    assert_eq!(linking.0.contents(), before);
    let output = linking.run(["-r", "x.o", "--initfix-quiet"]);
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(7), "wasm-ld: error: no such symbol\n"));
}

#[test]
fn a_linker_that_is_killed_is_told_as_shells_tell_it() {
    let linking = Linking::new("killed");
    linking.program("wasm-ld", "#!/bin/sh\nkill -KILL $$\n");
    assert_eq!(linking.run(["-o", "out.wasm"]).status.code(), Some(137));
}

#[test]
fn what_is_no_module_is_an_error_and_leaves_nothing() {
    let linking = Linking::new("junk");
    linking.0.write("linked.wasm", "junk, and more of it");
    let output = linking.run(["-o", "out.wasm"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        stderr(&output),
        "initfix-wasm-ld: error: out.wasm: text, not a WebAssembly module; it starts with \"junk, and more of it\"\n"
    );
    assert!(!linking.0.path("out.wasm").exists());
}

#[test]
fn what_is_not_to_be_run_is_left() {
    for word in ["-r", "-relocatable", "--relocatable", "-shared", "--shared"] {
        let linking = Linking::new(&format!("left{word}"));
        let output = linking.run([word, "-o", "out.o", "--initfix-init=start"]);
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
        assert_eq!(linking.told(), [word, "-o", "out.o"]);
        assert_eq!(linking.0.read("out.o"), linking.0.read("linked.wasm"));
    }
}

#[test]
fn an_output_has_a_name_even_if_nobody_gave_it_one() {
    let linking = Linking::new("unnamed");
    assert_eq!(linking.run(["x.o"]).status.code(), Some(0));
    assert_eq!(linking.told(), ["x.o", "-o", "FOLDER/a.out"]);
    assert_eq!(linking.0.read("a.out"), linking.fixed(&[]));
}

#[test]
fn no_output_is_no_error() {
    let linking = Linking::new("version");
    linking.program("wasm-ld", "#!/bin/sh\necho LLD 99\n");
    let output = linking.run(["--version"]);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(0), &b"LLD 99\n"[..]));
}

#[test]
fn what_is_written_beside_the_output_stays() {
    let linking = Linking::new("beside");
    linking.program("wasm-ld", "#!/bin/sh\ncp linked.wasm \"$2\"\necho bitcode > \"$2.lto.o\"\n");
    assert_eq!(linking.run(["-o", "out.wasm"]).status.code(), Some(0));
    assert_eq!(linking.0.names(), ["linked.wasm", "out.wasm", "out.wasm.lto.o", "wasm-ld"]);
}

#[test]
fn own_options_are_checked_before_anything_is_linked() {
    let linking = Linking::new("own");
    for (word, message) in [
        ("--initfix-inti=lazy", "unknown option `--initfix-inti`; did you mean `--initfix-init`?"),
        (
            "--initfix-init=first",
            "invalid value 'first' for '--initfix-init <INIT>' [possible values: auto, start, export, lazy, keep]",
        ),
        (
            "--initfix-import-memory=a",
            "invalid value 'a' for '--initfix-import-memory[=<MODULE,NAME>]': expected MODULE,NAME or MODULE.NAME, as in \
             --initfix-import-memory=env.memory",
        ),
        (
            "--initfix-assume",
            "a value is required for '--initfix-assume <MODULE.NAME=EFFECT>' but none was supplied; it stands in the same word, \
             behind `=`",
        ),
        ("--initfix-linker=no/such", "no/such: no such linker"),
    ] {
        let output = linking.run([word, "-o", "out.wasm"]);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(stderr(&output), format!("initfix-wasm-ld: error: {message}\n"));
    }
    assert_eq!(linking.0.names(), ["linked.wasm", "wasm-ld"]);
}

#[test]
fn the_linker_is_found() {
    let linking = Linking::new("found");
    for name in ["wasm-ld-9", "wasm-ld-14", "wasm-ld-x", "rust-lld", "lld"] {
        linking.program(name, &FAKE.replace("\nprintf", &format!("\necho {name} > who\nprintf")));
    }
    linking.program("wasm-ld", &FAKE.replace("\nprintf", "\necho wasm-ld > who\nprintf"));
    let who = |words: &[&str]| {
        let output = linking.run(words.iter().chain(&["-o", "out.wasm"]));
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
        (String::from_utf8(linking.0.read("who")).expect("a name").trim().to_owned(), linking.told()[0].clone())
    };
    let expected = |name: &str, first: &str| (name.to_owned(), first.to_owned());
    assert_eq!(who(&[]), expected("wasm-ld", "-o"));
    assert_eq!(who(&["-flavor", "wasm"]), expected("rust-lld", "-flavor"));
    assert_eq!(who(&["--initfix-linker=rust-lld"]), expected("rust-lld", "-flavor"));
    assert_eq!(who(&["--initfix-linker=./lld"]), expected("lld", "-flavor"));
    assert_eq!(who(&["--initfix-linker=wasm-ld-9"]), expected("wasm-ld-9", "-o"));
    fs::remove_file(linking.0.path("wasm-ld")).expect("it is there");
    // Only what lies here is known: the machine may have later ones.
    let mut command = linking.command();
    let path = format!("{}:/usr/bin:/bin", linking.0.path("").display());
    let here = command.env("PATH", path).args(["--initfix-linker=wasm-ld-14", "-o", "out.wasm"]).output();
    assert!(here.expect("the linker starts").status.success());
    assert_eq!(linking.0.read("who"), b"wasm-ld-14\n");
}

/// What is linked tells which clang calls: its libraries are on the line.
#[test]
fn the_linker_of_the_clang_that_calls_comes_first() {
    let linking = Linking::new("caller");
    for name in ["wasm-ld", "wasm-ld-99", "rust-lld"] {
        linking.program(name, &FAKE.replace("\nprintf", &format!("\necho {name} > who\nprintf")));
    }
    fs::create_dir_all(linking.0.path("llvm/bin")).expect("a folder");
    let who = |version: u32, first: &[&str]| {
        let folder = linking.0.path(format!("llvm/lib/clang/{version}/lib/wasip1").as_str());
        let library = folder.join("libclang_rt.builtins-wasm32.a").display().to_string();
        let output = linking.run(first.iter().chain(&["a.o", &library, "-o", "out.wasm"]));
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
        String::from_utf8(linking.0.read("who")).expect("a name").trim().to_owned()
    };
    // By its version in PATH, or beside clang.
    assert_eq!((who(99, &[]).as_str(), who(98, &[]).as_str()), ("wasm-ld-99", "wasm-ld"));
    linking.program("llvm/bin/wasm-ld", &FAKE.replace("\nprintf", "\necho beside > who\nprintf"));
    assert_eq!((who(99, &[]).as_str(), who(98, &[]).as_str()), ("beside", "beside"));
    assert_eq!(who(99, &["--initfix-linker=wasm-ld"]), "wasm-ld");
    assert_eq!(who(99, &["-flavor", "wasm"]), "rust-lld");
    // Who wrote the line is not known by that.
    linking.program("wasm-ld-99", "#!/bin/sh\nexit 7\n");
    let output = linking.run(["-o", "out.wasm", "/no/lib/clang/99/lib/libclang_rt.builtins.a"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(7), linking.failed("wasm-ld-99")));
}

#[test]
fn without_a_linker_there_is_advice() {
    let linking = Linking::new("no-linker");
    let folder = linking.0.path("empty");
    fs::create_dir(&folder).expect("a folder");
    let output = linking.command().env("PATH", &folder).args(["-o", "out.wasm"]).output().expect("it starts");
    let message = "no wasm-ld and no rust-lld in PATH; name the linker with --initfix-linker=PATH";
    assert_eq!(stderr(&output), format!("initfix-wasm-ld: error: {message}\n"));
    // The greatest number wins, and what is no number is no version.
    for name in ["wasm-ld-9", "wasm-ld-14", "wasm-ld-x"] {
        linking.program(name, &format!("#!/bin/sh\necho {name}\n"));
        fs::rename(linking.0.path(name), folder.join(name)).expect("a name");
    }
    let output = linking.command().env("PATH", &folder).args(["--version"]).output().expect("it starts");
    assert_eq!(output.stdout, b"wasm-ld-14\n");
}

#[test]
fn it_does_not_call_itself() {
    let linking = Linking::new("itself");
    fs::remove_file(linking.0.path("wasm-ld")).expect("it is there");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_initfix-wasm-ld"), linking.0.path("wasm-ld")).expect("a link");
    let folder = linking.0.path("");
    let output = linking.command().env("PATH", &folder).args(["-o", "out.wasm"]).output().expect("it starts");
    let message = "no wasm-ld and no rust-lld in PATH; name the linker with --initfix-linker=PATH";
    assert_eq!(stderr(&output), format!("initfix-wasm-ld: error: {message}\n"));
    let output = linking.run(["--initfix-linker=./wasm-ld", "-o", "out.wasm"]);
    assert_eq!(stderr(&output), "initfix-wasm-ld: error: ./wasm-ld: that is this program\n");
}

/// The script is found for the linker, no matter which of the two is called first.
#[test]
fn a_linker_that_calls_us_has_to_name_its_own() {
    let linking = Linking::new("around");
    let own = env!("CARGO_BIN_EXE_initfix-wasm-ld");
    linking.program("wasm-ld", &format!("#!/bin/sh\nexec '{own}' \"$@\"\n"));
    let script = linking.0.path("wasm-ld");
    let said = format!(
        "initfix-wasm-ld: error: {}: this linker calls initfix-wasm-ld, which calls it for its linker again; have it name the real \
         one with --initfix-linker=PATH\n",
        script.display()
    );
    let output = linking.run(["a.o", "-o", "out.wasm"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(1), said.clone() + &linking.failed("wasm-ld")));
    assert_eq!(linking.0.names(), ["linked.wasm", "wasm-ld"]);
    // So is one in a folder that no list of folders can hold.
    fs::create_dir(linking.0.path("a:b")).expect("a folder");
    let hidden = linking.0.path("a:b/wasm-ld");
    linking.program("wasm-ld", &format!("#!/bin/sh\nexec '{own}' '--initfix-linker={}' \"$@\"\n", hidden.display()));
    fs::rename(&script, &hidden).expect("a script");
    let output = linking.run(["--initfix-linker=a:b/wasm-ld", "a.o", "-o", "out.wasm"]);
    assert_eq!(output.status.code(), Some(1));
    let again = format!("initfix-wasm-ld: error: {}: this linker calls initfix-wasm-ld, which calls", hidden.display());
    assert!(stderr(&output).starts_with(&again), "{}", stderr(&output));
    fs::remove_dir_all(linking.0.path("a:b")).expect("it is there");
    // With a name, it is a linker like any other.
    linking.program("real-ld", FAKE);
    linking.program("wasm-ld", &format!("#!/bin/sh\nexec '{own}' --initfix-linker=real-ld \"$@\"\n"));
    let output = linking.run(["a.o", "-o", "out.wasm"]);
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    assert_eq!(linking.0.read("out.wasm"), linking.fixed(&[]));
}

#[test]
fn options_may_lie_beside_the_name_that_it_is_called_by() {
    let linking = Linking::new("options-beside");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_initfix-wasm-ld"), linking.0.path("my-wasm-ld")).expect("a link");
    linking.program("the linker", FAKE);
    linking.0.write("my-wasm-ld.rsp", "\"--initfix-linker=./the linker\" --initfix-init=lazy");
    let mut command = Command::new(linking.0.path("my-wasm-ld"));
    let output = command.current_dir(linking.0.path("")).args(["-o", "out.wasm"]).output().expect("it starts");
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    let lazy = linking.0.run(["linked.wasm", "--init=lazy", "-o", "-"], b"");
    assert_eq!(linking.0.read("out.wasm"), lazy.stdout);
}

/// What the linker made just now, nothing relies on: constructors that nothing calls are meant to run.
#[test]
fn constructors_that_nothing_calls_run_once_it_is_linked() {
    let linking = Linking::new("uncalled");
    linking.0.write("linked.wasm", testdata("rust196/wasip2-counter.wasm"));
    assert_eq!(linking.run(["a.o", "-o", "out.wasm"]).status.code(), Some(0));
    let lazy = linking.0.run(["linked.wasm", "--init=start", "-q", "-o", "-"], b"");
    assert_eq!(linking.0.read("out.wasm"), lazy.stdout);
}

#[test]
fn a_bug_report_has_all_that_it_needs() {
    let linking = Linking::new("reproduce");
    let output = linking.run(["a.o", "-o", "out.wasm", "--initfix-reproduce=report.tar", "--initfix-init=lazy"]);
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    assert_eq!(linking.told()[3], "FOLDER/report.tar");
    let text = linking.0.read("report.tar");
    let find = |name: &[u8]| text.windows(name.len()).any(|window| window == name);
    for name in ["report/initfix/linked.wasm", "report/initfix/options.txt", "report/initfix/version.txt"] {
        assert!(find(name.as_bytes()), "{name}");
    }
    assert!(find(b"--reproduce=report.tar\n--init=lazy\n"));
    assert!(find(b"wasm-initfix 0.1.0\n") && find(b"/wasm-ld: fake\n"));
    assert!(find(&linking.0.read("linked.wasm")));
}

#[test]
fn warnings_are_said_and_all_with_verbose() {
    let linking = Linking::new("said");
    let warned = linking.run(["-o", "out.wasm", "--initfix-host=node-wasi-start"]);
    assert_eq!(
        stderr(&warned),
        "initfix-wasm-ld: warning: out.wasm: not fit for node-wasi-start: it runs programs, and this module exports no function `_start`\n"
    );
    let module = linking.0.read("linked.wasm");
    linking.0.write("linked.wasm", testdata("clang19/ctors-emit-relocs.wasm"));
    let lost = stderr(&linking.run(["--emit-relocs", "-o", "out.wasm"]));
    let expected = [
        "initfix-wasm-ld: warning: out.wasm: lost linking (symbols for linking again)",
        "initfix-wasm-ld: warning: out.wasm: lost reloc.CODE (relocations for linking again)",
    ];
    assert_eq!(lost.lines().collect::<Vec<_>>(), expected);
    linking.0.write("linked.wasm", module);
    let all = stderr(&linking.run(["-o", "out.wasm", "--initfix-verbose"]));
    assert!(all.starts_with("wasm-initfix: out.wasm: fixed: the constructors now run once, "), "{all}");
}

#[test]
fn what_was_done_is_written_down_for_cargo() {
    let linking = Linking::new("log");
    let link = |module: &str| {
        linking.0.write("linked.wasm", testdata(module));
        let log = linking.0.path("log");
        let output =
            linking.command().env("WASM_INITFIX_LOG", log).args(["-o", "out.wasm"]).output().expect("it starts");
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    };
    for module in ["clang19/wrapped.wasm", "wat/bindgen-before.wasm", "clang19/command.wasm"] {
        link(module);
    }
    let log = String::from_utf8(linking.0.read("log")).expect("UTF-8");
    let expected = [
        r#"{"file":"out.wasm","fixed":"constructors: every call → first call, once","left":null,"ignored":[],"warnings":[],"notes":[]}"#,
        r#"{"file":"out.wasm","fixed":null,"left":"wasm-bindgen has yet to read it; first run wasm-bindgen, then wasm-initfix on what it makes","ignored":[],"warnings":[],"notes":[]}"#,
        r#"{"file":"out.wasm","fixed":null,"left":null,"ignored":[],"warnings":[],"notes":[]}"#,
    ];
    assert_eq!(log.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn help_is_our_own_only_when_asked() {
    let linking = Linking::new("help");
    let output = linking.run([OsStr::from_bytes(b"--initfix-help")]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("--initfix-OPTION"));
    assert_eq!(linking.run(["--initfix-version"]).stdout, b"initfix-wasm-ld 0.1.0\n");
    assert!(!linking.0.path("told").exists());
}
