//! `wasm-initfix inspect`: what modules are.

use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::general::General;
use super::graph::Graph;
use super::headings;
use super::io;
use super::io::Bar;
use super::options::LimitArgs;
use super::options::ProveName;
use super::parse;
use super::say::say_error;
use super::say::say_note;
use super::screen;
use super::walk;
use super::walk::Found;
use super::walk::Unreadable;
use super::words::ERROR;
use super::words::FAULT;
use super::words::NAME;
use super::words::Report;
use crate::hosts::Host;
use crate::inspect::Assumption;
use crate::module;
use crate::module::Module;
use crate::options::Options;
use crate::options::values;
use crate::report::inspected;
use crate::report::inspected::Inspected;
use crate::report::inspected::InspectedReport;
use crate::report::inspected::Summary;

const AFTER_HELP: &str = "\
Says who runs a module's constructors and how that is known, what they may call, whether the start section could run them, \
and what each host that is known makes of the module. `call … first` is about hosts that leave it to the program that instantiates \
the module.

Examples:
  wasm-initfix inspect plugin.wasm
  wasm-initfix inspect plugin.wasm --prove=run     run them, to prove more
  wasm-initfix inspect *.wasm --report=json        one object, or an array
  wasm-initfix inspect --recursive build           all in a folder, and counts
  wasm-initfix inspect plugin.wasm --graph plugin.svg
                                                   draw what they may call
  wasm-initfix inspect plugin.wasm --check --host=wasmtime

Exit status:
  0  inspected
  1  --check: the module is not initialised as it should be: with the host
     that is named; or else it is faulty, its exports rerun the constructors,
     or the JS API needs a change
  2  error: a module could not be inspected; --check: it cannot be seen who
     runs constructors, or whether they should run";

#[derive(Args)]
#[command(after_long_help = AFTER_HELP)]
pub(super) struct InspectArgs {
    /// The modules: binary or text files, or - for standard input; with --recursive, folders
    #[arg(required = true)]
    modules: Vec<PathBuf>,

    /// Take the .wasm files in folders and in their subfolders
    #[arg(long)]
    recursive: bool,

    /// How far to go to prove that the start section may run the constructors
    #[arg(long, value_enum, default_value_t = ProveName::Static, help_heading = headings::PROOF)]
    prove: ProveName,

    /// What an imported function does with the module: pure, memory or reenters; a `*` in its name stands for any characters
    #[arg(long, value_name = "MODULE.NAME=EFFECT", value_parser = values::assumption, help_heading = headings::PROOF)]
    assume: Vec<(String, Assumption)>,

    /// The functions that all exports call first and last run the constructors and destructors, where that cannot be seen: lld linked
    /// the module as a command
    #[arg(long, help_heading = headings::PROOF, hide_short_help = true)]
    assume_wrapped: bool,

    /// The export that is the initialiser, where that cannot be seen
    #[arg(long, value_name = "NAME", help_heading = headings::PROOF)]
    init_export: Option<String>,

    #[command(flatten)]
    limits: LimitArgs,

    /// The host of interest, as `wasm-initfix hosts` lists them [without it: all]
    #[arg(long, value_name = "NAME", value_parser = parse::HostParser, hide_possible_values = true)]
    host: Option<&'static Host>,

    /// Draw what the constructors may call: .svg, .dot (Graphviz) or .mmd (Mermaid), of one module
    #[arg(long, value_name = "FILE", value_parser = Graph::parse)]
    graph: Option<Graph>,

    /// Exit with 1 if the module is not initialised as it should be
    #[arg(long)]
    check: bool,

    /// Print JSON, for programs
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = headings::REPORTS)]
    report: Option<Report>,

    /// Show all constructors and imports, and each host in a line of its own
    #[arg(short, long, help_heading = headings::REPORTS)]
    verbose: bool,
}

impl InspectArgs {
    /// The options that are the fix's as well.
    fn options(&self) -> Options {
        Options {
            bounds: self.limits.bounds(),
            prove: self.prove.into(),
            assume: self.assume.clone(),
            assume_wrapped: self.assume_wrapped,
            init_export: self.init_export.clone(),
            host: self.host,
            ..Options::default()
        }
    }
}

/// Runs the command; the error is the line that follows `wasm-initfix: error: `.
pub(super) fn run(args: &InspectArgs) -> Result<ExitCode, String> {
    let modules = modules(args)?;
    match modules.as_slice() {
        [Found { path, unreadable: None }] if !args.recursive => one(args, path),
        _ => several(args, &modules),
    }
}

