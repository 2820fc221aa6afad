//! `cargo initfix`: cargo, with the fix in its linker.
//!
//! Modules are fixed where they are linked and not afterwards, so that what cargo runs, tests, copies and finds fresh is what
//! was fixed.

mod condition;
mod config;
mod init;
mod line;
mod program;
mod say;
mod shim;
mod target;

use std::env;
use std::ffi::OsString;
use std::process::Child;
use std::process::Command;
use std::process::ExitCode;
use std::process::ExitStatus;
use std::thread;
use std::time::Duration;

use anstyle::AnsiColor;

use super::io;
use super::linker::LOG;
use super::linker::Log;
use super::linker::LogEntry;
use super::linker::code;
use super::process;
use super::settings;
use super::started::Handover;
use crate::shown::on_one_line;
use config::Configuration;
use line::CargoLine;
use line::Verb;
use program::cargo;
use program::metadata;
use shim::Shims;

/// Settings that mean nothing to a module, and what they could mean but for a typing error.
type IdleSettings = Vec<(String, Option<String>)>;

pub(super) const PROGRAM: &str = "cargo-initfix";

/// As cargo's own.
pub(super) const ERROR: u8 = 101;

const ABOUT: &str = "Builds with cargo, and lets the constructors of what it links for WebAssembly run once, in time";

const HELP: &str = "\
Usage: cargo initfix <build|run|test|bench|rustc> [OPTIONS OF CARGO]…
       cargo initfix init [--manifest-path <PATH>] [--linker <TARGET>]

cargo runs with the arguments unchanged, and with `initfix-wasm-ld` around its linker for WebAssembly targets. `init` adds the \
settings to Cargo.toml; with --linker, it also makes that the linker of plain `cargo build` for a target, in .cargo/config.toml.

