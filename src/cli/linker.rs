//! `initfix-wasm-ld`: the linker, and then the fix.
//!
//! It takes the place of wasm-ld. What it is told with `--initfix-` in front is its own; everything else is the linker's, byte
//! for byte, but for the folder of the output: the linker writes into one of its own beside it, and what appears in its place
//! is fixed. Names that it is asked to leave out are left out after the fix.

mod arguments;
mod around;
mod caller;
mod component;
mod driver;
mod find;
mod folder;
mod log;
mod program;
mod reproduce;
mod spelling;

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::ExitCode;
use std::process::ExitStatus;

use clap::CommandFactory;
use clap::Parser;

use super::general::GaveWay;
use super::general::General;
use super::io;
use super::io::Output;
use super::job::Done;
use super::job::Job;
use super::job::Told;
use super::options::FixArgs;
use super::process;
use super::response;
use super::say::Severity;
use super::say::marked;
use super::screen;
use super::settings;
use super::started::Handover;
use crate::outcome::Outcome;
use crate::report::text;
use arguments::LinkerLine;
use caller::Clang;
use folder::Folder;
use reproduce::Reproduction;
use spelling::LinkSpelling;

pub(super) use arguments::OWN;
pub(super) use find::in_path;
pub(super) use log::Log;
pub(super) use log::LogEntry;
pub(super) use program::COMPONENT;
pub(super) use program::DRIVER;
pub(super) use program::ERROR;
pub(super) use program::PROGRAM;
pub(super) use program::code;

/// The environment variable that names the file to which is added what was done, a line of JSON for each module.
pub(super) const LOG: &str = "WASM_INITFIX_LOG";

const AFTER_HELP: &str = "\
Each option here is written with `--initfix-` in front and `=` before a value, and everything else goes to the linker:

  clang++ -fuse-ld=/usr/local/bin/initfix-wasm-ld -Wl,--initfix-init=lazy …
  rustc -C linker=initfix-wasm-ld -C link-arg=--initfix-host=esm …
  initfix-wasm-ld --initfix-linker=wasm-ld-19 --no-entry plugin.o -o plugin.wasm

Under cargo, [package.metadata.initfix] and [workspace.metadata.initfix] of Cargo.toml hold the same options.

Exit status: the linker's; 1 if what it linked could not be fixed. Then there is no output.";

/// wasm-ld, and then wasm-initfix: the constructors of what is linked run once, in time.
#[derive(Parser)]
#[command(name = PROGRAM, version, after_help = AFTER_HELP, no_binary_name = true, args_override_self = true)]
#[command(override_usage = "initfix-wasm-ld [--initfix-OPTION…] ARGUMENTS OF THE LINKER…")]
pub(super) struct LinkerArgs {
    /// The linker: a path, or a name in PATH [default: that of the clang that calls; else wasm-ld, the latest wasm-ld-N
    /// or rust-lld; for rustc rust-lld first]
    #[arg(long, value_name = "LINKER")]
    linker: Option<PathBuf>,

    /// Pack what a bug report needs: the linker's inputs and command line, its output, and the options
    #[arg(long, value_name = "FILE.tar")]
    reproduce: Option<PathBuf>,

    /// Say what was found and done
    #[arg(long, conflicts_with = "quiet")]
    verbose: bool,

    /// Say nothing but errors
    #[arg(long)]
    quiet: bool,

    #[command(flatten)]
    fix: FixArgs,
}

/// Links and fixes.
pub(super) fn run(start: Handover) -> ExitCode {
    process::run(PROGRAM, ERROR, || {
        start.check(PROGRAM)?;
        process::start_threads(None);
        run_line(start)
    })
}

/// The error is the line that follows `initfix-wasm-ld: error: `.
fn run_line(Handover { program, called, words, .. }: Handover) -> Result<ExitCode, String> {
    let beside = LinkerLine::parse(response::beside(&called)?.into_iter())?;
    if driver::is_meant(&called) {
        let args: LinkerArgs = settings::parse(beside.own, OWN)?;
        return driver::link(&called, args.linker.as_deref(), &words, &program);
    }
    let handed = env::var_os(component::OPTIONS).map(|text| response::split(&text)).unwrap_or_default();
    let line = LinkerLine::parse(words.into_iter().chain(handed))?;
    if line.own.iter().any(|word| word == "--version") {
        io::print(&LinkerArgs::command().render_version())?;
        return Ok(ExitCode::SUCCESS);
    }
    if line.own.iter().any(|word| word == "--help") {
        io::print(&LinkerArgs::command().render_long_help().to_string())?;
        return Ok(ExitCode::SUCCESS);
    }
    let clang = Clang::that_calls(&line);
    let longs =
        LinkerArgs::command().get_arguments().filter_map(|it| it.get_long().map(str::to_owned)).collect::<Vec<_>>();
    let spelling = LinkSpelling::new(clang.as_ref().is_some_and(|clang| clang.is_parent), longs.into_iter());
    let settings = settings::of_this_crate()?;
    let words = beside.own.into_iter().chain(settings.options).chain(line.own.iter().cloned());
    let args: LinkerArgs = settings::parse(words, spelling.prefix())?;
    // `cargo initfix` says it once for all that is linked.
    if !args.quiet && env::var_os(LOG).is_none() {
        settings.misspelt.iter().for_each(|text| say_marked(Severity::Warning, text));
    }
    let spelled = |message: String| spelling.spelled(&message);
    if component::is_meant(&called) {
        return component::link(&called, args.linker.as_deref(), line).map_err(spelled);
    }
    let for_rustc = line.is_from_rustc() || env::var_os("CARGO_CRATE_NAME").is_some();
    let callers = clang.as_ref().and_then(|clang| clang.linker(&program));
    let linker = find::linker(args.linker.as_deref(), callers, for_rustc, &program).map_err(spelled)?;
    let around = around::check(&linker).map_err(spelled)?;
    let wasm_opt = clang.is_some_and(|clang| clang.is_parent) && line.is_for_wasm_opt();
    Link { args: &args, linker: &linker, around, line: &line, wasm_opt, spelling: &spelling }.run().map_err(spelled)
}

