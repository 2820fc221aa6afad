//! What is said on a terminal: no longer than its lines, and in colours.

use std::process::Command;
use std::process::Output;

use super::REACTOR;
use super::reactor_lines;
use super::succeeds;
use super::text;
use super::tool::Folder;
use super::tool::testdata;

/// Runs the tool with variables for colours.
fn coloured(folder: &Folder, words: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut tool = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
    tool.args(words).current_dir(folder.path(".")).stdin(std::process::Stdio::null());
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        tool.env_remove(name);
    }
    tool.envs(variables.iter().copied()).output().expect("the command starts")
}

#[test]
fn colours_are_asked_for() {
    let folder = Folder::new("colours_are_asked_for");
    folder.write("in.wat", REACTOR);
    let plain = reactor_lines("in.wat", "fixed:");
    let green = plain
        .replace("wasm-initfix: in.wat:", "\u{1b}[1mwasm-initfix: in.wat:\u{1b}[0m")
        .replace("fixed:", "\u{1b}[32mfixed:\u{1b}[0m");
    let fix = ["in.wat", "-o", "out.wasm"];
    for (more, variables, said) in [
        (&[][..], &[][..], &plain),
        (&["--color=always"], &[], &green),
        (&["--color", "always"], &[], &green),
        (&["--color=always"], &[("NO_COLOR", "1")], &green),
        (&[], &[("CLICOLOR_FORCE", "1")], &green),
        (&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &plain),
        (&["--color=never"], &[("CLICOLOR_FORCE", "1")], &plain),
        (&[], &[("CLICOLOR_FORCE", "0")], &plain),
        (&["--color=always"], &[("CLICOLOR_FORCE", "0")], &green),
        (&["--color=auto"], &[("CLICOLOR_FORCE", "1")], &green),
    ] {
        let output = coloured(&folder, &[&fix[..], more].concat(), variables);
        assert_eq!((text(&output.stderr), output.status.code()), (said.as_str(), Some(0)), "{more:?} {variables:?}");
    }
}

#[test]
fn errors_and_warnings_have_colours() {
    let folder = Folder::new("errors_and_warnings_have_colours");
    folder.write("in.wasm", testdata("clang19/ctors.wasm"));
    let error = "wasm-initfix: \u{1b}[1m\u{1b}[31merror\u{1b}[0m: ";
    for (words, message) in [
        (&["missing.wasm", "--color=always"][..], "missing.wasm: no such file"),
        // An error in the options, too.
        (&["in.wasm", "--color=always", "--nope"], "unexpected argument '--nope' found"),
    ] {
        assert_eq!(text(&coloured(&folder, words, &[]).stderr), format!("{error}{message}\n"));
    }
    let wrong = coloured(&folder, &["in.wasm", "--color=red"], &[]);
    let message =
        "wasm-initfix: error: invalid value 'red' for '--color <WHEN>' [possible values: auto, always, never]\n";
    assert_eq!(text(&wrong.stderr), message);
    let warned = coloured(&folder, &["in.wasm", "-o", "out.wasm", "--init=start", "--color=always"], &[]);
    assert!(
        text(&warned.stderr).contains("\n  \u{1b}[33mwarning:\u{1b}[0m  the start section"),
        "{}",
        text(&warned.stderr)
    );
    let esm = coloured(&folder, &["esm", "in.wasm", "-o", "dist", "--init=start", "--color=always"], &[]);
    let begin =
        "\u{1b}[1mwasm-initfix: in.wasm:\u{1b}[0m \u{1b}[32mwritten:\u{1b}[0m in.wasm, in.mjs, in.d.mts in dist\n";
    assert!(text(&esm.stdout).starts_with(begin), "{}", text(&esm.stdout));
    let quiet = coloured(&folder, &["in.wasm", "-o", "out.wasm", "--init=start", "-q", "--color=always"], &[]);
    let mark = "wasm-initfix: \u{1b}[1m\u{1b}[33mwarning\u{1b}[0m: in.wasm: the start section";
    assert!(text(&quiet.stderr).starts_with(mark), "{}", text(&quiet.stderr));
}

/// What programs read has none, and the option is one of all commands.
#[test]
fn inspect_has_colours_and_json_has_none() {
    let folder = Folder::new("inspect_has_colours_and_json_has_none");
    folder.write("in.wasm", testdata("clang19/ctors.wasm"));
    let inspected = coloured(&folder, &["inspect", "in.wasm", "--color=always"], &[]);
    let mut unfit = text(&inspected.stdout).lines().filter(|line| line.contains("unfit")).peekable();
    assert!(unfit.peek().is_some() && unfit.all(|line| line.contains("\u{1b}[31m")), "{}", text(&inspected.stdout));
    let plain = coloured(&folder, &["inspect", "in.wasm"], &[]);
    let without = text(&inspected.stdout).replace("\u{1b}[0m", "");
    let without =
        ["1", "31", "32", "33"].iter().fold(without, |text, code| text.replace(&format!("\u{1b}[{code}m"), ""));
    assert_eq!(without, text(&plain.stdout));
    for words in [
        &["in.wasm", "--report=json", "--color=always"][..],
        &["inspect", "in.wasm", "--report=json", "--color=always"],
    ] {
        let json = coloured(&folder, words, &[]);
        assert!(!text(&json.stdout).contains('\u{1b}'), "{}", text(&json.stdout));
    }
}

