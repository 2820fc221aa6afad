//! `wasm-initfix esm`: JavaScript around a module.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::Component;
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use clap::ValueEnum;

use super::headings;
use super::io;
use super::options::FixArgs;
use super::say::Severity;
use super::say::marked;
use super::say::say_lost_report;
use super::screen;
use super::words::NAME;
use super::words::Report;
use crate::esm::EsmBytes;
use crate::esm::EsmFiles;
use crate::esm::EsmGlobals;
use crate::esm::EsmImports;
use crate::esm::EsmLoading;
use crate::esm::EsmMake;
use crate::esm::EsmOptions;
use crate::esm::WasiSource;
use crate::esm::check_name;
use crate::esm::esm;
use crate::esm::is_reserved;
use crate::report::Look;
use crate::report::esm as report;
use crate::report::text;
use crate::shown::moves_or_hides;
use crate::shown::on_one_line;

const AFTER_HELP: &str = "\
What it would decide, and why, `wasm-initfix inspect MODULE --host=js` says, and `wasm-initfix MODULE --explain`.";

#[derive(Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct EsmArgs {
    /// The linked module: a binary or text (.wat) file, or - for standard input
    #[arg(value_name = "INPUT")]
    input: PathBuf,

    /// The folder that the files go to
    #[arg(short, long, value_name = "FOLDER")]
    output: PathBuf,

    /// The first part of the files' names [default: that of the module]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// Your JavaScript, which exports an object for each module that is imported from; its beginning is written if it is not there
    #[arg(long, value_name = "FILE")]
    imports: Option<PathBuf>,

    /// Whose WASI the module gets
    #[arg(long, value_enum, default_value_t = WasiName::Own)]
    wasi: WasiName,

    /// Write a function that makes instances, each when it is called, instead of one instance when the file is imported: for threads,
    /// whose instances share a memory, and for plugins that are needed more than once
    #[arg(long)]
    factory: bool,

    /// Write a module that hosts import themselves (`import … from './NAME.wasm'`), and what it imports: for Node 26, Deno, Vite and webpack
    #[arg(long, conflicts_with = "factory")]
    direct: bool,

    /// Put the module into NAME.mjs, as text that is a third larger, instead of into NAME.wasm: nothing is read or fetched then
    #[arg(long)]
    inline: bool,

    /// Write NAME.mjs without `await`, for `require` and for scripts that are no modules; in browsers only with --inline, and
    /// in Chromium's pages for modules up to 8 MB
    #[arg(long)]
    sync: bool,

    /// What NAME.mjs exports of a number that may change
    #[arg(long, value_enum, default_value_t = GlobalsName::Global)]
    globals: GlobalsName,

    #[command(flatten)]
    fix: FixArgs,

    /// Print what was found and done on standard output, for programs
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = headings::REPORTS)]
    report: Option<Report>,

    /// Say nothing but errors and warnings
    #[arg(short, long, help_heading = headings::REPORTS)]
    quiet: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum WasiName {
    /// The host's own, as in Node and Deno; elsewhere one that is written beside the module
    Own,
    /// The one that is written beside the module, everywhere
    Shim,
    /// That of your imports
    Given,
}

#[derive(Clone, Copy, ValueEnum)]
enum GlobalsName {
    /// The `WebAssembly.Global`, whose `value` follows the module
    Global,
    /// A copy of its value, made once when the module is initialised
    Value,
}

/// Runs the command; the error is the line that follows `wasm-initfix: error: `.
pub(super) fn run(args: &EsmArgs) -> Result<ExitCode, String> {
    let name = name(args)?;
    if io::is_dash(&args.output) || args.output.is_file() {
        return Err(format!(
            "--output={}: it is no folder, and there are several files to write",
            args.output.display()
        ));
    }
    if args.fix.check {
        return Err(
            "--check is of the main command; `wasm-initfix check` compares the module with the one that esm writes"
                .to_owned(),
        );
    }
    let in_file = |message: String| format!("{}: {message}", io::shown(&args.input));
    let input = io::read(&args.input, &args.fix.options(false).bounds).map_err(in_file)?;
    let options = options(args, name)?;
    let mut written = esm(input.wasm(), &options).map_err(|error| in_file(error.message().to_owned()))?;
    fs::create_dir_all(&args.output).map_err(|error| in_path(&args.output, &error))?;
    let mut files: Vec<(PathBuf, &[u8])> =
        written.files.iter().map(|file| (args.output.join(&file.name), file.content.as_slice())).collect();
    files.iter().try_for_each(|(path, content)| is_ours(path, content, &args.input))?;
    let begun = args.imports.as_ref().zip(written.skeleton.as_ref()).filter(|(path, _)| !path.exists());
    let is_begun = begun.is_some();
    files.extend(begun.map(|(path, skeleton)| (path.clone(), skeleton.as_bytes())));
    let unused = unused(args, &files, &options.name);
    write(&files)?;
    drop(files);
    written.said.notes.extend(unused);
    // The files are there.
    if let Err(lost) = say(args, &written, &options.name, is_begun) {
        say_lost_report(&lost);
    }
    Ok(ExitCode::SUCCESS)
}

