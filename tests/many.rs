//! Many modules at once.
#![cfg(feature = "cli")]

use std::fs;
use std::process::Output;

#[cfg(unix)]
#[path = "many/clash.rs"]
mod clash;
#[cfg(unix)]
#[path = "many/one_of_many.rs"]
mod one_of_many;
#[path = "support/tool.rs"]
mod tool;
#[cfg(unix)]
#[path = "support/user.rs"]
mod user;

use tool::Folder;
use tool::testdata;

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The modules that messages name, in their order.
fn named(output: &Output) -> Vec<String> {
    let stderr = text(&output.stderr);
    let said = stderr.lines().filter_map(|line| line.strip_prefix("wasm-initfix: "));
    said.map(|said| said.split(": ").next().unwrap_or(said).to_owned()).collect()
}

#[test]
fn results_go_into_a_folder_and_are_told_in_order() {
    let folder = Folder::new("out-dir");
    let names: Vec<String> = (0..40)
        .map(|number| format!("{}.wasm", (b'A' + number % 26) as char).repeat(1 + number as usize / 26))
        .collect();
    for (place, name) in names.iter().enumerate() {
        let module = if place % 2 == 0 { "clang19/wrapped-printf.wasm" } else { "clang19/wrapped.wasm" };
        folder.write(name, testdata(module));
    }
    let mut before = Vec::new();
    for threads in ["--threads=1", "--threads=2", "--threads=7"] {
        let words = names.iter().map(String::as_str).chain([threads, "--out-dir", "dist/here"]);
        let output = folder.run(words, b"");
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert_eq!(named(&output), names);
        let results: Vec<Vec<u8>> = names.iter().map(|name| folder.read(format!("dist/here/{name}"))).collect();
        for (name, result) in names.iter().zip(&results) {
            assert_eq!(*result, folder.run([name, "-o", "-"], b"").stdout, "{name}");
        }
        before.push((text(&output.stderr), results));
        fs::remove_dir_all(folder.path("dist")).expect("the results go");
    }
    assert!(before.windows(2).all(|two| two[0] == two[1]), "the number of threads decides nothing");
}

