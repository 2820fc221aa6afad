//! `--help`.

use std::collections::HashSet;

use super::succeeds;
use super::text;
use super::tool::Folder;
use super::tool::testdata;

/// A line for each, and below it what it is about; values begin with a dash and a space.
fn options(help: &str) -> Vec<&str> {
    help.lines().map(str::trim).filter(|line| line.starts_with('-') && !line.starts_with("- ")).collect()
}

/// Its own, before those of the fix.
#[test]
fn help_of_esm_lists_its_options() {
    let output = Folder::new("help_of_esm_lists_its_options").run(["esm", "--help"], b"");
    succeeds(&output, "");
    let expected = [
        "-o, --output <FOLDER>",
        "--name <NAME>",
        "--imports <FILE>",
        "--wasi <WASI>",
        "--factory",
        "--direct",
        "--inline",
        "--sync",
        "--globals <GLOBALS>",
        "-h, --help",
        "--init <INIT>",
    ];
    assert_eq!(options(text(&output.stdout)).get(..expected.len()), Some(&expected[..]));
}

/// The groups, and what is in them. Options stand behind other indents than groups, which end with a colon.
fn groups(help: &str) -> Vec<(&str, Vec<&str>)> {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in help.lines() {
        let option = line.trim();
        if let Some(group) = line.strip_suffix(':').filter(|line| !line.starts_with(' ')) {
            groups.push((group, Vec::new()));
        } else if let Some((_, options)) =
            groups.last_mut().filter(|_| line.starts_with(' ') && option.starts_with('-') && !option.starts_with("- "))
        {
            options.push(option.split("  ").next().unwrap_or(option));
        }
    }
    groups.retain(|(_, options)| !options.is_empty());
    groups
}

/// All options, and no others.
#[test]
fn help_lists_the_options() {
    let output = Folder::new("help_lists_the_options").run(["--help"], b"");
    succeeds(&output, "");
    let expected = [
        (
            "Options",
            &[
                "-o, --output <FILE>",
                "--out-dir <FOLDER>",
                "--recursive",
                "--source-map <FILE>",
                "--output-source-map <FILE>",
                "--threads <N>",
                "--error-limit <N>",
                "-h, --help",
                "-V, --version",
            ][..],
        ),
        (
            "Who runs the constructors",
            &[
                "--init <INIT>",
                "--host <NAME>",
                "--init-name <NAME>",
                "--guard-address <ADDRESS>",
                "--init-export <NAME>",
                "--drop-init-export",
                "--export-dtors <NAME>",
                "--no-export-dtors",
                "--after-call <WHAT>",
                "--export-main[=<NAME>]",
            ],
        ),
        (
            "Memory",
            &[
                "--memory <NAME|NUMBER>",
                "--import-memory[=<MODULE,NAME>]",
                "--define-memory",
                "--export-memory[=<NAME>]",
                "--no-export-memory",
                "--initial-memory <SIZE>",
                "--max-memory <SIZE>",
                "--no-max-memory",
                "--zero-memory[=<all|ADDRESS>]",
                "--segments <SEGMENTS>",
                "--mark-address <ADDRESS>",
            ],
        ),
        (
            "Table",
            &[
                "--table <NAME|NUMBER>",
                "--import-table[=<MODULE,NAME>]",
                "--define-table",
                "--export-table[=<NAME>]",
                "--no-export-table",
            ],
        ),
        ("Names", &["--rename-import <OLD=NEW>", "--rename-export <OLD=NEW>"]),
        (
            "Proof and limits",
            &[
                "--policy <POLICY>",
                "--prove <PROVE>",
                "--assume <MODULE.NAME=EFFECT>",
                "--assume-wrapped",
                "--limit <NAME=NUMBER>",
                "--check",
            ],
        ),
        ("How the module is rewritten", &["--rewriter <REWRITER>", "--gc", "--validate <VALIDATE>"]),
        ("Reports", &["--explain", "--report <FORMAT>", "--color <WHEN>", "-q, --quiet", "-v, --verbose"]),
    ];
    assert_eq!(groups(text(&output.stdout)), expected.map(|(group, options)| (group, options.to_vec())));
}

