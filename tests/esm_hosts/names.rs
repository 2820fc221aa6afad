//! Modules whose names would end a string, a comment or a line, or that JavaScript has other uses for: nothing of them is run.

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

/// Each is imported from, imported and exported.
const NAMES: [&str; 44] = [
    "",
    " ",
    "'",
    "\"",
    "`",
    "\\",
    "\\n",
    "\\'",
    "\n",
    "\r\n",
    "\0",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "\u{202e}",
    "\u{feff}",
    "\u{1f600}",
    "*/",
    "/*",
    "//",
    "</script>",
    "<!--",
    "-->",
    "${globalThis.ran = 1}",
    "'; globalThis.ran = 1; '",
    "\"; globalThis.ran = 1; \"",
    "\\'; globalThis.ran = 1; //",
    "*/ globalThis.ran = 1; /*",
    "\nglobalThis.ran = 1;\n",
    "\u{2028}globalThis.ran = 1;\u{2028}",
    "//# exports\n",
    "NAME",
    "__proto__",
    "constructor",
    "default",
    "await",
    "class",
    "export0",
    "given0",
    "memory1",
    "environment",
    "imports",
    "Exit",
];

pub fn trials() -> Vec<Trial> {
    let prints = |host: Host| {
        host.trial("esm-odd-names", |host| {
            let lines = ["the names: true, true", "others that answer: []", "more was run: false"];
            expect(&host.run(odd()?.path(), &Page::default())?, &lines)
        })
    };
    Host::ALL.into_iter().map(prints).collect()
}

/// A program that imports what is written for a module with all names. Its imports are as they are begun.
pub fn odd() -> Result<TempDir, Failed> {
    let folder = TempDir::new()?;
    fs::copy(root().join("tests/esm/odd/main.mjs"), folder.path().join("main.mjs"))?;
    let codes = NAMES.map(|name| {
        let codes: Vec<String> = name.chars().map(|char| u32::from(char).to_string()).collect();
        format!("  String.fromCodePoint({}),\n", codes.join(", "))
    });
    fs::write(folder.path().join("names.mjs"), format!("export default [\n{}];\n", codes.concat()))?;
    fs::write(folder.path().join("odd.wat"), module())?;
    let mut tool = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
    output(tool.args(["esm", "odd.wat", "-o", "dist", "--imports", "given.mjs"]).current_dir(folder.path()))?;
    Ok(folder)
}

fn module() -> String {
    let names = NAMES.map(|name| name.bytes().map(|byte| format!("\\{byte:02x}")).collect::<String>());
    let imports = names.iter().map(|name| format!("(import \"{name}\" \"{name}\" (func))\n"));
    let exports = names.iter().enumerate().map(|(at, name)| format!("(func (export \"{name}\") (call {at}))\n"));
    format!("(module\n{})", imports.chain(exports).collect::<String>())
}
