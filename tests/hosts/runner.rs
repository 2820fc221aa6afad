//! What runs a host: the program that it is, or is part of, and a script of this folder.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use libtest_mimic::Failed;
use serde_json::Value;
use tempfile::TempDir;

use super::Job;
use super::imports::Importer;
use super::root;

/// How long a host may take for one module.
const PATIENCE: Duration = Duration::from_secs(10);

/// The program that a host is, or is part of, and a script of `tests/hosts/` with its first arguments.
pub(super) enum Runner {
    /// `node` in `PATH`; its options or the script's arguments.
    Node(&'static str, &'static [&'static str]),
    /// A Node 26, which `WASM_INITFIX_NODE26` names.
    Node26(&'static str, &'static [&'static str]),
    /// Bun, which `WASM_INITFIX_BUN` names.
    Bun(&'static str),
    /// A program that imports the module.
    Importer(Importer),
    /// Extism's JS SDK, whose module `WASM_INITFIX_EXTISM_JS` names.
    ExtismJs,
    /// jco and its shim, among the packages of the folder that `WASM_INITFIX_JCO` names.
    Component,
    /// The `w4` that `WASM_INITFIX_W4` names, whose pages `chromium` in `PATH` shows.
    Wasm4,
    /// A package of the Python that `WASM_INITFIX_PYTHON` names.
    Python(&'static str, &'static str, &'static [&'static str]),
    /// `wasmtime`, which `WASM_INITFIX_WASMTIME` names.
    Wasmtime,
    /// `chromium` in `PATH`.
    Chromium,
}

/// A runner that was found.
pub(super) enum Program {
    /// A command that loads one module: its arguments are followed by the module and the exports to call.
    Script(Vec<OsString>),
    /// `wasmtime`, which calls one export of one module.
    Wasmtime(OsString),
    /// A browser, which loads all modules in one page.
    Page(OsString),
    /// A program that imports all modules.
    Importer(Importer),
}

impl Runner {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Node(..) => "node",
            Self::Node26(..) => "node26",
            Self::Bun(_) => "bun",
            Self::Importer(importer) => importer.name(),
            Self::ExtismJs => "the-js-sdk",
            Self::Component => "jco",
            Self::Wasm4 => "w4",
            Self::Python(_, package, _) => package,
            Self::Wasmtime => "its-command-line",
            Self::Chromium => "chromium",
        }
    }

    pub(super) fn find(&self) -> Result<Program, String> {
        let script = |name: &str| root().join("tests/hosts").join(name).into_os_string();
        match *self {
            Self::Node(name, arguments) => Ok(Program::Script(node("node".into(), script(name), arguments)?)),
            Self::Node26(name, arguments) => {
                Ok(Program::Script(node(named("WASM_INITFIX_NODE26")?, script(name), arguments)?))
            }
            Self::Bun(name) => {
                let options = ["run", "--no-install"].map(OsString::from);
                let command = [named("WASM_INITFIX_BUN")?].into_iter().chain(options);
                Ok(Program::Script(command.chain([with_extension(script(name), "mjs")]).collect()))
            }
            Self::Importer(importer) => importer.find().map(|()| Program::Importer(importer)),
            Self::ExtismJs => {
                let mut command = node("node".into(), script("extism"), &[])?;
                command.push(named("WASM_INITFIX_EXTISM_JS")?);
                Ok(Program::Script(command))
            }
            Self::Component => {
                let mut command = node("node".into(), script("component"), &[])?;
                command.push(named("WASM_INITFIX_JCO")?);
                Ok(Program::Script(command))
            }
            Self::Wasm4 => {
                let mut command = node("node".into(), script("wasm4"), &[])?;
                command.push(named("WASM_INITFIX_W4")?);
                chromium()?;
                Ok(Program::Script(command))
            }
            Self::Python(name, package, arguments) => {
                let python = named("WASM_INITFIX_PYTHON")?;
                if !starts(Command::new(&python).args(["-c", &format!("import {package}")])) {
                    return Err(format!("needs the package {package} of {}", python.display()));
                }
                let mut command = vec![python, "-u".into(), with_extension(script(name), "py")];
                command.extend(arguments.iter().map(OsString::from));
                Ok(Program::Script(command))
            }
            Self::Wasmtime => Ok(Program::Wasmtime(named("WASM_INITFIX_WASMTIME")?)),
            Self::Chromium => Ok(Program::Page(chromium()?)),
        }
    }
}

/// Node's own options come before the script, and what it is to do behind it.
fn node(program: OsString, script: OsString, arguments: &[&str]) -> Result<Vec<OsString>, String> {
    if !starts(Command::new(&program).arg("--version")) {
        return Err(format!("needs {}, which does not start", program.display()));
    }
    let (options, arguments): (Vec<&str>, Vec<&str>) = arguments.iter().partition(|it| it.starts_with("--"));
    let mut command = vec![program, "--no-warnings".into()];
    command.extend(options.iter().map(OsString::from));
    command.push(with_extension(script, "mjs"));
    command.extend(arguments.iter().map(OsString::from));
    Ok(command)
}

pub(super) fn chromium() -> Result<OsString, String> {
    let is_there = starts(Command::new("chromium").arg("--version"));
    if is_there { Ok("chromium".into()) } else { Err("needs chromium in PATH".to_owned()) }
}

fn with_extension(script: OsString, extension: &str) -> OsString {
    PathBuf::from(script).with_extension(extension).into_os_string()
}

/// What an environment variable names.
pub(super) fn named(variable: &str) -> Result<OsString, String> {
    match env::var_os(variable) {
        Some(path) if Path::new(&path).exists() => Ok(path),
        Some(path) => Err(format!("needs {}, which {variable} names", path.display())),
        None => Err(format!("needs {variable}")),
    }
}

pub(super) fn starts(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

impl Program {
    /// What happens, line by line, for each job.
    pub(super) fn run(&self, jobs: &[Job]) -> Result<Vec<String>, Failed> {
        match self {
            Self::Script(command) => jobs
                .iter()
                .map(|job| {
                    let (program, arguments) = command.split_first().ok_or("a command has a program")?;
                    let mut command = Command::new(program);
                    // Wasmer leaves files in the folder where it runs.
                    command.current_dir(job.path.parent().ok_or("a module has a folder")?);
                    lines(command.args(arguments).arg(&job.path).args(&job.calls))
                })
                .collect(),
            Self::Wasmtime(program) => jobs
                .iter()
                .map(|job| {
                    let mut command = Command::new(program);
                    command.arg("run");
                    command.args(job.calls.iter().flat_map(|name| ["--invoke", name.as_str()])).arg(&job.path);
                    let printed = lines(&mut command)?;
                    Ok(match (&job.calls[..], printed.parse::<i32>()) {
                        ([name], Ok(result)) => format!("{name} = {result}"),
                        _ => printed,
                    })
                })
                .collect(),
            Self::Page(program) => page(program, jobs),
            Self::Importer(importer) => importer.outcomes(jobs),
        }
    }
}

/// What a command prints, on one line; a command that fails, or takes too long, adds how.
fn lines(command: &mut Command) -> Result<String, Failed> {
    let start = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("{command:?}: {error}"))?;
    let mut stdout = child.stdout.take().ok_or("a pipe")?;
    let reader = thread::spawn(move || {
        let mut printed = Vec::new();
        stdout.read_to_end(&mut printed).map(|_| printed)
    });
    let ended = loop {
        if let Some(status) = child.try_wait()? {
            break (!status.success()).then(|| format!("failed: {status}"));
        }
        if start.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            break Some("failed: it does not end".to_owned());
        }
        thread::sleep(Duration::from_millis(5));
    };
    let printed = reader.join().map_err(|_| "the reader ends")??;
    let printed = String::from_utf8_lossy(&printed);
    Ok(printed.lines().map(str::to_owned).chain(ended).collect::<Vec<_>>().join("; "))
}

/// Lets a browser load all modules in one page that needs no server.
fn page(program: &OsString, jobs: &[Job]) -> Result<Vec<String>, Failed> {
    let folder = TempDir::new()?;
    let script = fs::read_to_string(root().join("tests/hosts/instantiate.mjs"))?.replace("export ", "");
    let jobs = jobs
        .iter()
        .map(|job| Ok(serde_json::json!([fs::read(&job.path)?, job.calls])))
        .collect::<Result<Vec<_>, Failed>>()?;
    let html = folder.path().join("page.html");
    fs::write(
        &html,
        format!(
            "<!doctype html><meta charset=utf-8><body><script type=module>{script}
            const outcomes = [];
            for (const [bytes, calls] of {}) outcomes.push((await outcome(new Uint8Array(bytes), calls)).join('; '));
            document.body.textContent = outcomes.join('|');
            document.body.id = 'done';
            </script>",
            Value::from(jobs)
        ),
    )?;
    let mut browser = Command::new(program);
    browser.args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]);
    browser.args(["--disable-component-update", "--disable-sync", "--virtual-time-budget=4000", "--dump-dom"]);
    let mut profile = OsString::from("--user-data-dir=");
    profile.push(folder.path().join("profile"));
    let mut address = OsString::from("file://");
    address.push(&html);
    let printed = lines(browser.arg(profile).arg(address))?;
    let outcomes = printed.split_once("<body id=\"done\">").and_then(|(_, rest)| rest.split_once("</body>"));
    let Some((outcomes, _)) = outcomes else {
        return Err("the page did not end".into());
    };
    Ok(outcomes.split('|').map(str::to_owned).collect())
}
