//! The npm package does what the native program does: the same bytes, texts, JSON and exit statuses.
//!
//! `.ci/npm` packs it, installs it in an empty folder, and names that in `WASM_INITFIX_PACKAGE`.

#[path = "npm/api.rs"]
mod api;
#[path = "npm/asc.rs"]
mod asc;
#[allow(dead_code, reason = "snapshots are for the cases themselves")]
#[path = "support/directives.rs"]
mod directives;
#[path = "npm/jobs.rs"]
mod jobs;
#[path = "npm/line.rs"]
mod line;
#[path = "npm/page.rs"]
mod page;
#[path = "npm/plugin.rs"]
mod plugin;

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::ExitCode;

use libtest_mimic::Arguments;
use libtest_mimic::Completion;
use libtest_mimic::Failed;
use libtest_mimic::Trial;
use serde_json::Value;

type Test = fn(&Path) -> Result<(), Failed>;

const TESTS: &[(&str, Test)] = &[
    ("fix-gives-the-same-in-javascript-for-every-case", api::fix_gives_the_same),
    ("inspect-gives-the-same-in-javascript-for-every-module", api::inspect_gives_the_same),
    ("pictures-are-the-same-in-javascript", api::pictures_are_the_same),
    ("esm-gives-the-same-in-javascript-for-every-module", api::esm_gives_the_same),
    ("hosts-are-those-of-the-command", api::hosts_are_the_same),
    ("the-small-engine-refuses-what-it-does-not-have-in-one-sentence", small_engine_refuses),
    ("options-are-typed-and-all-there", api::options_are_typed),
    ("typescript-knows-the-package", api::typescript_knows_it),
    ("the-command-line-says-and-writes-the-same", line::says_and_writes_the_same),
    ("a-script-of-an-assemblyscript-project-fixes-its-module", asc::fixes_in_a_script),
    ("the-plugin-is-used-as-its-page-says", plugin::as_documented),
    ("the-plugin-fixes-what-esbuild-builds", plugin::with_esbuild),
    ("the-plugin-fixes-what-rollup-and-rolldown-build", plugin::with_rollup),
    ("the-plugin-fixes-what-vite-builds", plugin::with_vite),
    ("the-plugin-fixes-what-vite-serves", plugin::with_vite_server),
    ("the-plugin-fixes-what-webpack-builds", plugin::with_webpack),
    ("wrong-arguments-are-named-as-they-are-given", names_wrong_arguments),
    ("the-package-has-its-licences", has_licences),
    ("the-page-gives-what-was-dropped-on-it-fixed", page::page_fixes),
    ("the-page-says-what-it-finds-in-five-megabytes-at-once", page::page_is_quick),
];

fn main() -> ExitCode {
    let trial = |&(name, test): &(&'static str, Test)| {
        Trial::ignorable_test(name, move || match env::var_os("WASM_INITFIX_PACKAGE") {
            Some(folder) => test(Path::new(&folder)).map(|()| Completion::Completed),
            None => Ok(Completion::ignored_with("needs WASM_INITFIX_PACKAGE, which .ci/npm sets")),
        })
    };
    let version = Trial::test("the-package-has-the-version-of-the-crate", has_the_version);
    libtest_mimic::run(&Arguments::from_args(), TESTS.iter().map(trial).chain([version]).collect()).exit_code()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn has_the_version() -> Result<(), Failed> {
    let package: Value = serde_json::from_slice(&fs::read(root().join("npm/package.json"))?)?;
    if package["version"] == env!("CARGO_PKG_VERSION") { Ok(()) } else { Err(package["version"].to_string().into()) }
}

fn small_engine_refuses(package: &Path) -> Result<(), Failed> {
    let script = package.join("wasm-initfix-small.mjs");
    fs::copy(root().join("tests/npm/small.mjs"), &script)?;
    let modules = ["testdata/clang19/wrapped.wasm", "testdata/clang19/reactor-virtual.wasm"].map(|it| root().join(it));
    let output = Command::new("node").arg(&script).args(modules).output()?;
    let walrus = "this takes walrus, which this build does not have; build wasm-initfix with the feature `walrus`, which is on by default";
    let prove = "prove: 'run': this build has no interpreter; build wasm-initfix with the feature `prove`, which is on by default";
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let expected = format!("absent: {walrus}\nabsent: {walrus}\nabsent: {prove}\n");
    if said == expected { Ok(()) } else { Err(said.into()) }
}

fn names_wrong_arguments(package: &Path) -> Result<(), Failed> {
    let script = package.join("wasm-initfix-refused.mjs");
    fs::copy(root().join("tests/npm/refused.mjs"), &script)?;
    let output = Command::new("node").arg(&script).arg(root().join("testdata/clang19/wrapped.wasm")).output()?;
    let expected = "\
        InitfixError: no option is called `initexport`; did you mean initExport?\n\
        InitfixError: no option is called `Init`; did you mean init?\n\
        InitfixError: exportMemory and noExportMemory exclude each other\n\
        InitfixError: initialMemory: '17q': expected a number of bytes, or of pages, as in 1114112 or 17p\n\
        InitfixError: initExport: 'memory': no function is exported under that name\n\
        InitfixError: direct and factory exclude each other\n\
        TypeError: the module: expected its bytes, in an ArrayBuffer or a Uint8Array\n\
        TypeError: the module: expected its bytes, in an ArrayBuffer or a Uint8Array\n";
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    if said == expected { Ok(()) } else { Err(said.into()) }
}

/// npm takes them along only if they are named.
fn has_licences(package: &Path) -> Result<(), Failed> {
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        let there = fs::read(package.join("node_modules/wasm-initfix").join(name))?;
        if there != fs::read(root().join(name))? {
            return Err(format!("{name} is another").into());
        }
    }
    Ok(())
}