fn options(args: &EsmArgs, name: String) -> Result<EsmOptions, String> {
    Ok(EsmOptions {
        name,
        imports: args.imports.as_deref().map(|file| imports(&args.output, file)).transpose()?,
        wasi: match args.wasi {
            WasiName::Own => WasiSource::Own,
            WasiName::Shim => WasiSource::Shim,
            WasiName::Given => WasiSource::Given,
        },
        make: match (args.factory, args.direct) {
            (true, _) => EsmMake::Factory,
            (_, true) => EsmMake::Direct,
            _ => EsmMake::Instance,
        },
        bytes: if args.inline { EsmBytes::Inline } else { EsmBytes::File },
        loading: if args.sync { EsmLoading::Sync } else { EsmLoading::Promised },
        globals: match args.globals {
            GlobalsName::Global => EsmGlobals::Global,
            GlobalsName::Value => EsmGlobals::Value,
        },
        fix: args.fix.options(false),
    })
}

/// Says what was found and done. Warnings, and that a file of the user's is new, are said in any case.
fn say(args: &EsmArgs, written: &EsmFiles, name: &str, begun: bool) -> Result<(), String> {
    if args.quiet {
        let input = io::shown(&args.input);
        let warning = |text: &String| marked(NAME, Severity::Warning, &format!("{input}: {text}"));
        let warnings: String = written.said.warnings.iter().map(warning).collect();
        // The path may have a typing error.
        let begun = args
            .imports
            .as_ref()
            .filter(|_| begun)
            .map(|imports| format!("wasm-initfix: begun: {}\n", begun_file(imports)));
        let lines = warnings + &begun.unwrap_or_default();
        // The report has them.
        let lines = if args.report.is_some() { String::new() } else { lines };
        screen::say(&lines);
    }
    match args.report {
        Some(Report::Json) => {
            let begun = args.imports.as_ref().filter(|_| begun).map(|imports| io::shown(imports));
            io::print_json(&report::report(written, io::shown(&args.output), begun))
        }
        None if args.quiet => Ok(()),
        None => screen::print(&told(args, written, name, begun, screen::of_output(false))),
    }
}

fn in_path(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {}", io::shown(path), io::explain(error))
}

/// How each file begins that this command writes.
const OURS: &[u8] = b"// Made by wasm-initfix.";

/// Whether a file may be written over: the input is never replaced, and other files only if this command wrote them.
fn is_ours(path: &Path, content: &[u8], input: &Path) -> Result<(), String> {
    if io::is_same(path, input) {
        return Err(format!("{}: that is the input; -o names another folder", io::shown(path)));
    }
    let begins = |path: &Path| fs::read(path).is_ok_and(|old| old.starts_with(OURS));
    // A module does not say who wrote it, but the script beside it does.
    let is_replaced = match content.starts_with(OURS) {
        true => begins(path),
        false => ["mjs", "d.wasm.ts"].into_iter().any(|end| begins(&path.with_extension(end))),
    };
    match fs::read(path) {
        Ok(old) if !is_replaced && old != content => Err(format!(
            "{}: it is there, and this command did not write it; -o names another folder, or --name other files",
            io::shown(path)
        )),
        _ => Ok(()),
    }
}

/// What this command writes with some options.
const ENDS: [&str; 6] = ["wasm", "mjs", "d.mts", "d.wasm.ts", "host.mjs", "wasi.mjs"];

/// What an earlier run wrote under this name, and what is written now does not use. It stays: something else may use it.
fn unused(args: &EsmArgs, files: &[(PathBuf, &[u8])], name: &str) -> Option<String> {
    let path = |end: &str| args.output.join(format!("{name}.{end}"));
    let is_ours = |path: &Path| fs::read(path).is_ok_and(|old| old.starts_with(OURS));
    // Only what stands beside it tells who wrote a module.
    let was_run = ["mjs", "d.wasm.ts"].iter().any(|end| is_ours(&path(end)));
    let is_unused = |end: &&&str| {
        let path = path(end);
        let is_written = files.iter().any(|(written, _)| *written == path);
        let is_earlier = if **end == "wasm" { was_run && path.is_file() } else { is_ours(&path) };
        !is_written && is_earlier && !io::is_same(&path, &args.input)
    };
    let unused: Vec<String> = ENDS.iter().filter(is_unused).map(|end| io::shown(&path(end))).collect();
    let are = if unused.len() == 1 {
        "is from an earlier run, and what is written now does not use it"
    } else {
        "are from an earlier run, and what is written now does not use them"
    };
    (!unused.is_empty()).then(|| format!("{} {are}", unused.join(", ")))
}

/// The first part of the files' names.
fn name(args: &EsmArgs) -> Result<String, String> {
    let stem = || args.input.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let name = args.name.clone().or_else(stem).unwrap_or_default();
    check_name(&name).map_err(|error| error.message().to_owned())?;
    Ok(name)
}

