//! The modules that a command line names, and where they go.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use walkdir::WalkDir;

use super::clash::clash;
use crate::cli::arguments::Args;
use crate::cli::io;

/// A module, and where it goes.
pub(super) struct Task {
    pub(super) input: PathBuf,
    pub(super) output: Option<PathBuf>,
    /// Why there is nothing to do: `input` is a folder that cannot be read, or no file.
    pub(super) unreadable: Option<String>,
}

/// The modules in the order of the command line, those of a folder by name, and where they go.
pub(super) fn tasks(args: &Args) -> Result<Vec<Task>, String> {
    let mut tasks = Vec::new();
    for named in &args.inputs {
        if io::is_dash(named) {
            return Err("`-` is for one module".to_owned());
        }
        if !named.is_dir() {
            let under = named.file_name().map(Path::new).unwrap_or(named);
            tasks.push(Task { output: output(args, under), input: named.clone(), unreadable: None });
            continue;
        }
        if !args.recursive {
            return Err(format!("{}: a folder; --recursive takes the modules in it", named.display()));
        }
        let before = tasks.len();
        tasks.extend(modules(named, args));
        if tasks.len() == before {
            return Err(format!("{}: there is no .wasm file in it", named.display()));
        }
    }
    let pairs: Vec<(&Path, &Path)> =
        tasks.iter().filter_map(|task| Some((task.input.as_path(), task.output.as_deref()?))).collect();
    clash(&pairs, io::ignores_case)?;
    Ok(tasks)
}

fn output(args: &Args, under: &Path) -> Option<PathBuf> {
    let output = args.out_dir.as_ref()?.join(under);
    let is_text = output.extension().is_some_and(|extension| extension == "wat");
    Some(if is_text { output.with_extension("wasm") } else { output })
}

/// The modules in a folder, but for those that are results. A folder in it that cannot be read is one task, which fails.
fn modules(folder: &Path, args: &Args) -> Vec<Task> {
    let results = args.out_dir.as_deref().and_then(|results| fs::canonicalize(results).ok());
    let is_result = |path: &Path| path != folder && results.is_some() && fs::canonicalize(path).ok() == results;
    let walk = WalkDir::new(folder).sort_by_file_name().into_iter();
    let entries = walk.filter_entry(|entry| !(entry.file_type().is_dir() && is_result(entry.path())));
    let task = |entry: walkdir::Result<walkdir::DirEntry>| match entry {
        Err(error) => Some(unreadable(folder, &error)),
        Ok(entry) => {
            let input = entry.into_path();
            let is_named_so = input.extension().is_some_and(|extension| extension == "wasm") && !input.is_dir();
            let unreadable = is_named_so.then(|| no_file(&input)).flatten();
            let output = output(args, input.strip_prefix(folder).unwrap_or(&input)).filter(|_| unreadable.is_none());
            is_named_so.then_some(Task { input, output, unreadable })
        }
    };
    entries.filter_map(task).collect()
}

/// Why what is called like a module is none that can be read: a link that leads nowhere, or a pipe, which may have no end.
fn no_file(input: &Path) -> Option<String> {
    let why = match fs::metadata(input) {
        Err(error) => io::explain(&error),
        Ok(metadata) if !metadata.is_file() => "a pipe or a device; --recursive takes files".to_owned(),
        Ok(_) => return None,
    };
    Some(format!("{}: {why}", io::shown(input)))
}

fn unreadable(folder: &Path, error: &walkdir::Error) -> Task {
    let input = error.path().unwrap_or(folder).to_owned();
    let why = error.io_error().map_or_else(|| error.to_string(), io::explain);
    let why = format!("{}: cannot look for modules: {why}", io::shown(&input));
    Task { input, output: None, unreadable: Some(why) }
}
