//! `--inline` and `--sync`: programs of `written.rs`, with the module in the script, and without a promise.

use std::fs;
use std::path::Path;
use std::process::Command;

use libtest_mimic::Failed;
use libtest_mimic::Trial;
use tempfile::TempDir;

use crate::host::Host;
use crate::host::Page;
use crate::run::expect;
use crate::run::fails_with;
use crate::run::output;
use crate::written::Program;
use crate::written::folder;
use crate::written::prints;

/// A name for the tests, the program of `written.rs`, the folder of its files, and how it is written.
type Variant = (&'static str, &'static str, &'static str, &'static [&'static str]);

/// In each host.
const EVERYWHERE: [Variant; 5] = [
    ("inline", "printf", "printf", &["--inline"]),
    ("inline-factory", "instances", "instances", &["--inline", "--factory"]),
    ("inline-threads", "threads", "threads", &["--inline", "--factory"]),
    ("inline-sync", "callback", "callback", &["--inline", "--sync"]),
    ("inline-sync-factory", "instances", "instances-sync", &["--inline", "--sync", "--factory"]),
];

/// In those that have files.
const WITH_FILES: [Variant; 3] = [
    ("sync", "printf", "required", &["--sync"]),
    ("sync-program", "program", "program", &["--sync"]),
    ("sync-factory", "instances", "instances-sync", &["--sync", "--factory"]),
];

const FILES: [Host; 4] = [Host::Node, Host::Node26, Host::Deno, Host::Bun];

pub fn trials() -> Vec<Trial> {
    let trial = |host: Host, (label, name, files, arguments): Variant| {
        host.trial(&format!("esm-{label}"), move |host| prints(&Program::with(name, arguments)?.from(files), host))
    };
    let everywhere = Host::ALL.into_iter().flat_map(|host| EVERYWHERE.map(|variant| trial(host, variant)));
    let with_files = FILES.into_iter().flat_map(|host| WITH_FILES.map(|variant| trial(host, variant)));
    let scripts = [(Host::Rollup, "cjs"), (Host::Esbuild, "cjs"), (Host::Esbuild, "iife")];
    let scripts = scripts.map(|(host, format)| {
        host.trial(&format!("esm-inline-sync-as-{format}"), |host| is_a_script(host, format, &["--inline", "--sync"]))
    });
    let others = [
        Host::Node.trial("esm-inline-is-one-file-fewer", |_| one_file_fewer()),
        Host::Rollup.trial("esm-sync-as-cjs", |host| is_a_script(host, "cjs", &["--sync"])),
        Host::Esbuild.trial("esm-inline-with-await-as-cjs", waits),
        Host::Chromium.trial("esm-sync-without-inline", no_files),
        Host::Chromium.trial("esm-sync-is-for-small-modules", too_large),
    ];
    everywhere.chain(with_files).chain(scripts).chain(others).collect()
}

fn is_a_script(host: Host, format: &str, arguments: &'static [&'static str]) -> Result<(), Failed> {
    let program = Program::with("printf", arguments)?;
    expect(&host.run_script(folder(&program)?.path(), format)?, program.lines)
}

/// It is what `--sync` is for.
fn waits(host: Host) -> Result<(), Failed> {
    let program = folder(&Program::with("printf", &["--inline"])?)?;
    fails_with(
        host.run_script(program.path(), "cjs"),
        "Top-level await is currently not supported with the \"cjs\" output format",
    )
}

fn one_file_fewer() -> Result<(), Failed> {
    let program = folder(&Program::with("printf", &["--inline"])?)?;
    let mut names: Vec<String> = fs::read_dir(program.path().join("dist"))?
        .map(|file| Ok(file?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_, Failed>>()?;
    names.sort();
    expect(&names, &["printf.d.mts", "printf.host.mjs", "printf.mjs", "printf.wasi.mjs"])
}

fn no_files(host: Host) -> Result<(), Failed> {
    let program = folder(&Program::with("printf", &["--sync"])?)?;
    fails_with(
        host.run(program.path(), &Page::default()),
        "/dist/printf.wasm: --sync needs --inline in a page or a Worker, which cannot read without a promise",
    )
}

/// Chromium compiles so many bytes in a page without a promise, as the note says, and no more.
fn too_large(host: Host) -> Result<(), Failed> {
    const MOST: usize = 8 << 20;
    expect(&host.run(of_size(MOST)?.path(), &Page::default())?, &["42"])?;
    fails_with(
        host.run(of_size(MOST + 1)?.path(), &Page::default()),
        "disallowed on the main thread, if the buffer size is larger than 8MB",
    )
}

/// A program, and its module of so many bytes: most are those of a custom section.
fn of_size(bytes: usize) -> Result<TempDir, Failed> {
    let folder = TempDir::new()?;
    let small = wat::parse_str(r#"(module (global (export "answer") i32 (i32.const 42)))"#)?;
    // An id, a size of four bytes, a name of one.
    let content = u32::try_from(bytes - small.len() - 5)?;
    let size = [0, 7, 14, 21].map(|shift| (content >> shift & 127) as u8 | if shift < 21 { 128 } else { 0 });
    let mut module = [small, vec![0], size.to_vec(), vec![1, b'x']].concat();
    module.resize(bytes, 0);
    fs::write(folder.path().join("large.wasm"), module)?;
    fs::write(
        folder.path().join("main.mjs"),
        "import { answer } from './dist/large.mjs';\nconsole.log(answer);\nconsole.log('end');\n",
    )?;
    write(folder.path())?;
    Ok(folder)
}

fn write(folder: &Path) -> Result<(), Failed> {
    let mut tool = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
    output(tool.args(["esm", "large.wasm", "-o", "dist", "--inline", "--sync"]).current_dir(folder)).map(drop)
}
