//! Imports under names that a host resolves.

use std::fs;

use libtest_mimic::Failed;

use super::running::Module;
use super::running::Test;
use super::running::expect;

pub const TESTS: &[(&str, Test)] = &[
    ("an-import-is-found-as-a-file-beside-the-module", found_as_a_file),
    ("an-export-is-called-by-its-new-name", called_by_its_new_name),
];

/// What the host's file gives: what the module imports from `env`, with a memory of the host's.
const HOST: &str = "export const memory = new WebAssembly.Memory({ initial: 2 });
export const log = (at, length) =>
  console.log(`line: ${new TextDecoder().decode(new Uint8Array(memory.buffer, at, length))}`);
export const visit = () => console.log('visit');
";

fn found_as_a_file() -> Result<(), Failed> {
    let beside = |module: &Module| fs::write(module.path.with_file_name("host.mjs"), HOST);
    let before = Module::fixed("clang19/reactor-callback", &["--import-memory", "--init=keep"])?;
    beside(&before)?;
    let refused = before.host("from-files", &[])?;
    let names = ["env.log function", "env.visit function", "env.memory memory"];
    expect(&refused, &[&names[..], &["ERR_MODULE_NOT_FOUND"]].concat())?;
    let options = ["--import-memory=./host.mjs,memory", "--init=keep", "--rename-import=env=./host.mjs"];
    let after = Module::fixed("clang19/reactor-callback", &options)?;
    beside(&after)?;
    let names = ["./host.mjs.log function", "./host.mjs.visit function", "./host.mjs.memory memory"];
    expect(&after.host("from-files", &["_initialize()"])?, &[&names[..], &["visit", "_initialize()"]].concat())
}

fn called_by_its_new_name() -> Result<(), Failed> {
    let options = ["--import-memory", "--init=keep", "--rename-export=total=sum", "--rename-import=env=./host.mjs"];
    let module = Module::fixed("clang19/reactor-callback", &options)?;
    fs::write(module.path.with_file_name("host.mjs"), HOST)?;
    // The memory has the name that its own option gives it.
    let names = ["./host.mjs.log function", "./host.mjs.visit function", "env.memory memory"];
    expect(&module.host("from-files", &[])?, &[&names[..], &["ERR_MODULE_NOT_FOUND"]].concat())?;
    let module = module.fixed_again(&["--init=keep", "--rename-import=env=./host.mjs"])?;
    let names = ["./host.mjs.log function", "./host.mjs.visit function", "./host.mjs.memory memory"];
    let calls = ["_initialize()", "sum()"];
    expect(&module.host("from-files", &calls)?, &[&names[..], &["visit", "_initialize()", "sum() = 0"]].concat())
}