Settings are the options of `wasm-initfix` by the same names, in [package.metadata.initfix], or for all packages in \
[workspace.metadata.initfix]:

  [package.metadata.initfix]
  init = \"lazy\"
  assume = [\"env.now=pure\"]

Exit status: cargo's; 101 if it could not be run.
";

/// Runs the command.
pub(super) fn run(start: Handover) -> ExitCode {
    process::run(PROGRAM, ERROR, || {
        start.check(PROGRAM)?;
        run_line(start.words)
    })
}

/// As manual pages have it: the arguments are cargo's.
pub(super) fn command() -> clap::Command {
    clap::Command::new(PROGRAM).version(env!("CARGO_PKG_VERSION")).about(ABOUT).after_help(HELP)
}

/// The error is the line that follows `cargo-initfix: error: `.
fn run_line(words: Vec<OsString>) -> Result<ExitCode, String> {
    let mut line = CargoLine::parse(words);
    if line.may_be_alias() {
        let configuration = Configuration::load(&line.configs)?;
        line = line.expanded(|name| configuration.alias(name));
    }
    match line.verb()? {
        Verb::Help => io::print(&format!("{ABOUT}\n\n{HELP}")).map(|()| ExitCode::SUCCESS),
        Verb::Version => io::print(&format!("{PROGRAM} {}\n", env!("CARGO_PKG_VERSION"))).map(|()| ExitCode::SUCCESS),
        Verb::Init => init::run(&line),
        Verb::Cargo => build(&line),
    }
}

fn build(line: &CargoLine) -> Result<ExitCode, String> {
    let configuration = Configuration::load(&line.configs)?;
    let named = if line.targets.is_empty() { &configuration.targets } else { &line.targets };
    let targets = configuration.config.build_target_for_cli(named).map_err(|error| error.to_string())?;
    let wasm: Vec<String> = targets.into_iter().filter(|target| is_wasm(target)).collect();
    if wasm.is_empty() {
        say::note(
            "nothing here is for WebAssembly, so nothing is fixed; a target is named with --target, like wasm32-wasip1; \
             a build script that calls cargo for one can call `cargo initfix`",
        );
        return Ok(code(ended(start(&line.words, |_| {})?)?));
    }
    let metadata = metadata(line)?;
    if !line.is_quiet {
        settings::misspelt(&metadata, &metadata.packages).iter().for_each(|text| say::warning(text));
    }
    let folder = line.target_dir.clone().unwrap_or_else(|| metadata.target_directory.clone().into());
    if let Some(linker) = line.linker_of_rustc() {
        say::note(&format!("the arguments for rustc name the linker {}, so nothing is fixed", linker.display()));
    }
    let shims = Shims::make(&folder, &configuration, &wasm, &metadata)?;
    let path = shims.folder.join(format!("{}.log", std::process::id()));
    let mut log = Log::new(path.clone());
    let variables = shims.variables()?;
    let cargo = start(&line.words_with(shims.configs()), |command| {
        command.envs(variables).env(LOG, path);
    })?;
    Ok(code(watched(cargo, line, &mut log)?))
}

fn start(words: &[OsString], prepare: impl FnOnce(&mut Command)) -> Result<Child, String> {
    let cargo = cargo();
    let mut command = Command::new(&cargo);
    command.args(words);
    prepare(&mut command);
    command.spawn().map_err(|error| format!("{}: cannot run: {}", cargo.display(), io::explain(&error)))
}

fn ended(mut cargo: Child) -> Result<ExitStatus, String> {
    cargo.wait().map_err(|error| format!("cargo: {}", io::explain(&error)))
}

/// Tells what is linked while cargo runs.
fn watched(mut cargo: Child, line: &CargoLine, log: &mut Log) -> Result<ExitStatus, String> {
    /// Between two looks. Cargo's own progress moves as fast.
    const PAUSE: Duration = Duration::from_millis(50);
    let mut ignored = None;
    loop {
        let status = cargo.try_wait().map_err(|error| format!("cargo: {}", io::explain(&error)))?;
        for entry in log.read() {
            if !line.is_quiet {
                tell(&entry, line.is_verbose);
            }
            ignored = Some(ignored_by_all(ignored, entry.ignored));
        }
        if let Some(status) = status {
            if !line.is_quiet {
                tell_misspelt(&ignored.unwrap_or_default());
            }
            return Ok(status);
        }
        thread::sleep(PAUSE);
    }
}

/// Says what became of a module.
fn tell(entry: &LogEntry, all: bool) {
    let file = on_one_line(&artifact(&entry.file));
    if let Some(fixed) = &entry.fixed {
        say::status(AnsiColor::Green, "Fixed", &format!("{file} ({fixed})"));
    }
    if let Some(left) = &entry.left {
        say::status(AnsiColor::Yellow, "Left", &format!("{file} ({left})"));
    }
    for warning in &entry.warnings {
        say::warning(&format!("{file}: {warning}"));
    }
    for note in entry.notes.iter().filter(|_| all) {
        say::note(&format!("{file}: {note}"));
    }
}

/// The settings that mean nothing to this module, and meant nothing to those before it.
fn ignored_by_all(before: Option<IdleSettings>, mut now: IdleSettings) -> IdleSettings {
    let Some(before) = before else { return now };
    let common = before.into_iter().filter_map(|(setting, nearest)| {
        let (_, near_now) = now.iter_mut().find(|(other, _)| *other == setting)?;
        Some((setting, nearest.or(near_now.take())))
    });
    common.collect()
}

/// Settings need not fit each module. But what fits none, and is almost a name in one, is most likely a typing error.
fn tell_misspelt(ignored: &IdleSettings) {
    let misspelt = |(setting, nearest): &(String, Option<String>)| {
        Some(format!("{setting} (did you mean {}?)", nearest.as_ref()?))
    };
    let misspelt: Vec<String> = ignored.iter().filter_map(misspelt).collect();
    if !misspelt.is_empty() {
        say::warning(&format!("settings that nothing linked here has anything for: {}", misspelt.join(", ")));
    }
}

/// What cargo calls what it links as `plugin-0123456789abcdef.wasm`.
fn artifact(file: &str) -> String {
    let named = file.rsplit_once('.').and_then(|(stem, extension)| {
        let (name, hash) = stem.rsplit_once('-')?;
        let is_hash = hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hash.then(|| format!("{name}.{extension}"))
    });
    named.unwrap_or_else(|| file.to_owned())
}

/// Whether a target, or the file that describes it, is of WebAssembly.
fn is_wasm(target: &str) -> bool {
    target.rsplit(['/', '\\']).next().unwrap_or(target).starts_with("wasm")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_fit_no_module_are_those_that_each_ignores() {
        let ignored = |settings: &[(&str, Option<&str>)]| -> IdleSettings {
            settings.iter().map(|(setting, nearest)| ((*setting).to_owned(), nearest.map(str::to_owned))).collect()
        };
        let first = ignored(&[("a", None), ("b", Some("x")), ("c", None)]);
        let second = ignored(&[("a", Some("y")), ("b", None)]);
        let all = ignored_by_all(Some(ignored_by_all(None, first)), second);
        assert_eq!(all, ignored(&[("a", Some("y")), ("b", Some("x"))]));
        assert_eq!(ignored_by_all(Some(all), IdleSettings::new()), IdleSettings::new());
    }

    #[test]
    fn artifacts_are_named_as_cargo_does() {
        assert_eq!(artifact("plugin-0123456789abcdef.wasm"), "plugin.wasm");
        assert_eq!(artifact("my-tool-0123456789abcdef.wasm"), "my-tool.wasm");
        assert_eq!(artifact("my-tool.wasm"), "my-tool.wasm");
        assert_eq!(artifact("a-0123456789abcdeg.wasm"), "a-0123456789abcdeg.wasm");
    }
}
