//! `NAME.d.mts`, and what the user's imports begin as, as TypeScript takes them.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use libtest_mimic::Completion;
use libtest_mimic::Failed;
use libtest_mimic::Trial;
use tempfile::TempDir;

use crate::host::named;
use crate::host::root;
use crate::names::odd;
use crate::run::expect;
use crate::run::output;
use crate::run::without;

/// How specifiers are resolved, and which modules there are.
const RESOLUTIONS: [(&str, &str); 2] = [("nodenext", "nodenext"), ("bundler", "esnext")];

/// Those of the beginning of `given.mjs` for `tests/esm/types/types.wat`: what is no function has no value yet.
const NOT_WRITTEN: [&str; 2] = ["21 TS2322", "22 TS2322"];

pub fn trials() -> Vec<Trial> {
    let of = |(resolution, module): (&'static str, &'static str)| {
        let trial = |name: &str, test: fn(&TypeScript) -> Result<(), Failed>| {
            Trial::ignorable_test(format!("types-{name}-{resolution}"), move || match typescript() {
                Ok(program) => test(&TypeScript { program, resolution, module }).map(|()| Completion::Completed),
                Err(reason) => without(reason),
            })
        };
        [
            trial("each-is-used", |tsc| expect::<&str>(&tsc.check(&types(&[])?, "main.mts")?, &[])),
            trial("misuse-is-an-error", |tsc| misuse(tsc, "wrong.mts", &[])),
            trial("mutable-numbers-may-be-values", |tsc| misuse(tsc, "values.mts", &["--globals=value"])),
            trial("a-factory-may-wait-for-nothing", |tsc| misuse(tsc, "at-once.mts", &["--factory", "--sync"])),
            trial("begun-imports-are-checked", |tsc| expect(&tsc.check(&types(&[])?, "given.mjs")?, &NOT_WRITTEN)),
            trial("odd-names-are-those-of-the-module", |tsc| {
                let odd = odd()?;
                expect::<&str>(&tsc.check(&odd, "given.mjs")?, &[])?;
                expect::<&str>(&tsc.check(&odd, "dist/odd.d.mts")?, &[])
            }),
        ]
    };
    RESOLUTIONS.into_iter().flat_map(of).collect()
}

struct TypeScript {
    program: OsString,
    resolution: &'static str,
    module: &'static str,
}

impl TypeScript {
    /// The line and the number of each error in a file.
    fn check(&self, folder: &TempDir, file: &str) -> Result<Vec<String>, Failed> {
        let mut tsc = Command::new(&self.program);
        tsc.args(["--strict", "--noEmit", "--pretty", "false", "--target", "esnext", "--allowJs"]);
        tsc.args(["--moduleResolution", self.resolution, "--module", self.module]).arg(file).current_dir(folder.path());
        let checked = tsc.output()?;
        let said = String::from_utf8_lossy(&checked.stdout);
        // What an error is made of follows it in lines that begin with spaces.
        let errors: Vec<&str> = said.lines().filter(|line| !line.starts_with(' ')).collect();
        if checked.status.success() != errors.is_empty() {
            return Err(format!("{}\n{said}{}", checked.status, String::from_utf8_lossy(&checked.stderr)).into());
        }
        let place = |line: &&str| place(line, file).ok_or_else(|| format!("not an error of {file}: {line}").into());
        errors.iter().map(place).collect()
    }
}

/// The files of `tests/esm/types/`, beside what is written for their module.
fn types(arguments: &[&str]) -> Result<TempDir, Failed> {
    let folder = TempDir::new()?;
    for source in fs::read_dir(source())? {
        let source = source?;
        fs::copy(source.path(), folder.path().join(source.file_name()))?;
    }
    let mut tool = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
    tool.args(["esm", "types.wat", "-o", "dist"]).args(arguments).current_dir(folder.path());
    // Those of a factory come with each call.
    if !arguments.contains(&"--factory") {
        tool.args(["--imports", "given.mjs"]);
    }
    output(&mut tool)?;
    Ok(folder)
}

/// `wrong.mts(5,10): error TS2614: …`
fn place(line: &str, file: &str) -> Option<String> {
    let (at, error) = line.strip_prefix(file)?.strip_prefix('(')?.split_once("): error ")?;
    Some(format!("{} {}", at.split_once(',')?.0, error.split_once(':')?.0))
}

/// Each line says which error it is, and no other line is one.
fn misuse(tsc: &TypeScript, file: &str, arguments: &[&str]) -> Result<(), Failed> {
    let text = fs::read_to_string(source().join(file))?;
    let said = text.lines().enumerate().filter_map(|(at, line)| Some((at + 1, line.rsplit_once(" // ")?.1)));
    let said: Vec<String> = said.map(|(line, error)| format!("{line} {error}")).collect();
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    expect(&tsc.check(&types(arguments)?, file)?, &said)
}

fn source() -> PathBuf {
    root().join("tests/esm/types")
}

/// The `tsc` of the folder `WASM_INITFIX_NPM`, or why there is none.
fn typescript() -> Result<OsString, String> {
    let program = Path::new(&named("WASM_INITFIX_NPM")?).join("node_modules/.bin/tsc");
    match program.exists() {
        true => Ok(program.into_os_string()),
        false => Err(format!("needs {}: npm's `typescript`", program.display())),
    }
}
