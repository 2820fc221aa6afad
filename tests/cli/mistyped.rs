//! Commands, hosts and options with typing errors, or by other names: one line says what is most likely meant.

use super::REACTOR;
use super::fails;
use super::succeeds;
use super::text;
use super::tool::Folder;

#[test]
fn commands_that_are_none() {
    let folder = Folder::new("commands_that_are_none");
    folder.write("x.wat", REACTOR);
    for (words, meant) in [
        (&["inspct", "x.wat"][..], "inspect"),
        // An option of the command is no reason to speak of anything else.
        (&["inspct", "x.wat", "--graph=x.svg"], "inspect"),
        (&["chekc"], "check"),
        (&["hots"], "hosts"),
        (&["help"], "--help"),
        (&["help", "x.wat"], "--help"),
        (&["help", "inspect"], "inspect --help"),
        (&["version"], "--version"),
        (&["fix", "x.wat", "-o", "out.wasm"], "INPUT -o OUTPUT"),
    ] {
        let word = words[0];
        fails(&folder, words, &format!("{word}: no such file, and no command; did you mean `wasm-initfix {meant}`?"));
    }
    // Not every word is one.
    fails(&folder, &["plugin"], "plugin: no such file");
    fails(&folder, &["inspct.wasm"], "inspct.wasm: no such file");
}

#[test]
fn commands_come_first() {
    let folder = Folder::new("commands_come_first");
    folder.write("x.wat", REACTOR);
    let message = "inspect: no such file; a command comes first, as in `wasm-initfix inspect …`";
    fails(&folder, &["x.wat", "inspect"], message);
    fails(&folder, &["-q", "inspect", "x.wat"], message);
}

/// What is there is a file, whatever it is called.
#[test]
fn files_may_be_called_like_commands() {
    let folder = Folder::new("files_may_be_called_like_commands");
    for name in ["inspct", "help", "fix"] {
        folder.write(name, REACTOR);
        succeeds(&folder.run([name, "-q", "-o", "out.wasm"], b""), "");
    }
    folder.write("inspect", REACTOR);
    succeeds(&folder.run(["-q", "inspect", "-o", "out.wasm"], b""), "");
    // Where a result goes need not be there.
    succeeds(&folder.run(["-q", "inspect", "-o", "check"], b""), "");
}

#[test]
fn hosts_by_other_names() {
    let folder = Folder::new("hosts_by_other_names");
    folder.write("x.wat", REACTOR);
    let node = "did you mean js, esm, node-wasi-initialize or node-wasi-start?";
    let js = "did you mean js?";
    let all = text(&folder.run(["hosts"], b"").stdout)
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with(' '))
        .filter_map(|line| Some(line.split_once(':')?.0.to_owned()))
        .collect::<Vec<_>>()
        .join(", ");
    let all = format!("there are {all}");
    for (name, more) in [
        ("node", node),
        ("Node.js", node),
        ("browser", js),
        ("chrome", js),
        ("firefox", js),
        ("safari", js),
        ("cloudflare", js),
        ("rollup", "did you mean js, vite or webpack?"),
        ("wasi", "did you mean node-wasi-initialize, node-wasi-start or wasmtime?"),
        ("envoy", "did you mean proxy-wasm?"),
        ("wasmtme", "did you mean wasmtime?"),
        ("Deno", "did you mean deno?"),
        ("quux", &all),
    ] {
        let option = format!("--host={name}");
        let message = |place: &str| format!("invalid value '{name}' for '{place}': no host is called `{name}`; {more}");
        fails(&folder, &["x.wat", &option, "-o", "out.wasm"], &message("--host <NAME>"));
        fails(&folder, &["inspect", "x.wat", &option], &message("--host <NAME>"));
        fails(&folder, &["hosts", name], &message("[NAME]..."));
    }
}

#[test]
fn options_with_typing_errors() {
    let folder = Folder::new("options_with_typing_errors");
    folder.write("x.wat", REACTOR);
    let values = "[possible values: auto, start, export, lazy, keep]";
    for (words, message) in [
        (&["x.wat", "--verbos"][..], "unexpected argument '--verbos' found; a similar argument exists: '--verbose'"),
        (&["inspect", "x.wat", "--chek"], "unexpected argument '--chek' found; a similar argument exists: '--check'"),
        (&["x.wat", "--nope"], "unexpected argument '--nope' found"),
        (
            &["x.wat", "--init=strat"],
            &format!("invalid value 'strat' for '--init <INIT>' {values}; a similar value exists: 'start'"),
        ),
        (&["x.wat", "--init"], &format!("a value is required for '--init <INIT>' but none was supplied {values}")),
        (&["x.wat", "--recursive=3"], "unexpected value '3' for '--recursive' found; no more were expected"),
        (&[], "the following required arguments were not provided: <INPUT>...; usage: wasm-initfix <INPUT>..."),
    ] {
        fails(&folder, words, message);
    }
}
