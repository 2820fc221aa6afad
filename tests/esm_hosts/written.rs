//! What `wasm-initfix esm` writes, in each host.

use std::fs;
use std::path::Path;
use std::process::Command;

use libtest_mimic::Failed;
use libtest_mimic::Trial;
use tempfile::TempDir;

use crate::host::Host;
use crate::host::Page;
use crate::host::root;
use crate::host::testdata;
use crate::run::expect;
use crate::run::output;

/// A program of `tests/esm/written/`, the module that it imports, and what it prints.
struct Program {
    name: &'static str,
    module: &'static str,
    /// The first part of the names of the files that are written.
    files: &'static str,
    lines: &'static [&'static str],
}

const PROGRAMS: [Program; 6] = [
    Program {
        name: "assemblyscript",
        module: "assemblyscript/log",
        files: "log",
        lines: &["memory", "exports", "top-level statement", "count() = 1, add(2, 3) = 5", "true"],
    },
    Program {
        name: "printf",
        module: "clang19/wrapped-printf",
        files: "printf",
        lines: &["A constructed", "answer() = 42, 42"],
    },
    Program {
        name: "rust",
        module: "rust/unknown-cdylib",
        files: "rust",
        lines: &["get() = 42, 42, add(2, 3) = 5, number"],
    },
    Program {
        name: "callback",
        module: "clang19/reactor-callback",
        files: "callback",
        lines: &["called back", "total() = 7"],
    },
    Program { name: "program", module: "clang19/command-say", files: "program", lines: &["-"] },
    Program { name: "plain", module: "wat/esm-names", files: "plain", lines: &["1,2,3,4.5,5,6"] },
];

pub fn trials() -> Vec<Trial> {
    let of_host = |host: Host| {
        PROGRAMS.iter().map(move |program| host.trial(&format!("esm-{}", program.name), |host| prints(program, host)))
    };
    Host::ALL.into_iter().flat_map(of_host).collect()
}

fn prints(program: &Program, host: Host) -> Result<(), Failed> {
    let folder = TempDir::new()?;
    let source = root().join("tests/esm/written").join(program.name);
    for file in fs::read_dir(source)? {
        let file = file?;
        fs::copy(file.path(), folder.path().join(file.file_name()))?;
    }
    write(program, folder.path())?;
    expect(&host.run(folder.path(), &Page::default())?, program.lines)
}

fn write(program: &Program, folder: &Path) -> Result<(), Failed> {
    let mut tool = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
    tool.current_dir(folder).arg("esm").arg(testdata(program.module)).args(["-o", "dist", "--name", program.files]);
    if folder.join("given.mjs").exists() {
        tool.args(["--imports", "given.mjs"]);
    }
    output(&mut tool).map(drop)
}