/// One call of the linker, and what follows.
struct Link<'a> {
    args: &'a LinkerArgs,
    linker: &'a Path,
    /// What the linker is told of those that are around it.
    around: OsString,
    line: &'a LinkerLine,
    /// Whether wasm-opt rewrites the module next, if clang optimises.
    wasm_opt: bool,
    spelling: &'a LinkSpelling,
}

impl Link<'_> {
    fn run(&self) -> Result<ExitCode, String> {
        let line = self.line;
        if line.is_to_be_left {
            return Ok(code(self.call(None, &[])?));
        }
        let output = Output::of_linker(&line.output)?;
        if let Some(tar) = &self.args.reproduce {
            reproduce::clashes(tar, line)?;
        }
        let folder = Folder::beside(&output).map_err(|error| io::cannot_write(&io::shown(&line.output), &error))?;
        let name = line.output.file_name().unwrap_or("a.out".as_ref());
        let linked = folder.path().join(name);
        let reproduction = self.args.reproduce.as_deref().map(|tar| Reproduction::new(tar, &folder));
        let more = reproduction.as_ref().map(Reproduction::arguments).unwrap_or_default();
        let status = self.call(Some(&linked), &more)?;
        if let Some(reproduction) = &reproduction {
            reproduction.pack(self.linker, line, &linked)?;
        }
        // `--version` and the like succeed without an output.
        let is_there = linked.try_exists().map_err(|error| format!("{}: {}", linked.display(), io::explain(&error)))?;
        if !status.success() || !is_there {
            return Ok(code(status));
        }
        folder.give_back(&linked, &output)?;
        self.fix(&linked, output)
    }

    fn fix(&self, linked: &Path, output: Output) -> Result<ExitCode, String> {
        let (args, line) = (self.args, self.line);
        let name = io::shown(&line.output);
        // Settings are for all that a package links; what the line itself says is for this module.
        let general = General::but_for(&line.own);
        let job = Job {
            input: linked,
            name: &name,
            output: Some(output),
            map: None,
            fix: &args.fix,
            alone: true,
            at_link: true,
            strip: line.stripped(),
            general: Some(&general),
        };
        let done = job.run(|Told { outcome, gave_way, .. }| {
            let entry = LogEntry::of(&line.output, outcome, &gave_way);
            let said = if args.quiet {
                String::new()
            } else if args.verbose {
                all(&name, outcome, &gave_way, self.wasm_opt)
            } else {
                warnings(&name, &entry)
            };
            (self.spelling.spelled(&said), entry)
        })?;
        let (said, code) = match done {
            Done::Different(table) => (self.spelling.spelled(&table), ExitCode::from(ERROR)),
            Done::Written((said, entry)) => {
                if let Some(log) = env::var_os(LOG) {
                    // The module is there, and cargo only does not hear of it.
                    entry.append(Path::new(&log)).unwrap_or_else(|lost| say_marked(Severity::Warning, &lost));
                }
                (said, ExitCode::SUCCESS)
            }
        };
        screen::say(&said);
        Ok(code)
    }

    /// Calls the linker, with another output if there is one. If it fails, says which it was: it may be too old for what it links.
    fn call(&self, output: Option<&Path>, more: &[OsString]) -> Result<ExitStatus, String> {
        let linker = self.linker.display();
        let mut command = Command::new(self.linker);
        if find::is_generic(self.linker) && !self.line.is_from_rustc() {
            command.args(["-flavor", "wasm"]);
        }
        command.env(around::VARIABLE, &self.around);
        let file = self.line.put(&mut command, output, more)?;
        let status =
            io::call(&mut command).map_err(|error| format!("{linker}: cannot run: {}", io::explain(&error)))?;
        drop(file);
        if !status.success() && !self.args.quiet {
            let prefix = self.spelling.prefix();
            say_marked(Severity::Note, &format!("the linker {linker} failed; {prefix}linker=PATH names another"));
        }
        Ok(status)
    }
}

fn say_marked(severity: Severity, text: &str) {
    screen::say(&marked(PROGRAM, severity, text));
}

fn all(name: &str, outcome: &Outcome, gave_way: &GaveWay, wasm_opt: bool) -> String {
    const WASM_OPT: &str = "clang found wasm-opt, and with -O it runs that on this module next: the fix stays, and names may go; a link without -O leaves that out";
    let look = screen::of_error(true);
    let warning = gave_way.init.iter().map(|text| ("warning", text.clone()));
    let note = gave_way.ignored.iter().map(|ignored| ("note", ignored.to_string()));
    let more = warning.chain(note).chain(wasm_opt.then(|| ("note", WASM_OPT.to_owned())));
    let more: String = more.map(|(label, text)| text::line(label, &text, look)).collect();
    text::report_as(name, outcome, true, look) + &more
}

fn warnings(name: &str, entry: &LogEntry) -> String {
    let warning = |text: &String| marked(PROGRAM, Severity::Warning, &format!("{name}: {text}"));
    entry.warnings.iter().map(warning).collect()
}