/// How the user's imports and the folder reach each other.
fn imports(folder: &Path, file: &Path) -> Result<EsmImports, String> {
    let says = |what: &str| format!("--imports={}: {what}", io::shown(file));
    let from = real(folder)?;
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let to = real(parent)?;
    let name = file.file_name().filter(|_| !file.is_dir()).ok_or_else(|| says("it is no file"))?;
    if to.starts_with(&from) {
        let folder = io::shown(folder);
        return Err(says(&format!(
            "it lies in {folder}, where all is written anew each time; keep it beside your source"
        )));
    }
    fs::metadata(parent).map_err(|error| in_path(parent, &error))?;
    let specifier = specifier(&between(&from, &to).join(name));
    let folder = specifier.as_ref().and_then(|_| self::specifier(&between(&to, &from)));
    match (specifier, folder) {
        (Some(specifier), Some(folder)) => Ok(EsmImports { specifier, folder }),
        _ => Err(says("a path with `%`, `#`, `?`, `\\` or a character that is not seen means another in an import")),
    }
}

/// A folder without links, which need not be there yet.
fn real(folder: &Path) -> Result<PathBuf, String> {
    let absolute = std::path::absolute(folder).map_err(|error| in_path(folder, &error))?;
    let there = absolute.ancestors().find(|path| path.exists()).unwrap_or(&absolute);
    let mut real = fs::canonicalize(there).map_err(|error| in_path(there, &error))?;
    // Folders that are made have no links: `..` leads back.
    for part in absolute.strip_prefix(there).unwrap_or(Path::new("")).components() {
        match part {
            Component::ParentDir => drop(real.pop()),
            part => real.push(part),
        }
    }
    Ok(real)
}

/// The path from a folder to another.
fn between(from: &Path, to: &Path) -> PathBuf {
    let common = from.components().zip(to.components()).take_while(|(one, other)| one == other).count();
    let up = from.components().skip(common).map(|_| Component::ParentDir);
    up.chain(to.components().skip(common)).collect()
}

/// A path as `import` takes it, if each host takes it for this path.
fn specifier(path: &Path) -> Option<String> {
    let parts: Vec<&str> = path.iter().map(OsStr::to_str).collect::<Option<_>>()?;
    let path = parts.join("/");
    let is_plain = |char: char| !matches!(char, '%' | '#' | '?' | '\\') && !moves_or_hides(char);
    let path = if parts.first() == Some(&"..") { path } else { format!("./{path}") };
    path.chars().all(is_plain).then_some(path)
}

/// Writes all of them, or none.
fn write(files: &[(PathBuf, &[u8])]) -> Result<(), String> {
    let mut written = Vec::new();
    for (path, content) in files {
        let placed = io::Written::at(path, None, |mut file| file.write_all(content));
        written.push(placed.map_err(|error| io::cannot_write(&io::shown(path), &error))?);
    }
    io::persist(written)
}

/// What was written, what was found, and how to use it.
fn told(args: &EsmArgs, written: &EsmFiles, name: &str, begun: bool, look: Look) -> String {
    let files: Vec<&str> = written.files.iter().map(|file| file.name.as_str()).collect();
    let files = format!("{} in {}", files.join(", "), io::shown(&args.output));
    let mut lines = vec![("found", format!("it {}", written.facts.evidence))];
    if let Some(imports) = args.imports.as_ref().filter(|_| begun) {
        lines.push(("begun", begun_file(imports)));
    }
    let end = if args.direct { "wasm" } else { "mjs" };
    let from = from_here(&args.output.join(format!("{name}.{end}")));
    let use_it = match args.factory {
        true => format!("import {{ instantiate }} from {from}"),
        false => format!("import * as {} from {from}", variable(name)),
    };
    lines.push(("use", use_it));
    lines.push(("then", written.told.join("; ")));
    lines.extend(written.said.warnings.iter().map(|text| ("warning", text.clone())));
    lines.extend(written.said.notes.iter().map(|text| ("note", text.clone())));
    text::report_of(&io::shown(&args.input), ("written", &files), lines, look)
}

/// A file of the user's that is new, in words.
fn begun_file(imports: &Path) -> String {
    format!("{}, which gives what the module imports: it throws until you write it", on_one_line(&io::shown(imports)))
}

/// A file, as a script in the current folder imports it.
fn from_here(path: &Path) -> String {
    let shown = io::shown(path);
    let is_path = path.is_absolute() || shown.starts_with("./") || shown.starts_with("../");
    let shown = if is_path { shown } else { format!("./{shown}") };
    let mark = if shown.contains('\'') { '"' } else { '\'' };
    format!("{mark}{shown}{mark}")
}

/// A name for an import of all exports.
fn variable(name: &str) -> String {
    let name: String = name.chars().map(|char| if char.is_ascii_alphanumeric() { char } else { '_' }).collect();
    let is_plain = name.starts_with(|char: char| char.is_ascii_alphabetic() || char == '_') && !is_reserved(&name);
    if is_plain { name } else { format!("_{name}") }
}
