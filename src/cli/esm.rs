//! `wasm-initfix esm`: JavaScript around a module.

use std::fs;
use std::io::Write;
use std::path::Component;
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use clap::ValueEnum;

use super::io;
use super::options::FixArgs;
use crate::esm::EsmFiles;
use crate::esm::EsmOptions;
use crate::esm::WasiSource;
use crate::esm::esm;
use crate::shown::line_by_line;

#[derive(Args)]
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
    #[arg(long, conflicts_with = "imports")]
    factory: bool,

    #[command(flatten)]
    fix: FixArgs,
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

/// Runs the command; the error is the line that follows `wasm-initfix: error: `.
pub(super) fn run(args: &EsmArgs) -> Result<ExitCode, String> {
    let name = name(args)?;
    let input = io::read(&args.input, &args.fix.options(false).bounds)?;
    fs::create_dir_all(&args.output).map_err(|error| in_path(&args.output, &error))?;
    let options = EsmOptions {
        name,
        imports: args.imports.as_deref().map(|imports| specifier(&args.output, imports)).transpose()?,
        wasi: match args.wasi {
            WasiName::Own => WasiSource::Own,
            WasiName::Shim => WasiSource::Shim,
            WasiName::Given => WasiSource::Given,
        },
        factory: args.factory,
        fix: args.fix.options(false),
    };
    let written = esm(input.wasm(), &options).map_err(|error| format!("{}: {error}", io::shown(&args.input)))?;
    let mut files: Vec<(PathBuf, &[u8])> =
        written.files.iter().map(|file| (args.output.join(&file.name), file.content.as_slice())).collect();
    let begun = args.imports.as_ref().zip(written.skeleton.as_ref()).filter(|(path, _)| !path.exists());
    files.extend(begun.map(|(path, skeleton)| (path.clone(), skeleton.as_bytes())));
    write(&files)?;
    io::print(&told(args, &written, &options.name, begun.is_some())).map(|()| ExitCode::SUCCESS)
}

fn in_path(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {}", io::shown(path), io::explain(error))
}

/// The first part of the files' names: `import` finds them by it, so it has no characters that mean something in a URL.
fn name(args: &EsmArgs) -> Result<String, String> {
    let stem = || args.input.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let name = args.name.clone().or_else(stem).unwrap_or_default();
    let is_plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-' | '.');
    match !name.is_empty() && name.chars().all(is_plain) && !name.starts_with('.') {
        true if name != "-" => Ok(name),
        _ => Err(format!("--name=NAME has to say what the files are called: `{name}` is no name for them")),
    }
}

/// How a file is imported from a folder.
fn specifier(folder: &Path, file: &Path) -> Result<String, String> {
    let from = fs::canonicalize(folder).map_err(|error| in_path(folder, &error))?;
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let to = fs::canonicalize(parent).map_err(|error| in_path(parent, &error))?;
    let name = file.file_name().ok_or_else(|| format!("--imports={}: it has no name", file.display()))?;
    if to.starts_with(&from) {
        return Err(format!(
            "--imports={}: it lies in {}, where all is written anew each time; keep it beside your source",
            file.display(),
            folder.display()
        ));
    }
    let common = from.components().zip(to.components()).take_while(|(one, other)| one == other).count();
    let up = from.components().skip(common).map(|_| Component::ParentDir);
    let down = to.components().skip(common);
    let path: PathBuf = up.chain(down).collect();
    let path = path.join(name).to_string_lossy().replace('\\', "/");
    Ok(path)
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

/// What was found and done.
fn told(args: &EsmArgs, written: &EsmFiles, name: &str, begun: bool) -> String {
    let files: Vec<&str> = written.files.iter().map(|file| file.name.as_str()).collect();
    let mut lines = vec![
        format!("found:     {}", written.facts.evidence),
        format!("written:   {} in {}", files.join(", "), args.output.display()),
    ];
    if let Some(imports) = args.imports.as_ref().filter(|_| begun) {
        lines.push(format!(
            "begun:     {}, which gives what the module imports: it throws until you write it",
            imports.display()
        ));
    }
    let use_it = match args.factory {
        true => format!("import {{ instantiate }} from './{name}.mjs'"),
        false => format!("import * as {} from './{name}.mjs'", variable(name)),
    };
    lines.push(format!("use:       {use_it}; {}", written.told.join("; ")));
    line_by_line(&format!("wasm-initfix: {}\n  {}\n", io::shown(&args.input), lines.join("\n  ")))
}

/// A name for an import of all exports.
fn variable(name: &str) -> String {
    let name: String = name.chars().map(|char| if char.is_ascii_alphanumeric() { char } else { '_' }).collect();
    if name.starts_with(|char: char| char.is_ascii_digit()) { format!("_{name}") } else { name }
}
