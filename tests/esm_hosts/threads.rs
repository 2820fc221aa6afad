//! Programs that start threads by `wasi.thread-spawn`, as `docs/javascript.md` has it: its two files, beside a module of this ABI.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use libtest_mimic::Failed;
use libtest_mimic::Trial;
use tempfile::TempDir;

use crate::host::Host;
use crate::host::Page;
use crate::host::root;
use crate::run::expect;
use crate::run::output;

const PAGE: &str = include_str!("../../docs/javascript.md");
const SECTION: &str = "\n### Programs that start threads\n";

/// Those of the page are Workers of Node.
const HOSTS: [Host; 4] = [Host::Node, Host::Node26, Host::Deno, Host::Bun];

pub fn trials() -> Vec<Trial> {
    let started = |wasi: &'static str| {
        HOSTS
            .map(|host| host.trial(&format!("esm-program-starts-threads-with-{wasi}"), move |host| started(host, wasi)))
    };
    let in_a_page = Host::Chromium.trial("esm-program-starts-threads", in_a_page);
    ["own", "shim"].into_iter().flat_map(started).chain([in_a_page]).collect()
}

fn started(host: Host, wasi: &str) -> Result<(), Failed> {
    let folder = TempDir::new()?;
    for name in ["thread.mjs", "main.mjs"] {
        fs::write(folder.path().join(name), file(name)?)?;
    }
    write(folder.path(), wasi)?;
    // Ten times what each gets, 1 and 2, and the numbers of both threads, which are 1 and 2 as well.
    match host.print(folder.path())?.as_str() {
        "sum 33\n" => Ok(()),
        printed => Err(format!("printed: {printed}").into()),
    }
}

/// The page starts the Workers of the threads, and has their WASI print by it.
fn in_a_page(host: Host) -> Result<(), Failed> {
    let folder = TempDir::new()?;
    for file in fs::read_dir(source().join("page"))? {
        let file = file?;
        fs::copy(file.path(), folder.path().join(file.file_name()))?;
    }
    write(folder.path(), "given")?;
    expect(&host.run(folder.path(), &Page { isolated: true, ..Page::default() })?, &["sum 33"])
}

fn write(folder: &Path, wasi: &str) -> Result<(), Failed> {
    let mut tool = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
    tool.arg("esm").arg(source().join("program.wat")).args(["-o", "dist", "--factory", "--wasi", wasi]);
    output(tool.current_dir(folder)).map(drop)
}

fn source() -> PathBuf {
    root().join("tests/esm/wasi-threads")
}

/// A file of the section, which follows its name.
fn file(name: &str) -> Result<&'static str, Failed> {
    let section = PAGE.split_once(SECTION).ok_or("the section is there")?.1;
    let block = section.split_once(&format!("`{name}`:\n\n```js\n")).and_then(|(_, rest)| rest.split_once("```"));
    Ok(block.ok_or_else(|| format!("no {name}"))?.0)
}