/// What the tool says on a terminal of this width, line by line; none where there is no `script` of util-linux to make a terminal with.
#[cfg(unix)]
fn on_terminal(folder: &Folder, width: usize, words: &str) -> Option<Vec<String>> {
    shell_on_terminal(folder, width, &format!("\"$TOOL\" {words}"))
}

/// The same of a command for the shell, in which `$TOOL` is the tool.
#[cfg(unix)]
fn shell_on_terminal(folder: &Folder, width: usize, command: &str) -> Option<Vec<String>> {
    let version = Command::new("script").arg("--version").output();
    if !version.is_ok_and(|version| version.stdout.windows(10).any(|part| part == b"util-linux")) {
        println!("skipped: there is no `script` of util-linux to make a terminal with");
        return None;
    }
    let command = format!("stty rows 40 cols {width}; {command}");
    let mut script = Command::new("script");
    script.args(["-qec", &command, "/dev/null"]).env("TOOL", env!("CARGO_BIN_EXE_wasm-initfix"));
    script.env("NO_COLOR", "1").env("TERM", "xterm").current_dir(folder.path(".")).stdin(std::process::Stdio::null());
    let output = script.output().expect("`script` starts");
    Some(text(&output.stdout).lines().map(|line| line.trim_end_matches('\r').to_owned()).collect())
}

#[test]
#[cfg(unix)]
fn reports_fit_the_terminal() {
    let folder = Folder::new("reports_fit_the_terminal");
    folder.write("in.wasm", testdata("clang19/ctors.wasm"));
    for words in [
        "in.wasm -o out.wasm",
        "in.wasm --explain",
        "esm in.wasm -o dist",
        "inspect in.wasm",
        "inspect in.wasm -v",
        "hosts",
    ] {
        for width in [70, 90] {
            let Some(lines) = on_terminal(&folder, width, words) else { return };
            let long: Vec<&String> = lines.iter().filter(|line| line.chars().count() > width).collect();
            assert!(long.is_empty(), "{words}, {width}: {long:#?}");
            assert!(lines.iter().any(|line| line.chars().count() > width - 15), "{words}, {width}: {lines:#?}");
        }
    }
    let fixed = on_terminal(&folder, 70, "in.wasm -o out.wasm").expect("a terminal");
    let expected = [
        "wasm-initfix: in.wasm: fixed: the constructors now run once, when the",
        "    host first calls `_initialize` or `__wasm_call_ctors`",
        "  found:    it exports `__wasm_call_ctors` (func 0) for the host to",
        "              call first",
        "  because:  the start section may be too early: func 5 `initialisers",
        "              of ctors.cpp` may read the exported memory `memory`, and",
        "              a host may write to that before the constructors run",
        "  host:     give the constructors what they read; then call",
        "              instance.exports._initialize() before exports that need",
        "              them",
        "  note:     if your host writes nothing to the exported memory",
        "              `memory` before, say --init=start: then the start",
        "              section runs the constructors",
    ];
    assert_eq!(fixed, expected);
    // Elsewhere, a line is as long as its text.
    let output = folder.run(["in.wasm", "-o", "out.wasm"], b"");
    assert_eq!(text(&output.stderr).lines().count(), 5, "{}", text(&output.stderr));
    succeeds(&folder.run(["in.wasm", "-o", "out.wasm", "-q"], b""), "");
}

/// An error is folded as a report is, and the help takes no colours that nothing asks for.
#[test]
#[cfg(unix)]
fn errors_fit_the_terminal() {
    let folder = Folder::new("errors_fit_the_terminal");
    folder.write("in.wat", REACTOR);
    let expected = ["wasm-initfix: error: unexpected", "    `a-second-module.wat`: --graph draws one module"];
    let words = "inspect in.wat a-second-module.wat --graph x.svg";
    let Some(lines) = on_terminal(&folder, 52, words) else { return };
    assert_eq!(lines, expected);
    let help = |force| coloured(&folder, &["--help"], &[("CLICOLOR_FORCE", force)]).stdout.contains(&b'\x1b');
    assert_eq!((help("1"), help("0")), (true, false));
}

/// Who waits for more than a second sees how far it is, and others see nothing of that.
#[test]
#[cfg(unix)]
fn a_bar_is_for_what_takes_long() {
    let folder = Folder::new("a_bar_is_for_what_takes_long");
    folder.write("in.wasm", testdata("clang19/ctors.wasm"));
    let bar = |command: &str| {
        let lines = shell_on_terminal(&folder, 80, command)?;
        Some(lines.iter().any(|line| line.contains("1/2 modules")))
    };
    let Some(quick) = bar("cat in.wasm | \"$TOOL\" inspect - in.wasm") else { return };
    assert!(!quick);
    assert_eq!(bar("(sleep 1.2; cat in.wasm) | \"$TOOL\" inspect - in.wasm"), Some(true));
    assert_eq!(bar("(sleep 1.2; cat in.wasm) | \"$TOOL\" inspect - in.wasm 2> said; cat said"), Some(false));
}
