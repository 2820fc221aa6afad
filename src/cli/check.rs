//! `wasm-initfix check`: run one module, or compare two.

use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;

use super::host::HostArgs;
use super::io;
use super::io::Input;
use super::options::AfterCallName;
use super::parse;
use super::renames::RenameArgs;
use super::screen;
use super::words::ERROR;
use super::words::FAULT;
use super::words::Report;
use crate::aot;
use crate::aot::CheckVerdict;
use crate::aot::Checked;
use crate::aot::Invocation;
use crate::aot::Limits;
use crate::aot::RunOptions;
use crate::bounds::Bounds;
use crate::decide;
use crate::hosts::Host;
use crate::inspect::Depth;
use crate::inspect::InspectOptions;
use crate::inspect::inspect;
use crate::module::Module;
use crate::options::Options;
use crate::report::check;
use crate::with_old_names;

const AFTER_HELP: &str = "\
Modules are compiled and run against a host that answers every import the same way each time and writes down what it was \
asked: WASI preview 1 without files, arguments, environment or network, and zeros for what it does not know. Nothing that \
a module does reaches the machine. A run that fails after such a zero is no fault, but unknown: --import says what your host \
answers.

Two modules do the same if their constructors run once and before anything else, call the same imports, and leave the same \
memory, globals, tables and segments, and if their exports then give the same results. Only the time at which the \
constructors run may differ, and that they ran on every call before.

Examples:
  wasm-initfix check plugin.wasm                   is start too early?
  wasm-initfix check plugin.wasm --invoke 'add(1, 2)' --invoke total
                                                   make calls, in one instance
  wasm-initfix check before.wasm after.wasm        do both do the same?
  wasm-initfix check before.wasm after.wasm --invoke 'add(1, 2)' --invoke total
                                                   and when calls are made?
  wasm-initfix check plugin.wasm --import env.now=42 --assume env.now=pure

Exit status:
  0  the same, or no fault
  1  different; or an import needed memory before the host could have it,
     constructors ran again, or initialisation failed
  2  could not be run, or not to the end, or it cannot be told, as after an
     answer that only this host gives";

#[derive(Args)]
#[command(after_long_help = AFTER_HELP)]
pub(super) struct CheckArgs {
    /// The module, or what it was before a change: a binary or text file, or - for standard input
    module: PathBuf,

    /// What it became
    #[arg(allow_negative_numbers = true)]
    after: Option<PathBuf>,

    /// Words too many, which an error explains
    #[arg(hide = true, allow_negative_numbers = true)]
    more: Vec<String>,

    /// Call these exports in one instance, in order, instead of each in one of its own. Numbers are decimal, or hex after 0x
    #[arg(long, value_name = "NAME[(NUMBERS)]", value_parser = parse::invocation)]
    invoke: Vec<Invocation>,

    /// What the second module was fixed to do after each call of an export that ran destructors and wrote buffered output then
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = AfterCallName::Flush)]
    after_call: AfterCallName,

    /// A memory may have other limits in the second module
    #[arg(long)]
    other_limits: bool,

    /// Both were fixed to have other names in the second module
    #[command(flatten)]
    renames: RenameArgs,

    #[command(flatten)]
    host: HostArgs,
}

