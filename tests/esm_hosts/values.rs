//! `--globals=value`: numbers that may change, as values.

use std::fs;
use std::process::Command;

use libtest_mimic::Failed;
use libtest_mimic::Trial;
use tempfile::TempDir;

use crate::host::Host;
use crate::host::Page;
use crate::host::root;
use crate::run::expect;
use crate::run::output;

pub fn trials() -> Vec<Trial> {
    let copied = |host: Host| host.trial("esm-numbers-are-copied-once-they-are-initialised", copied);
    Host::ALL.into_iter().map(copied).collect()
}

fn copied(host: Host) -> Result<(), Failed> {
    let folder = TempDir::new()?;
    for file in ["main.mjs", "given.mjs", "values.wat"] {
        fs::copy(root().join("tests/esm/values").join(file), folder.path().join(file))?;
    }
    let mut tool = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
    tool.args(["esm", "values.wat", "-o", "dist", "--imports", "given.mjs", "--globals", "value"]);
    output(tool.current_dir(folder.path()))?;
    expect(&host.run(folder.path(), &Page::default())?, &["41,42,3,bigint"])
}
