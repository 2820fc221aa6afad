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
#[derive(Clone, Copy)]
pub struct Program {
    name: &'static str,
    module: &'static str,
    /// The first part of the names of the files that are written.
    files: &'static str,
    arguments: &'static [&'static str],
    pub lines: &'static [&'static str],
}

const LACKS_LOG: &str = "Error: instantiate({ imports }) has to give env.log";

const PROGRAMS: [Program; 9] = [
    Program {
        name: "assemblyscript",
        module: "assemblyscript/log",
        files: "log",
        arguments: &[],
        lines: &["memory", "memory,exports", "top-level statement", "count() = 1, add(2, 3) = 5", "true"],
    },
    Program {
        name: "printf",
        module: "clang19/wrapped-printf",
        files: "printf",
        arguments: &[],
        lines: &["A constructed", "answer() = 42, 42"],
    },
    Program {
        name: "rust",
        module: "rust/unknown-cdylib",
        files: "rust",
        arguments: &[],
        lines: &["get() = 42, 42, add(2, 3) = 5, number"],
    },
    Program {
        name: "callback",
        module: "clang19/reactor-callback",
        files: "callback",
        arguments: &[],
        lines: &["called back", "total() = 7"],
    },
    Program {
        name: "program",
        module: "clang19/command-say",
        files: "program",
        arguments: &[],
        lines: &["made", "say 1", "gone 41"],
    },
    Program {
        name: "main",
        module: "clang19/command-order",
        files: "main",
        arguments: &["--init=start", "--export-main"],
        lines: &["note 1", "note 2", "main 41", "note 2", "main 42", "0,0"],
    },
    Program { name: "plain", module: "wat/esm-names", files: "plain", arguments: &[], lines: &["1,2,3,4.5,5,6"] },
    Program {
        name: "threads",
        module: "clang19/shared-threads",
        files: "threads",
        arguments: &["--factory"],
        lines: &[
            "Error: a further thread needs `tls`: the beginning of room for its variables; the first on a memory takes `first: true`",
            "constructed 1",
            "stacks 1 and 10, 4 and 11",
            "constructed 1",
        ],
    },
    Program {
        name: "instances",
        module: "clang19/wrapped-log",
        files: "plugin",
        arguments: &["--factory"],
        lines: &[
            "one: constructor one",
            "one: constructor two, longer",
            "two: constructor one",
            "two: constructor two, longer",
            LACKS_LOG,
            LACKS_LOG,
            LACKS_LOG,
            LACKS_LOG,
            "40,40",
        ],
    },
];

/// Files of other programs, which a program has as well.
const SHARED: [(&str, &str); 2] =
    [("threads", "by-hand/workers/web-worker.mjs"), ("direct-log", "written/assemblyscript/given.mjs")];

/// Hosts that import `.wasm` files themselves.
const DIRECT: [Host; 4] = [Host::Node26, Host::Deno, Host::Vite, Host::Webpack];

const DIRECT_PROGRAMS: [Program; 2] = [
    Program {
        name: "direct",
        module: "clang22/reactor-both-wasi",
        files: "plugin",
        arguments: &["--direct"],
        lines: &["A constructed", "answer() = 42, 42"],
    },
    Program {
        name: "direct-log",
        module: "assemblyscript/log",
        files: "log",
        arguments: &["--direct"],
        lines: &["memory", "top-level statement", "count() = 1"],
    },
];

pub fn trials() -> Vec<Trial> {
    let direct = |host: Host| {
        DIRECT_PROGRAMS.iter().map(move |it| host.trial(&format!("esm-{}", it.name), |host| prints(it, host)))
    };
    everywhere().into_iter().chain(DIRECT.into_iter().flat_map(direct)).collect()
}

fn everywhere() -> Vec<Trial> {
    let of_host = |host: Host| {
        PROGRAMS.iter().map(move |program| host.trial(&format!("esm-{}", program.name), |host| prints(program, host)))
    };
    let arguments = ["own", "shim"].map(|wasi| {
        Host::Node.trial(&format!("esm-program-gets-what-its-process-has-from-{wasi}"), move |_| arguments(wasi))
    });
    Host::ALL.into_iter().flat_map(of_host).chain(arguments).collect()
}

/// A program whose exit code is ten times the number of variables, and the number of arguments.
const COUNTS: &str = r#"(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (drop (call $args (i32.const 0) (i32.const 4)))
    (drop (call $environ (i32.const 8) (i32.const 4)))
    (call $exit (i32.add (i32.mul (i32.load (i32.const 8)) (i32.const 10)) (i32.load (i32.const 0))))))"#;

fn arguments(wasi: &str) -> Result<(), Failed> {
    let folder = TempDir::new()?;
    fs::write(folder.path().join("counts.wat"), COUNTS)?;
    fs::write(folder.path().join("main.mjs"), "import './dist/counts.mjs';\n")?;
    let mut tool = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
    output(tool.args(["esm", "counts.wat", "-o", "dist", "--wasi", wasi]).current_dir(folder.path()))?;
    let mut node = Command::new("node");
    node.args(["--no-warnings", "main.mjs", "one", "two"]).current_dir(folder.path());
    let path = std::env::var_os("PATH").unwrap_or_default();
    let ended = node.env_clear().env("PATH", path).env("ANOTHER", "").output()?;
    match ended.status.code() {
        Some(23) => Ok(()),
        code => Err(format!("{code:?}: {}", String::from_utf8_lossy(&ended.stderr)).into()),
    }
}

impl Program {
    /// One of the programs, with these arguments in the place of its own.
    pub fn with(name: &str, arguments: &'static [&'static str]) -> Result<Self, Failed> {
        let program = PROGRAMS.iter().find(|program| program.name == name).ok_or("a program")?;
        Ok(Self { arguments, ..*program })
    }

    /// It, with the files of another folder.
    pub fn from(self, name: &'static str) -> Self {
        Self { name, ..self }
    }
}

pub fn prints(program: &Program, host: Host) -> Result<(), Failed> {
    let page = Page { isolated: program.name == "threads", ..Page::default() };
    expect(&host.run(folder(program)?.path(), &page)?, program.lines)
}

/// A program, with what is written for it.
pub fn folder(program: &Program) -> Result<TempDir, Failed> {
    let folder = TempDir::new()?;
    let source = root().join("tests/esm/written").join(program.name);
    for file in fs::read_dir(source)? {
        let file = file?;
        fs::copy(file.path(), folder.path().join(file.file_name()))?;
    }
    for (_, file) in SHARED.iter().filter(|(name, _)| *name == program.name) {
        let file = root().join("tests/esm").join(file);
        let name = file.file_name().ok_or("a file has a name")?;
        fs::copy(&file, folder.path().join(name))?;
    }
    write(program, folder.path())?;
    Ok(folder)
}

fn write(program: &Program, folder: &Path) -> Result<(), Failed> {
    let mut tool = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
    tool.current_dir(folder).arg("esm").arg(testdata(program.module)).args(["-o", "dist", "--name", program.files]);
    tool.args(program.arguments);
    if folder.join("given.mjs").exists() {
        tool.args(["--imports", "given.mjs"]);
    }
    output(&mut tool).map(drop)
}