/// Runs the command; the error is the line that follows `wasm-initfix: error: `.
pub(super) fn run(args: &CheckArgs) -> Result<ExitCode, String> {
    let (invoke, after_call) = (args.invoke.clone(), args.after_call.into());
    // A number in the place of the second module was most likely an argument.
    let is_argument = |path: &&PathBuf| !invoke.is_empty() && parse::is_number(path) && !path.exists();
    let second = args.after.iter().filter(is_argument);
    let more: Vec<String> = second.map(|path| io::shown(path)).chain(args.more.iter().cloned()).collect();
    parse::nothing_more(&invoke, &more, "check takes one module or two")?;
    let options = RunOptions { invoke, after_call, other_limits: args.other_limits, ..args.host.options() };
    let began = Instant::now();
    let before = read(&args.module, &options.bounds)?;
    let after = args.after.as_deref().map(|path| read(path, &options.bounds)).transpose()?;
    if after.is_none() && !args.renames.is_empty() {
        return Err("--rename-import and --rename-export are for two modules: how the second was fixed".to_owned());
    }
    let renames = Options {
        rename_imports: args.renames.imports(),
        rename_exports: args.renames.exports(),
        bounds: options.bounds,
        ..Options::default()
    };
    let compared = after.as_ref().map(|after| with_old_names(before.wasm(), after.wasm(), &renames)).transpose();
    let compared = compared.map_err(|error| format!("{}: {}", both(args), error.message()))?;
    let progress = io::progress("checking");
    let (name, checked) = match &compared {
        None => (io::shown(&args.module), aot::check(before.wasm(), &options)),
        Some(after) => (both(args), aot::compare(before.wasm(), after, &options)),
    };
    drop(progress);
    let mut checked = checked.map_err(|error| format!("{name}: {}", error.message()))?;
    let last = after.as_ref().unwrap_or(&before);
    if let Some(after) = &compared {
        checked.notes.extend(missing_option(before.wasm(), after, (&checked, began), &options));
    }
    checked.notes.extend(args.host.host.and_then(|host| not_fit(last.wasm(), host, &options)));
    say(&args.host, &name, &checked, args.host.verbose)?;
    Ok(status(&checked))
}

/// What the host that is named makes of a module otherwise than this check does, which initialises it as its convention asks.
fn not_fit(wasm: &[u8], host: &'static Host, options: &RunOptions) -> Option<String> {
    let module = Module::parse_within(wasm, &options.bounds).ok()?;
    let init_export = options.init_export.as_deref().filter(|name| module.export(name).is_some());
    let look = InspectOptions { init_export, depth: Some(Depth::Full), for_hosts: true, ..InspectOptions::default() };
    let fit = decide::fit(&inspect(&module, &look).ok()?, host).ok()?;
    (!fit.is_good()).then(|| {
        format!("{} would not initialise it like this: see wasm-initfix inspect --host={}", host.name, host.name)
    })
}

/// The limits of what comes after a check, if there is time left: one deadline is for both.
fn left(began: Instant, options: &RunOptions) -> Option<Limits> {
    let gone = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let deadline = options.limits.deadline.checked_sub(gone).filter(|left| *left > 0)?;
    Some(Limits { deadline, ..options.limits })
}

/// The option with which the module was fixed, most likely: with it, both do the same.
fn missing_option(
    before: &[u8],
    after: &[u8],
    (checked, began): (&Checked, Instant),
    options: &RunOptions,
) -> Option<String> {
    if checked.verdict() == CheckVerdict::Same || checked.met_limit() || left(began, options).is_none() {
        return None;
    }
    let others = aot::others(before, after, options).ok()?;
    let is_same = |other: &RunOptions| {
        let Some(limits) = left(began, options) else {
            return false;
        };
        let other = RunOptions { limits, ..other.clone() };
        aot::compare(before, after, &other).is_ok_and(|checked| checked.verdict() == CheckVerdict::Same)
    };
    let (option, _) = others.iter().find(|(_, other)| is_same(other))?;
    Some(format!("with {option}, both do the same: if the module was fixed with it, check needs it as well"))
}

fn read(path: &Path, bounds: &Bounds) -> Result<Input, String> {
    io::read_whole(path, bounds).map_err(|message| format!("{}: {message}", io::shown(path)))
}

fn both(args: &CheckArgs) -> String {
    let after = args.after.as_deref().map(io::shown).unwrap_or_default();
    format!("{} and {after}", io::shown(&args.module))
}

/// Prints what was found; `all` leaves nothing out.
pub(super) fn say(host: &HostArgs, name: &str, checked: &Checked, all: bool) -> Result<(), String> {
    match host.report {
        Some(Report::Json) => io::print_json(&check::report(checked)),
        None => {
            let width = screen::of_output(all).width;
            io::print(&check::table(name, checked, all, width))
        }
    }
}

pub(super) fn status(checked: &Checked) -> ExitCode {
    match checked.verdict() {
        CheckVerdict::Sound | CheckVerdict::Same => ExitCode::SUCCESS,
        CheckVerdict::Different | CheckVerdict::Fault => ExitCode::from(FAULT),
        CheckVerdict::Unknown => ExitCode::from(ERROR),
    }
}
