//! What an ES module around a module costs: bytes on their way to a browser, and nothing in a call.

use std::fs;
use std::process::Command;

use libtest_mimic::Failed;
use libtest_mimic::Trial;
use tempfile::TempDir;

use crate::host::Host;
use crate::host::Page;
use crate::host::root;
use crate::host::script;
use crate::run::expect;
use crate::run::output;

/// For `NAME.mjs` and `NAME.host.mjs` together, compressed with gzip.
const MOST: usize = 2048;

pub fn trials() -> Vec<Trial> {
    let same = |host: Host| {
        host.trial("esm-exports-are-those-of-the-instance", |host| {
            expect(&host.run(ten()?.path(), &Page::default())?, &["10 true", "42 5"])
        })
    };
    let size = Host::Node.trial("esm-is-small", |_| small());
    Host::ALL.into_iter().map(same).chain([size]).collect()
}

fn ten() -> Result<TempDir, Failed> {
    let folder = TempDir::new()?;
    for file in ["main.mjs", "given.mjs", "ten.wat"] {
        fs::copy(root().join("tests/esm/ten").join(file), folder.path().join(file))?;
    }
    let mut tool = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
    output(tool.args(["esm", "ten.wat", "-o", "dist", "--imports", "given.mjs"]).current_dir(folder.path()))?;
    Ok(folder)
}

fn small() -> Result<(), Failed> {
    let folder = ten()?;
    let mut measure = script("size.mjs", "node".as_ref());
    let printed = output(measure.args(["ten.mjs", "ten.host.mjs"].map(|file| folder.path().join("dist").join(file))))?;
    let sizes = printed.lines().map(|line| line.rsplit_once(' ').and_then(|(_, size)| size.parse().ok()));
    let sizes: Vec<usize> = sizes.collect::<Option<_>>().ok_or_else(|| format!("no sizes: {printed}"))?;
    let all: usize = sizes.iter().sum();
    println!("a module with ten exports, in bytes with gzip: {}, {all} together", printed.trim().replace('\n', ", "));
    match sizes.len() == 2 && all <= MOST {
        true => Ok(()),
        false => Err(format!("{all} bytes, and {MOST} are enough").into()),
    }
}