/// The modules in the order of the command line, those of a folder by name.
fn modules(args: &InspectArgs) -> Result<Vec<Found>, String> {
    let mut modules = Vec::new();
    for path in &args.modules {
        match path.is_dir() {
            true if !args.recursive => return Err(walk::is_folder(path)),
            true => modules.extend(walk::modules(path, None)),
            false => modules.push(Found { path: path.clone(), unreadable: None }),
        }
    }
    let is_module = |found: &&Found| !matches!(found.unreadable, Some(Unreadable::Folder(_)));
    let count = modules.iter().filter(is_module).count();
    match args.modules.as_slice() {
        [_, second, ..] if args.graph.is_some() && count > 1 => {
            Err(format!("unexpected `{}`: --graph draws one module", second.display()))
        }
        [folder] if args.graph.is_some() && count > 1 => {
            Err(format!("--graph draws one module, and `{}` has {count}: name one of them", folder.display()))
        }
        _ => Ok(modules),
    }
}

fn one(args: &InspectArgs, path: &Path) -> Result<ExitCode, String> {
    let inspected = look(args, path, None)?;
    match args.report {
        Some(Report::Json) => io::print_json(&inspected::json(&inspected))?,
        None => screen::print(&inspected::text(&inspected, screen::of_output(args.verbose)))?,
    }
    let mut status = Status::default();
    status.add(args, &inspected);
    Ok(status.end(args))
}

/// One after the other. What cannot be inspected is said, and the others are inspected all the same.
fn several(args: &InspectArgs, modules: &[Found]) -> Result<ExitCode, String> {
    let general = General::of_several();
    let readable = modules.iter().filter(|found| found.unreadable.is_none());
    general.check(&args.options(), readable.map(|found| found.path.as_path()))?;
    let mut bar = Bar::new(modules.len(), false);
    let mut summary = Summary::new(args.host);
    let (mut status, mut objects) = (Status::default(), Vec::new());
    for found in modules {
        let looked = match &found.unreadable {
            Some(unreadable) => Err(unreadable.why().to_owned()),
            None => look(args, &found.path, Some(&general)),
        };
        bar.advance();
        match looked {
            Ok(inspected) => {
                summary.add(&inspected);
                status.add(args, &inspected);
                match args.report {
                    Some(Report::Json) => objects.push(InspectedReport::Inspect(Box::new(inspected::json(&inspected)))),
                    None => bar.suspend(|| print(&inspected::text(&inspected, screen::of_output(args.verbose))))?,
                }
            }
            Err(error) => {
                match &found.unreadable {
                    Some(Unreadable::Folder(_)) => summary.fail_folder(),
                    _ => summary.fail(),
                }
                status.failed = true;
                bar.suspend(|| say_error(NAME, &error));
                objects.push(InspectedReport::error(io::shown(&found.path), error));
            }
        }
    }
    bar.clear();
    match args.report {
        Some(Report::Json) => io::print_json(&objects)?,
        None => screen::print(&summary.text(screen::of_output(args.verbose)))?,
    }
    Ok(status.end(args))
}

/// Prints one of several, with a line between it and the next.
fn print(text: &str) -> Result<(), String> {
    screen::print(&format!("{text}\n"))
}

/// What the exit status says.
#[derive(Default)]
struct Status {
    failed: bool,
    faulty: bool,
    doubts: Vec<String>,
}

impl Status {
    fn add(&mut self, args: &InspectArgs, inspected: &Inspected) {
        self.faulty |= inspected.is_faulty(args.host);
        self.doubts.extend(inspected.doubt().map(|doubt| format!("{}: {doubt}", inspected.name)));
    }

    fn end(self, args: &InspectArgs) -> ExitCode {
        match self {
            Self { failed: true, .. } => ExitCode::from(ERROR),
            Self { faulty: true, .. } if args.check => ExitCode::from(FAULT),
            // What is not known is no pass.
            Self { doubts, .. } if args.check && !doubts.is_empty() => {
                doubts.iter().for_each(|doubt| say_error(NAME, doubt));
                ExitCode::from(ERROR)
            }
            _ => ExitCode::SUCCESS,
        }
    }
}

fn look(args: &InspectArgs, path: &Path, general: Option<&General>) -> Result<Inspected, String> {
    let name = io::shown(path);
    let in_file = |message: String| format!("{name}: {message}");
    let mut options = args.options();
    let bounds = &options.bounds;
    let input = if general.is_some() { io::read_whole(path, bounds) } else { io::read(path, bounds) };
    let input = input.map_err(in_file)?;
    if let Some(ignored) = general.and_then(|general| general.fit(&mut options, input.wasm())) {
        say_note(&format!("{name}: {ignored}"));
    }
    let module = Module::parse_with(input.wasm(), &mut module::new_validator(), &options.bounds);
    let module = module.map_err(|error| in_file(error.message().to_owned()))?;
    let inspected =
        Inspected::of(&module, name.clone(), &options).map_err(|error| in_file(error.message().to_owned()))?;
    if let Some(graph) = &args.graph {
        graph.draw(&module, &inspected, &options)?;
    }
    Ok(inspected)
}
