//! Programs of `tests/esm/by-hand/` in each host. Their modules come from `testdata/`.

use std::fs;
use std::path::Path;

use libtest_mimic::Failed;
use libtest_mimic::Trial;
use tempfile::TempDir;

use crate::host::Host;
use crate::host::Page;
use crate::host::root;
use crate::host::testdata;
use crate::run::expect;
use crate::run::fails_with;

pub fn trials() -> Vec<Trial> {
    let says = |host: Host| host.trial("by-hand-says", |host| prints(&says()?, host, &Page::default(), SAYS));
    let works =
        |host: Host| host.trial("by-hand-works-in-two-threads", |host| prints(&works()?, host, &ISOLATED, WORKS));
    let in_a_page = [
        Host::Chromium.trial("by-hand-says-with-another-type", another_type),
        Host::Chromium.trial("by-hand-needs-isolation-for-threads", not_isolated),
        Host::Chromium.trial("by-hand-is-under-a-policy", under_a_policy),
    ];
    let names = |host: Host| {
        host.trial("by-hand-has-any-name", |host| prints(&program("names", &[])?, host, &Page::default(), NAMES))
    };
    let everywhere = Host::ALL.into_iter().flat_map(|host| [says(host), works(host), names(host)]);
    everywhere.chain(in_a_page).chain(Host::ALL.map(|host| host.trial("by-hand-may-fail", fails))).collect()
}

const SAYS: &[&str] = &["A constructed", "answer() = 42", "say 7", "say(7) = 8"];
const WORKS: &[&str] = &["constructed 1", "stacks 1 and 10, 4 and 11", "constructed 1"];
const NAMES: &[&str] = &[
    r#""" "\u0000" "*" "__proto__" "a.b#c" "class" "constructor" "default" "exports" "module""#,
    r#""quote\"'`${x}\\" "require" "<e9>" "<2028>" "<1f600>""#,
    "42 42 42 42 42",
];
const ISOLATED: Page = Page { isolated: true, wasm_type: None };

/// Prints in a constructor, and in a call.
fn says() -> Result<TempDir, Failed> {
    let folder = program("say", &[("say.wasm", &testdata("clang22/reactor-both-wasi"))])?;
    fs::copy(root().join("src/esm/wasi.mjs"), folder.path().join("dist/say.wasi.mjs"))?;
    Ok(folder)
}

/// Shares its memory with two Workers.
fn works() -> Result<TempDir, Failed> {
    program("workers", &[("threads.wasm", &testdata("clang19/shared-threads"))])
}

/// A folder of `tests/esm/by-hand/`, with what belongs in its `dist/`.
fn program(name: &str, modules: &[(&str, &Path)]) -> Result<TempDir, Failed> {
    let by_hand = root().join("tests/esm/by-hand");
    let folder = TempDir::new()?;
    let dist = folder.path().join("dist");
    fs::create_dir(&dist)?;
    for part in ["", "dist"] {
        for file in fs::read_dir(by_hand.join(name).join(part))? {
            let file = file?;
            if file.file_type()?.is_file() {
                fs::copy(file.path(), folder.path().join(part).join(file.file_name()))?;
            }
        }
    }
    fs::copy(by_hand.join("load.mjs"), dist.join("load.mjs"))?;
    for (name, path) in modules {
        fs::copy(path, dist.join(name))?;
    }
    Ok(folder)
}

fn prints(program: &TempDir, host: Host, page: &Page, lines: &[&str]) -> Result<(), Failed> {
    expect(&host.run(program.path(), page)?, lines)
}

/// A server that does not know `.wasm`: the module cannot be compiled while it comes.
fn another_type(host: Host) -> Result<(), Failed> {
    let page = Page { wasm_type: Some("application/octet-stream"), ..Page::default() };
    prints(&says()?, host, &page, SAYS)
}

fn not_isolated(host: Host) -> Result<(), Failed> {
    fails_with(
        host.run(works()?.path(), &Page::default()),
        "SharedArrayBuffer transfer requires self.crossOriginIsolated",
    )
}

/// The page may run WebAssembly, and fetch from its server, and no more.
fn under_a_policy(host: Host) -> Result<(), Failed> {
    for (statement, forbidden) in
        [("eval('1')", "script-src forbids eval"), ("await fetch('data:,')", "connect-src forbids data")]
    {
        let program = TempDir::new()?;
        fs::write(program.path().join("main.mjs"), format!("{statement};\nconsole.log('end');\n"))?;
        fails_with(host.run(program.path(), &Page::default()), forbidden)?;
    }
    Ok(())
}

/// A program that throws is seen to in each host.
fn fails(host: Host) -> Result<(), Failed> {
    let program = TempDir::new()?;
    fs::create_dir(program.path().join("dist"))?;
    fs::write(
        program.path().join("main.mjs"),
        "await undefined;\nif (globalThis.document !== 1) throw new Error('on purpose');\nconsole.log('end');\n",
    )?;
    fails_with(host.run(program.path(), &Page::default()), "on purpose")
}
