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

use crate::host::Host;
use crate::host::named;
use crate::host::root;
use crate::names::odd;
use crate::run::expect;
use crate::run::output;
use crate::run::without;

/// How specifiers are resolved, and which modules there are.
const RESOLUTIONS: [(&str, &str); 2] = [("nodenext", "nodenext"), ("bundler", "esnext")];

pub fn trials() -> Vec<Trial> {
    let of = |(resolution, module): (&'static str, &'static str)| {
        let trial = |name: &str, test: fn(&TypeScript) -> Result<(), Failed>| {
            Trial::ignorable_test(format!("types-{name}-{resolution}"), move || match typescript() {
                Ok(program) => test(&TypeScript { program, resolution, module }).map(|()| Completion::Completed),
                Err(reason) => without(reason),
            })
        };
        [
            trial("each-is-used", |tsc| expect::<&str>(&tsc.check(&types("types", &[])?, "main.mts")?, &[])),
            trial("misuse-is-an-error", |tsc| misuse(tsc, "wrong.mts", &[])),
            trial("mutable-numbers-may-be-values", |tsc| misuse(tsc, "values.mts", &["--globals=value"])),
            trial("a-factory-may-wait-for-nothing", |tsc| misuse(tsc, "at-once.mts", &["--factory", "--sync"])),
            trial("each-is-used-of-a-module-itself", |tsc| {
                expect::<&str>(&tsc.check(&types("types", &["--direct"])?, "direct.mts")?, &[])
            }),
            trial("begun-imports-are-checked", |tsc| begun(tsc, &[])),
            trial("begun-imports-of-a-module-itself-are-checked", |tsc| begun(tsc, &["--direct"])),
            trial("odd-names-are-those-of-the-module", |tsc| {
                let odd = odd()?;
                expect::<&str>(&tsc.check(&odd, "given.mjs")?, &[])?;
                expect::<&str>(&tsc.check(&odd, "dist/odd.d.mts")?, &[])
            }),
        ]
    };
    let deno =
        [("wrong.mts", &[][..]), ("values.mts", &["--globals=value"]), ("at-once.mts", &["--factory", "--sync"])].map(
            |(file, options)| Host::Deno.trial(&format!("types-are-found-of-{file}"), move |_| found(file, options)),
        );
    RESOLUTIONS.into_iter().flat_map(of).chain(deno).collect()
}

/// Deno finds the types of a script by a comment in it, and says the same of what uses them as TypeScript does.
fn found(file: &str, options: &[&str]) -> Result<(), Failed> {
    let folder = types("types", options)?;
    let mut check = Command::new(named("WASM_INITFIX_DENO")?);
    let checked = check.args(["check", file]).env("NO_COLOR", "1").current_dir(folder.path()).output()?;
    let said = String::from_utf8_lossy(&checked.stderr);
    let text = fs::read_to_string(folder.path().join(file))?;
    let wrong: Vec<usize> =
        text.lines().enumerate().filter(|(_, line)| line.contains(" // TS")).map(|(at, _)| at + 1).collect();
    let at = |line: &str| line.strip_prefix("    at file://").map(str::to_owned);
    let place = |at: String| at.rsplit_once(&format!("{file}:"))?.1.split_once(':')?.0.parse().ok();
    // Line 0: that of another file.
    let places: Vec<usize> = said.lines().filter_map(at).map(|at| place(at).unwrap_or(0)).collect();
    match places == wrong && checked.status.success() == wrong.is_empty() {
        true => Ok(()),
        false => Err(format!("errors in lines {places:?}, not {wrong:?}: {said}").into()),
    }
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
        tsc.args((file == "direct.mts").then_some("--allowArbitraryExtensions"));
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

/// The files of `tests/esm/types/`, beside what is written for one of their modules with these options.
fn types(module: &str, options: &[&str]) -> Result<TempDir, Failed> {
    let folder = TempDir::new()?;
    for source in fs::read_dir(source())? {
        let source = source?;
        fs::copy(source.path(), folder.path().join(source.file_name()))?;
    }
    let mut tool = Command::new(env!("CARGO_BIN_EXE_wasm-initfix"));
    tool.args(["esm", &format!("{module}.wat"), "-o", "dist"]).args(options).current_dir(folder.path());
    // Those of a factory come with each call.
    if !options.contains(&"--factory") {
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

/// What imports begin as has the types that are asked for, and what is written there is checked.
fn begun(tsc: &TypeScript, options: &[&str]) -> Result<(), Failed> {
    let folder = types("kinds", options)?;
    let path = folder.path().join("given.mjs");
    expect::<&str>(&tsc.check(&folder, "given.mjs")?, &[])?;
    let text = fs::read_to_string(&path)?;
    for (line, wrong, error) in [
        ("  limit: 0, ", "  limit: 0n, ", "TS2322"),
        ("  long: 0n, ", "  long: 0, ", "TS2322"),
        ("    throw new Error('env.named ", "    at.length; throw new Error('env.named ", "TS2339"),
        ("  failed: ", "  failures: ", "TS2353"),
    ] {
        let at =
            text.lines().position(|it| it.starts_with(line)).ok_or_else(|| format!("no line `{line}`:\n{text}"))?;
        fs::write(&path, text.replacen(line, wrong, 1))?;
        expect(&tsc.check(&folder, "given.mjs")?, &[format!("{} {error}", at + 1).as_str()])?;
    }
    Ok(())
}

/// Each line says which error it is, and no other line is one.
fn misuse(tsc: &TypeScript, file: &str, arguments: &[&str]) -> Result<(), Failed> {
    let text = fs::read_to_string(source().join(file))?;
    let said = text.lines().enumerate().filter_map(|(at, line)| Some((at + 1, line.rsplit_once(" // ")?.1)));
    let said: Vec<String> = said.map(|(line, error)| format!("{line} {error}")).collect();
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    expect(&tsc.check(&types("types", arguments)?, file)?, &said)
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
