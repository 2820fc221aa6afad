//! `--help`.

use std::collections::HashSet;

use super::succeeds;
use super::text;
use super::tool::Folder;

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
        "--init <INIT>",
    ];
    assert_eq!(options(text(&output.stdout)).get(..expected.len()), Some(&expected[..]));
}

/// All options, and no others.
#[test]
fn help_lists_the_options() {
    let output = Folder::new("help_lists_the_options").run(["--help"], b"");
    succeeds(&output, "");
    let options = options(text(&output.stdout));
    let expected = [
        "-o, --output <FILE>",
        "--out-dir <FOLDER>",
        "--recursive",
        "--threads <N>",
        "--error-limit <N>",
        "--init <INIT>",
        "--host <NAME>",
        "--init-name <NAME>",
        "--guard-address <ADDRESS>",
        "--init-export <NAME>",
        "--policy <POLICY>",
        "--prove <PROVE>",
        "--assume <MODULE.NAME=EFFECT>",
        "--assume-wrapped",
        "--drop-init-export",
        "--export-dtors <NAME>",
        "--no-export-dtors",
        "--after-call <WHAT>",
        "--export-main[=<NAME>]",
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
        "--table <NAME|NUMBER>",
        "--import-table[=<MODULE,NAME>]",
        "--define-table",
        "--export-table[=<NAME>]",
        "--no-export-table",
        "--rename-import <OLD=NEW>",
        "--rename-export <OLD=NEW>",
        "--rewriter <REWRITER>",
        "--gc",
        "--validate <VALIDATE>",
        "--limit <NAME=NUMBER>",
        "--check",
        "--source-map <FILE>",
        "--output-source-map <FILE>",
        "--explain",
        "--report <FORMAT>",
        "-q, --quiet",
        "-v, --verbose",
        "-h, --help",
        "-V, --version",
    ];
    assert_eq!(options, expected);
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

#[test]
fn help_says_what_the_host_must_give() {
    let output = Folder::new("help_says_what_the_host_must_give").run(["--help"], b"");
    let help = text(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        help.contains("A host that owns the memory must give it zeroed (or say --zero-memory), and with limits that fit the import."),
        "{help}"
    );
}