/// What is needed most often, on one screen.
#[test]
fn short_help_is_short() {
    let folder = Folder::new("short_help_is_short");
    let (short, long) = (folder.run(["-h"], b""), folder.run(["--help"], b""));
    succeeds(&short, "");
    let help = text(&short.stdout);
    assert!(help.lines().count() < 85, "{} lines", help.lines().count());
    assert!(help.ends_with("--help lists all options, with more examples and the exit status.\n"), "{help}");
    let (short, long) = (groups(help), groups(text(&long.stdout)));
    // It leaves out options, and no group that has one.
    assert_eq!(short.iter().map(|it| it.0).collect::<Vec<_>>(), long.iter().map(|it| it.0).collect::<Vec<_>>());
    for ((group, short), (_, long)) in short.iter().zip(&long) {
        assert!(short.iter().all(|option| long.contains(option)), "{group}: {short:?}");
    }
    let count = |groups: &[(&str, Vec<&str>)]| groups.iter().map(|(_, options)| options.len()).sum::<usize>();
    assert!(count(&short) < count(&long) * 2 / 3, "{short:?}");
}

/// What the closing text says of what is done by default: the tool does so.
#[test]
fn help_says_what_is_done_by_default() {
    let folder = Folder::new("help_says_what_is_done_by_default");
    let help = folder.run(["--help"], b"");
    let help = text(&help.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    for (said, module, done) in [
        (
            "the start section runs the constructors where it is proven that it may",
            "clang19/reactor-importmem.wasm",
            "the constructors now run once, in the start section\n",
        ),
        (
            "Otherwise an init function runs them, once: the one that is there, or a new `_initialize`.",
            "clang19/ctors.wasm",
            "the constructors now run once, when the host first calls `_initialize` or `__wasm_call_ctors`\n",
        ),
        (
            "Where every export ran them, so that no host had to call anything, exports make sure that they have run.",
            "clang19/wrapped.wasm",
            "when the host first calls `_initialize` or one of 4 exports\n",
        ),
        ("Programs stay as they are.", "clang19/command.wasm", "unchanged: "),
    ] {
        assert!(help.contains(said), "{help}");
        folder.write("in.wasm", testdata(module));
        let report = folder.run(["in.wasm", "-o", "out.wasm"], b"");
        assert!(text(&report.stderr).contains(done), "{module}: {}", text(&report.stderr));
    }
}

/// Each in a table's first column: with its dashes, and without its value.
#[test]
fn the_page_on_options_has_all_of_them() {
    let output = Folder::new("the_page_on_options_has_all_of_them").run(["--help"], b"");
    let rows =
        include_str!("../../docs/options.md").lines().filter_map(|line| line.strip_prefix("| ")?.split_once(" | "));
    let of_page: HashSet<&str> = rows.flat_map(|(first, _)| first.split(['`', ' ', '=', '['])).collect();
    let named = |line: &str| -> Vec<String> {
        line.split(", ").map(|it| it.split([' ', '[']).next().unwrap().to_owned()).collect()
    };
    let standard = ["--help", "--version"];
    for line in options(text(&output.stdout)).into_iter().filter(|line| !standard.iter().any(|it| line.ends_with(it))) {
        assert!(named(line).iter().any(|it| of_page.contains(it.as_str())), "docs/options.md has no row for {line}");
    }
}

#[test]
fn help_ends_with_examples_and_exit_status() {
    let output = Folder::new("help_ends_with_examples_and_exit_status").run(["--help"], b"");
    let help = text(&output.stdout);
    let (_, end) = help.split_once("\nExamples:\n").expect("examples");
    assert!(end.lines().filter(|line| line.contains("wasm-initfix ")).count() >= 3, "{end}");
    let (_, end) = end.split_once("\nExit status:\n").expect("exit status");
    let expected = [
        "  0  fixed, or unchanged (then the output is a copy of the input)",
        "  1  --check found a difference: nothing was written",
        "  2  error: nothing was written for the module in question",
    ];
    assert_eq!(end.lines().collect::<Vec<_>>(), expected);
}

/// Lines that are broken by hand fit a terminal of 80 columns, so that clap does not break them again.
#[test]
fn examples_and_exit_status_fit() {
    let folder = Folder::new("examples_and_exit_status_fit");
    for words in [&["--help"][..], &["inspect", "--help"], &["check", "--help"], &["run", "--help"]] {
        let output = folder.run(words, b"");
        let (_, end) = text(&output.stdout).split_once("\nExamples:\n").expect("examples");
        let long: Vec<&str> = end.lines().filter(|line| line.chars().count() > 80).collect();
        assert!(long.is_empty(), "{words:?}: {long:#?}");
        assert!(end.lines().all(|line| line.is_empty() || line.starts_with("  ") || line == "Exit status:"), "{end}");
    }
}

#[test]
fn help_says_what_the_host_must_give() {
    let output = Folder::new("help_says_what_the_host_must_give").run(["--help"], b"");
    let help = text(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        help.contains("A host that owns the memory must give it zeroed (or say --zero-memory), and with limits that fit the import."),
        "{help}"
    );
}