#[test]
fn one_bad_module_does_not_stop_the_others() {
    let folder = Folder::new("bad");
    for name in ["a.wasm", "c.wasm"] {
        folder.write(name, testdata("clang19/wrapped.wasm"));
    }
    folder.write("b.wasm", "junk");
    let output = folder.run(["a.wasm", "b.wasm", "no.wasm", "c.wasm", "--out-dir=out", "-q"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        text(&output.stderr),
        "wasm-initfix: error: b.wasm: text, not a WebAssembly module; it starts with \"junk\"\n\
         wasm-initfix: error: no.wasm: no such file\n"
    );
    assert_eq!(fs::read_dir(folder.path("out")).expect("the results").count(), 2);
    let output =
        folder.run(["b.wasm", "no.wasm", "a.wasm", "--error-limit=1", "--threads=1", "--out-dir=more", "-q"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        text(&output.stderr),
        "wasm-initfix: error: b.wasm: text, not a WebAssembly module; it starts with \"junk\"\n\
         wasm-initfix: error: too many errors, so no more modules were looked at (--error-limit=0 to see all)\n"
    );
    let many: Vec<String> = (0..25).map(|number| format!("no-{number}.wasm")).collect();
    let lines = |limit: &str| {
        let output = folder.run(many.iter().map(String::as_str).chain([limit]), b"");
        text(&output.stderr).lines().count()
    };
    assert_eq!((lines("--error-limit=20"), lines("--error-limit=0"), lines("-q")), (21, 25, 21));
}

#[test]
fn folders_are_gone_through_by_name() {
    let folder = Folder::new("recursive");
    for place in ["in/b/c", "in/a", "out"] {
        fs::create_dir_all(folder.path(place)).expect("a folder");
    }
    for name in ["in/z.wasm", "in/b/y.wasm", "in/b/c/x.wasm", "in/a/w.wasm"] {
        folder.write(name, testdata("clang19/wrapped.wasm"));
    }
    folder.write("in/a/w.js", "not a module");
    let before = folder.contents();
    let refused = folder.run(["in"], b"");
    assert_eq!(folder.contents(), before);
    assert_eq!(text(&refused.stderr), "wasm-initfix: error: in: a folder; --recursive takes the modules in it\n");
    let plan = folder.run(["in", "--recursive"], b"");
    let all = ["in/a/w.wasm", "in/b/c/x.wasm", "in/b/y.wasm", "in/z.wasm"];
    assert_eq!(named(&plan), all);
    assert!(
        text(&plan.stdout).starts_with("in/a/w.wasm:\ndrop the first call of func 0 in func 8"),
        "{}",
        text(&plan.stdout)
    );
    // The results lie among the inputs, and are none the next time.
    for _ in 0..2 {
        let output = folder.run(["--recursive", "in", "--out-dir", "in/dist"], b"");
        assert_eq!((output.status.code(), named(&output)), (Some(0), all.map(str::to_owned).to_vec()));
        assert!(folder.path("in/dist/b/c/x.wasm").exists() && !folder.path("in/dist/dist").exists());
    }
    // In place, too.
    let output = folder.run(["--recursive", "in", "--out-dir", "in"], b"");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(folder.read("in/z.wasm"), folder.read("in/dist/z.wasm"));
}

/// What is called like a module, and is none, would otherwise be missing from what comes out.
#[test]
#[cfg(unix)]
fn no_module_of_a_folder_is_left_out_in_silence() {
    let folder = Folder::new("links_and_pipes");
    fs::create_dir_all(folder.path("in/folder.wasm")).expect("a folder");
    folder.write("in/folder.wasm/a.wasm", testdata("clang19/wrapped.wasm"));
    let link = |to: &str, name: &str| std::os::unix::fs::symlink(to, folder.path(name)).expect("a link");
    link("nowhere.wasm", "in/b.wasm");
    link("folder.wasm/a.wasm", "in/c.wasm");
    let made = std::process::Command::new("mkfifo").arg(folder.path("in/d.wasm")).status();
    assert!(made.expect("mkfifo runs").success());
    let output = folder.run(["in", "--recursive", "--out-dir", "out", "-q"], b"");
    let said = "wasm-initfix: error: in/b.wasm: no such file\n\
                wasm-initfix: error: in/d.wasm: a pipe or a device; --recursive takes files\n";
    assert_eq!((text(&output.stderr).as_str(), output.status.code()), (said, Some(2)));
    assert_eq!(folder.read("out/c.wasm"), folder.read("out/folder.wasm/a.wasm"));
    assert!(!folder.path("out/b.wasm").exists() && !folder.path("out/d.wasm").exists());
}

#[test]
fn what_cannot_be_many() {
    let folder = Folder::new("refused");
    for name in ["sub", "empty"] {
        fs::create_dir(folder.path(name)).expect("a folder");
    }
    for name in ["a.wasm", "sub/a.wasm"] {
        folder.write(name, testdata("clang19/wrapped.wasm"));
    }
    for (words, message) in [
        (&["a.wasm", "sub/a.wasm", "-o", "x.wasm"][..], "-o is for one module; --out-dir takes many"),
        (&["a.wasm", "-", "--out-dir=out"], "`-` is for one module"),
        (&["empty", "--recursive"], "empty: there is no .wasm file in it"),
        (&["a.wasm", "sub/a.wasm", "--out-dir=out"], "a.wasm and sub/a.wasm would both become out/a.wasm"),
    ] {
        let output = folder.run(words, b"");
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(text(&output.stderr), format!("wasm-initfix: error: {message}\n"));
    }
    assert!(!folder.path("out").exists());
}

/// It is said, and the others are fixed.
#[test]
fn a_folder_without_modules_does_not_stop_the_others() {
    let folder = Folder::new("beside_empty");
    fs::create_dir(folder.path("empty")).expect("a folder");
    folder.write("a.wasm", testdata("clang19/wrapped.wasm"));
    let output = folder.run(["--recursive", "empty", "a.wasm", "--out-dir=out", "-q"], b"");
    assert_eq!(text(&output.stderr), "wasm-initfix: error: empty: there is no .wasm file in it\n");
    assert_eq!(output.status.code(), Some(2));
    assert!(folder.path("out/a.wasm").exists());
}

/// One line of options is for all modules: what one of them does not have is for the others.
#[test]
fn options_may_name_what_one_module_does_not_have() {
    let folder = Folder::new("some");
    let module = |rest: &str| format!("(module {rest} (func (export \"setup\")) (func (export \"other\")))");
    folder.write("a.wat", module(r#"(import "env" "log" (func (param i32))) (memory (export "memory") 1)"#));
    folder.write("b.wat", "(module (func (export \"f\")))");
    let run = |words: &[&str]| folder.run([&["a.wat", "b.wat", "--out-dir=out"], words].concat(), b"");
    let notes = |words: &[&str]| {
        let output = run(words);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let stderr = text(&output.stderr);
        let notes = stderr.lines().filter_map(|line| line.strip_prefix("  note:     "));
        notes.filter(|note| note.starts_with("options ")).map(str::to_owned).collect::<Vec<_>>()
    };
    let nothing = "options that this module has nothing for: ";
    let assume = format!("{nothing}--assume env.log (no such import)");
    assert_eq!(notes(&["--assume=env.log=memory"]), [assume.as_str()]);
    assert_eq!(notes(&["--assume=env.*=memory", "-q"]), [""; 0]);
    let all = format!(
        "{assume}, --init-export setup (no such function of type () -> ()), those for the memory (there is none)"
    );
    let words = ["--assume=env.log=memory", "--init-export=setup", "--import-memory"];
    assert_eq!(notes(&words), [all.as_str()]);
    let output = run(&[&words[..], &["-q", "--report=json"]].concat());
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report[1]["notes"].as_array().and_then(|notes| notes.last()), Some(&all.as_str().into()));

    let inspected = folder.run(["inspect", "a.wat", "b.wat", "--assume=env.log=memory", "--report=json"], b"");
    assert_eq!(text(&inspected.stderr), format!("wasm-initfix: note: b.wat: {assume}\n"));
    let report: serde_json::Value = serde_json::from_slice(&inspected.stdout).expect("JSON");
    assert_eq!((&report[0]["file"], &report[1]["file"]), (&"a.wat".into(), &"b.wat".into()));

    // What none has is a typing error.
    fs::remove_dir_all(folder.path("out")).expect("the results go");
    for (word, what) in [
        ("--assume=env.lgo=memory", "--assume env.lgo (no such import; did you mean env.log?)"),
        ("--rename-import=env.lgo=x,y", "--rename-import env.lgo=x,y (no such import; did you mean env.log?)"),
        ("--rename-export=memroy=m", "--rename-export memroy=m (no such export; did you mean memory?)"),
        ("--init-export=step", "--init-export step (no such function of type () -> ())"),
    ] {
        let mut outputs = vec![run(&[word])];
        outputs.extend((!word.contains("rename")).then(|| folder.run(["inspect", "a.wat", "b.wat", word], b"")));
        for output in outputs {
            assert_eq!(output.status.code(), Some(2));
            let message = format!("wasm-initfix: error: none of these modules has anything for {what}\n");
            assert_eq!(text(&output.stderr), message);
        }
    }
    assert!(!folder.path("out").exists());
    // One module by itself has to have it.
    let output = folder.run(["b.wat", "--assume=env.log=memory"], b"");
    let message = "b.wat: --assume env.log: no function is imported under that name";
    assert_eq!(text(&output.stderr), format!("wasm-initfix: error: {message}\n"));
}

#[test]
fn json_is_an_array_with_the_files() {
    let folder = Folder::new("json");
    folder.write("a.wasm", testdata("clang19/wrapped.wasm"));
    folder.write("b.wasm", "junk");
    let output = folder.run(["a.wasm", "b.wasm", "--report=json", "-q"], b"");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&report[0]["file"], &report[0]["outcome"]), (&"a.wasm".into(), &"fixed".into()));
    assert_eq!(report[1]["file"], "b.wasm");
    assert_eq!(report[1]["error"], "b.wasm: text, not a WebAssembly module; it starts with \"junk\"");
}

#[test]
fn text_becomes_a_binary_of_that_name() {
    let folder = Folder::new("text");
    folder.write("a.wat", "(module (func (export \"__wasm_call_ctors\")))");
    folder.write("plain", testdata("clang19/wrapped.wasm"));
    let output = folder.run(["a.wat", "plain", "--out-dir=out"], b"");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(folder.path("out/a.wasm").exists() && folder.path("out/plain").exists());
}

#[test]
fn names_may_come_from_a_file() {
    let folder = Folder::new("response");
    for name in ["a b.wasm", "c.wasm"] {
        folder.write(name, testdata("clang19/wrapped.wasm"));
    }
    folder.write("all.rsp", "'a b.wasm' c.wasm\n@more.rsp");
    folder.write("more.rsp", "--out-dir=out -q");
    let output = folder.run(["@all.rsp"], b"");
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""));
    assert!(folder.path("out/a b.wasm").exists() && folder.path("out/c.wasm").exists());
    let output = folder.run(["@no.rsp"], b"");
    assert_eq!(text(&output.stderr), "wasm-initfix: error: @no.rsp: no such file\n");
    // A folder is no file of words, and Windows writes UTF-16.
    let utf16 = |words: &str, order: fn(u16) -> [u8; 2]| words.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    for (name, text) in [
        ("little.rsp", utf16("\u{feff}--recursive in --explode", u16::to_le_bytes)),
        ("big.rsp", utf16("\u{feff}--recursive in --explode", u16::to_be_bytes)),
        ("plain.rsp", "\u{feff}--recursive in --explode".into()),
        ("odd.rsp", b"\xff\xfe-".to_vec()),
        ("half.rsp", b"\xff\xfe\0\xd8".to_vec()),
        ("empty.rsp", Vec::new()),
    ] {
        folder.write(name, text);
    }
    fs::create_dir(folder.path("folder")).expect("a folder");
    let unknown = "wasm-initfix: error: unexpected argument '--explode' found; a similar argument exists: '--explain'";
    for (words, said) in [
        (&["@little.rsp"][..], unknown),
        (&["@big.rsp"], unknown),
        (&["@plain.rsp"], unknown),
        (&["@odd.rsp"], "wasm-initfix: error: odd.rsp: begins like UTF-16, and is none"),
        (&["@half.rsp"], "wasm-initfix: error: half.rsp: begins like UTF-16, and is none"),
        (&["@folder"], "wasm-initfix: error: @folder: a folder; @FILE stands for the words in a file"),
        (&["--explode", "@empty.rsp"], unknown),
    ] {
        let output = folder.run(words, b"");
        assert_eq!((text(&output.stderr).lines().next(), output.status.code()), (Some(said), Some(2)), "{words:?}");
    }
}

#[cfg(feature = "aot")]
#[test]
fn check_goes_through_all() {
    let folder = Folder::new("check");
    for name in ["a.wasm", "b.wasm"] {
        folder.write(name, testdata("clang19/wrapped.wasm"));
    }
    let output = folder.run(["a.wasm", "b.wasm", "--check", "--out-dir=out"], b"");
    assert_eq!((output.status.code(), named(&output)), (Some(0), vec!["a.wasm".to_owned(), "b.wasm".to_owned()]));
}
